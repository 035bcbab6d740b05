"""What the files of screens must say, counted from the application's tables alone.

Relations are those of the independent oracle (`tests/oracle/naive.sql`); they are added up in
Python, row by row, as `tests/queries/test_questions.py` does.
"""

from dataclasses import dataclass
from typing import Any

import psycopg
from psycopg.rows import dict_row

from queries.ask import KINDS, PLACES
from queries.filters import Filters
from queries.metrics.question import Question, Where
from queries.periods import Period
from tests.queries import test_questions as naive
from tests.queries.naive import is_in
from tests.queries.test_questions import Known, World, expected, ratio, total

BOOKINGS, MONEY = ("bookings",), ("money",)
ENDED = total("completed", "cancelled")
MORE = {
    **{
        name: Known(total(name), BOOKINGS)
        for name in (
            *("viewed", "confirmed", "started", "completed", "paid", "reviewed"),
            *("cancelled", "disputed", "open", "cancelled_by_customer", "cancelled_by_provider"),
            *("cancelled_by_admin", "cancelled_by_system"),
        )
    },
    "cancellation_rate": Known(ratio(total("cancelled"), total("requested")), BOOKINGS),
    "dispute_rate": Known(ratio(total("disputed"), total("requested")), BOOKINGS),
    "final_amount": Known(total("final_amount"), BOOKINGS, is_amount=True),
    **{
        name: Known(total(name), MONEY, is_amount=True)
        for name in ("platform_fee", "tax_amount", "refund_amount")
    },
    "provider_earnings": Known(total("provider_earnings"), ("money", "jobs"), is_amount=True),
    "refunds": Known(total("refunds"), MONEY),
    "failed_payments": Known(total("failed_payments"), MONEY),
    "take_rate": Known(ratio(total("platform_fee"), total("gross_amount")), MONEY, is_amount=True),
    "jobs_cancelled": Known(total("cancelled"), ("jobs",)),
    "jobs_disputed": Known(total("disputed"), ("jobs",)),
    "job_finish_rate": Known(ratio(total("completed"), ENDED), ("jobs",)),
    "job_cancellation_rate": Known(ratio(total("cancelled"), ENDED), ("jobs",)),
    "reviews": Known(total("reviews"), ("jobs",)),
    "zero_results": Known(total("zero_results"), ("searches", "hours")),
    "clicked": Known(total("clicked"), ("searches", "hours")),
    "click_through_rate": Known(ratio(total("clicked"), total("searches")), ("searches", "hours")),
    "attributable": Known(total("attributable"), ("booked",)),
}
"""Metrics of files beside those of `tests/queries/test_questions.py`."""

METRICS = naive.METRICS | MORE
PLACED = """
    SELECT day, district, category_id AS category, sub_category_id AS sub_category
    FROM naive.located_searches WHERE h3_cell IS NOT NULL"""


@dataclass(frozen=True)
class Told:
    """How a list counts: by which dimensions, within which filters, from which rows."""

    by: tuple[str, ...]
    within: tuple[str, ...] = KINDS
    rows: str | None = None
    """Of metrics that several relations count, the one that does here."""


PAID = (*KINDS, "currency")

GROUPS = {
    "bookings.by_category": Told(("category",)),
    "bookings.by_district": Told(("district",)),
    "bookings.by_sub_category": Told(("category", "sub_category")),
    "revenue.by_category": Told(("category",), PAID),
    "revenue.by_district": Told(("district",), PAID),
    "revenue.by_sub_category": Told(("category", "sub_category"), PAID),
    "revenue.by_method": Told(("method",), PAID),
    "revenue.in_other_currencies": Told(("currency",)),
    "search.by_district": Told(("district",), ("district",)),
    "search.by_hour": Told(("weekday", "hour"), ("district",)),
    "search.booked_by_category": Told(("category",), ("district",), "booked"),
    "search.booked_by_district": Told(("district",), ("district",), "booked"),
    "coverage.by_sub_category": Told(("category", "sub_category"), KINDS, "booked"),
    "overview.growth_by_category": Told(("category",), PLACES),
    "overview.growth_by_district": Told(("district",), PLACES),
    "providers.found": Told(("provider",), PLACES, "jobs"),
    "providers.risen": Told(("provider",), PLACES, "jobs"),
    "providers.fallen": Told(("provider",), PLACES, "jobs"),
}
OVER_TIME = {
    "bookings.cohorts": Told((), KINDS),
    "revenue.over_time": Told((), PAID),
    "search.over_time": Told((), ("district",)),
}
OF_THE_WHOLE = {"bookings.funnel": Told((), KINDS), "revenue.split": Told((), PAID)}
ELSEWHERE = {
    *("coverage.gap_districts", "coverage.gap_cells", "search.terms", "live.by_category"),
    *("live.by_district", "data.jobs", "data.metrics", "data.objects", "data.quality"),
    *("data.queries", "data.runs", "data.sources", "data.versions", "providers.reviews_of"),
    *("providers.score_of", "providers.stars_of", "coverage.by_district"),
}
"""Lists whose every row a test of `tests/queries/` counts by hand; here they are held to the screen
(and the demand of districts to the searches)."""


class Oracle:
    """Everything that the application's tables come to."""

    def __init__(self, connection: psycopg.Connection) -> None:
        statements = {
            name: statement.replace("analytics.", "naive.")
            for name, statement in naive.ROWS.items()
        }
        cursor = connection.cursor(row_factory=dict_row)
        rows = {name: cursor.execute(each.encode()).fetchall() for name, each in statements.items()}
        buckets = connection.execute(
            "SELECT bucket, analytics.bucket_milliseconds(bucket)"
            " FROM generate_series(-1, 3000) bucket"
        ).fetchall()
        self.world = World(rows, {None: None} | dict(buckets))
        self.searches = cursor.execute(PLACED).fetchall()
        self.zero = {name: self.world.come_to(name, []) for name in METRICS}

    def groups(
        self, told: Told, filters: Filters, days: Period, names: tuple[str, ...]
    ) -> dict[tuple[Any, ...], dict[str, Any]]:
        """Return what each group comes to in these days; those that are missing come to nothing."""
        is_of_one = "currency" in (*told.by, *told.within)
        amounts_in = None if is_of_one else filters.currency
        kept = _kept(told, filters)
        question = Question(names, days, told.by, where=kept, amounts_in=amounts_in)
        return {tuple(key): of for (_, *key), of in expected(self.world, question).items()}

    def can(self, told: Told, name: str, filters: Filters) -> bool:
        """Return whether rows are known that can be split and kept as a list does it."""
        if name not in METRICS:
            return False
        asked = {*told.by, *dict(filters.where(*told.within))}
        if METRICS[name].is_amount and "currency" not in told.by:
            asked |= {"currency"}
        sources = [rows for rows in METRICS[name].rows if asked <= {*naive.SPLIT[rows]}]
        return bool(sources) and told.rows in {None, *sources[:1]}

    def demand(self, filters: Filters, **of: Any) -> int:
        """Return how many searches from places the filters leave, of a district or a kind."""
        return sum(
            filters.start <= row["day"] <= filters.end
            and all(is_in(row[name], getattr(filters, name)) for name in KINDS)
            and all(row[name] == value for name, value in of.items())
            for row in self.searches
        )


def _kept(told: Told, filters: Filters) -> Where:
    """Return what is kept: of the filters that are set, those that count here."""
    return tuple(
        (name, (values,) if isinstance(values, str) else values)
        for name, values in filters.where(*told.within)
    )
