"""Explains a provider's reputation score: each part, its weight and the points it brings."""

from dataclasses import dataclass
from decimal import Decimal

import psycopg
from psycopg.rows import DictRow, dict_row

from etl.db import connect
from etl.errors import ReputationError
from etl.statements import statement

EXPLAIN = statement(__file__, "explain")

PARTS = ("rating", "volume", "response", "verification", "reliability", "tenure", "trend")
"""The parts of a score, in the order of the document."""


@dataclass(frozen=True)
class Part:
    """One part of a score: marks of 100 (the trend: of 120), times its weight."""

    name: str
    marks: Decimal
    weight: Decimal

    @property
    def points(self) -> Decimal:
        """What the part adds to the base score."""
        return self.marks * self.weight


@dataclass(frozen=True)
class Explanation:
    """How a score comes about: the parts, their sum, the factors, and what is stored."""

    provider_id: str
    mode: str
    parts: tuple[Part, ...]
    base: Decimal
    new_provider_factor: Decimal
    cancellation_factor: Decimal
    total: Decimal
    stored: Decimal

    def lines(self) -> list[str]:
        """Return the explanation as text: one line per part, then how they become the score."""
        rows = [
            f"  {part.name:<14}{part.marks:>7.2f} x {part.weight:.4f} = {part.points:>6.2f}"
            for part in self.parts
        ]
        return [
            f"{self.provider_id}, {self.mode} weights",
            *rows,
            f"  {'base':<14}{self.base:>26.2f}",
            f"  {'new provider':<14}{'x':>18} {self.new_provider_factor:>7.2f}",
            f"  {'cancellations':<14}{'x':>18} {self.cancellation_factor:>7.2f}",
            f"  {'score':<14}{self.total:>26.2f}",
            f"  {'stored':<14}{self.stored:>26.2f}",
        ]


def explain(provider_id: str, url: str | None = None) -> Explanation:
    """Return how the provider's score comes about now; raise ReputationError for an unknown id."""
    with connect(url) as connection, connection.cursor(row_factory=dict_row) as cursor:
        try:
            row = cursor.execute(EXPLAIN, {"provider_id": provider_id}).fetchone()
        except (psycopg.errors.NoDataFound, psycopg.DataError) as error:
            reason = error.diag.message_primary or error
            raise ReputationError(f"{reason}; pass the id of a provider profile") from error
    assert row is not None
    return _explanation(row)


def _explanation(row: DictRow) -> Explanation:
    return Explanation(
        provider_id=row["provider_id"],
        mode=row["mode"],
        parts=tuple(Part(name, row[f"{name}_score"], row[f"{name}_weight"]) for name in PARTS),
        base=row["base_score"],
        new_provider_factor=row["new_provider_penalty"],
        cancellation_factor=row["cancellation_penalty"],
        total=row["total"],
        stored=row["stored"],
    )
