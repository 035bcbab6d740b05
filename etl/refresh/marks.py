"""What changed since the last refresh, as writers marked it."""

from collections.abc import Collection
from dataclasses import dataclass

import psycopg
from psycopg import sql

from etl.rollups.units import Key
from etl.statements import statement

TABLES = tuple(
    sql.Identifier("etl", name)
    for name in ("day_marks", "booking_versions", "booking_marks", "provider_marks")
)
"""To which writers append their marks."""

PENDING = statement(__file__, "pending_marks")


@dataclass(frozen=True)
class Marks:
    """Sources that changed, and what of them did."""

    sources: frozenset[str]
    units: frozenset[tuple[str, Key]]
    """Business days and providers, each with its source."""
    whole: frozenset[str]
    """Sources all of whose rows may have changed."""

    def named(self, sources: Collection[str], kind: type) -> set[Key]:
        """Return the days or the providers that these sources mark."""
        return {unit for source, unit in self.units if source in sources and isinstance(unit, kind)}

    @property
    def providers(self) -> set[str]:
        """All providers that are marked."""
        return {unit for _, unit in self.units if isinstance(unit, str)}


def take(connection: psycopg.Connection) -> Marks:
    """Take the marks that the transaction sees; they are gone when it commits.

    The transaction must see the same throughout: REPEATABLE READ.
    """
    marks = pending(connection)
    for table in TABLES:
        connection.execute(sql.SQL("DELETE FROM {}").format(table))
    return marks


def pending(connection: psycopg.Connection) -> Marks:
    """Return the marks that the transaction sees, and leave them."""
    rows = connection.execute(PENDING).fetchall()
    return Marks(
        sources=frozenset(source for source, *_ in rows),
        units=frozenset(
            (source, unit) for source, *units, _ in rows for unit in units if unit is not None
        ),
        whole=frozenset(source for source, *_, is_whole in rows if is_whole),
    )
