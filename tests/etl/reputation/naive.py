"""An independent oracle: section 6 of the document, with D7-D10, in plain Python."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from typing import Any

import psycopg
from psycopg.rows import dict_row

CENT = Decimal("0.01")
WEIGHTS = [Decimal(weight) for weight in ("0.40", "0.20", "0.15", "0.15", "0.10", "0.05", "0.05")]


@dataclass(frozen=True)
class Measures:
    """What a score depends on; `recent` are the stars of the last reviews that people can read."""

    average_rating: Decimal
    completed_jobs: int
    cancelled_jobs: int
    response_time_seconds: int
    aadhaar_verified: bool
    background_verified: bool
    account_days: int
    recent: Sequence[int]


def scores(connection: psycopg.Connection, mode: str) -> dict[str, Decimal]:
    """Return the score of every provider."""
    with connection.cursor(row_factory=dict_row) as cursor:
        providers = cursor.execute(
            "SELECT provider.*, extract(day FROM now() - created.created_at)::int AS account_days"
            " FROM provider_profiles AS provider JOIN users AS created"
            " ON created.id = provider.user_id"
        ).fetchall()
        reviews = cursor.execute("SELECT * FROM reviews").fetchall()
    found = {}
    for provider in providers:
        recent = last_ten([row for row in reviews if row["provider_id"] == provider["id"]])
        columns = set(Measures.__annotations__) - {"recent"}
        measures = Measures(**{name: provider[name] for name in columns}, recent=recent)
        found[provider["id"]] = score(measures, mode)
    return found


def last_ten(reviews: list[dict[str, Any]]) -> list[int]:
    """Of reviews written at the same moment the one with the greater id is the later."""
    readable = [row for row in reviews if row["is_published"] and not row["is_flagged"]]
    readable.sort(key=lambda row: (row["created_at"], row["id"]), reverse=True)
    return [row["overall_rating"] for row in readable[:10]]


def score(measures: Measures, mode: str) -> Decimal:
    """Return the score, rounded where the document's variables round."""
    weighed = sum(
        (mark * weight for mark, weight in zip(marks(measures), WEIGHTS, strict=True)), Decimal()
    )
    total = cents(weighed / (Decimal("1.10") if mode == "normalised" else 1))
    if measures.completed_jobs < 5:
        total = cents(total * Decimal("0.80"))
    if measures.completed_jobs and measures.cancelled_jobs * 100 > measures.completed_jobs * 15:
        total = cents(total * Decimal("0.90"))
    return min(total, Decimal("100.00"))


def marks(measures: Measures) -> list[Decimal]:
    """Return the marks: rating, volume, response, verification, reliability, tenure, trend."""
    jobs = measures.completed_jobs
    cancelled = Decimal(measures.cancelled_jobs) / jobs if jobs else Decimal()
    return [
        cents(measures.average_rating / 5 * 100),
        Decimal(min(jobs, 100)),
        Decimal(response(measures.response_time_seconds or 3600)),
        Decimal(50 * measures.aadhaar_verified + 50 * measures.background_verified),
        cents(max(Decimal(), 100 - cancelled * 100)),
        Decimal(tenure(measures.account_days)),
        Decimal(trend(measures)),
    ]


def response(seconds: int) -> int:
    limits = {600: 100, 1800: 80, 3600: 60, 7200: 40}
    return next((mark for limit, mark in limits.items() if seconds <= limit), 20)


def tenure(days: int) -> int:
    limits = {30: 20, 90: 50, 180: 75}
    return next((mark for limit, mark in limits.items() if days < limit), 100)


def trend(measures: Measures) -> int:
    if not measures.recent:
        return 100
    average = Decimal(sum(measures.recent)) / len(measures.recent)
    change = cents(average - measures.average_rating)
    limits = {Decimal("0.3"): 120, Decimal("0.1"): 110, Decimal("-0.1"): 100, Decimal("-0.3"): 90}
    return next((mark for limit, mark in limits.items() if change > limit), 80)


def cents(number: Decimal) -> Decimal:
    return number.quantize(CENT, ROUND_HALF_UP)
