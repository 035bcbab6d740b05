"""How the business is: every topic's main numbers, and what changed for the worse."""

from dataclasses import dataclass, replace
from datetime import timedelta
from typing import Any

from pandas import DataFrame

from queries import ask, revenue
from queries.ask import PLACES, compared
from queries.catalog import Good, metric
from queries.chance import RATES, Rate, rate, rose
from queries.filters import Filters, business_day
from queries.frames import only_row, records
from queries.metrics.question import Question
from queries.periods import ONE_DAY, Period
from queries.source import Source
from queries.steps import Cut

FORGOTTEN_DAYS = 14
"""A booking that is still open after so many days has probably been forgotten."""

WORK = (
    *("requested", "cancelled", "cancellation_rate", "disputed", "dispute_rate"),
    *("active_providers", "jobs_completed", "reviews", "rating"),
)
SEARCHED = ("searches", "zero_results", "zero_result_rate")

WORSE_WHEN_HIGHER = tuple(
    name
    for name in (*SEARCHED, *WORK, *revenue.MOVED)
    if name in RATES and metric(name).good is Good.DOWN
)
"""Rates of it that should fall."""


@dataclass(frozen=True)
class Worsening:
    """A rate that rose more than chance explains: a metric of the catalog, now and before."""

    metric: str
    now: Rate
    before: Rate


@dataclass(frozen=True)
class Driver:
    """Where a metric changed most, in the direction of the whole: by how much of what change.

    Without a comparison the change is all that there is.
    """

    name: str
    change: Any
    of: Any


def driver(growth: DataFrame, column: str, metric: str) -> Driver | None:
    """Return which category or district, named in `column`, drove a metric of a frame of growth.

    None where nothing changed, or there is only one.
    """
    changes = [(row[metric] - row[f"{metric}_before"], str(row[column])) for row in records(growth)]
    whole = sum(change for change, _ in changes)
    if len(changes) < 2 or not whole:
        return None
    change, name = max(changes) if whole > 0 else min(changes)
    return Driver(name, change, whole)


def over_time(source: Source, filters: Filters, cut: Cut) -> DataFrame:
    """Return one row per step: what the step is, WORK, `revenue.MOVED` and SEARCHED.

    Searches are those of the district in every category: a search has no provider.
    """
    days = filters.period
    return ask.over_time(
        source,
        filters,
        cut,
        Question(WORK, days, where=filters.where(*PLACES)),
        Question(revenue.MOVED, days, where=filters.where(*PLACES, "currency")),
        Question(SEARCHED, days, where=filters.where("district")),
    )


def totals(source: Source, filters: Filters) -> dict[str, Any]:
    """Return what `over_time` has, for the whole period."""
    return only_row(over_time(source, filters, None))


def growth_by_category(source: Source, filters: Filters) -> DataFrame:
    """Return key (category_id), category, requested, jobs_completed, gross_amount, platform_fee and
    searches (always 0: a search belongs to no provider) over the days that are compared, each with
    `_before`, and gross_growth, most gross first.

    Without a comparison the days are those of the period; what was before is 0.
    """
    grown = _growth(source, filters, _of_providers("category", filters))
    return grown.rename(columns={"category_id": "key"}).assign(searches=0, searches_before=0)


def growth_by_district(source: Source, filters: Filters) -> DataFrame:
    """Return district and the columns of `growth_by_category`, most gross first."""
    where = filters.where("district")
    searches = Question(("searches",), filters.period, by=("district",), where=where)
    return _growth(source, filters, _of_providers("district", filters), searches)


def _of_providers(dimension: str, filters: Filters) -> Question:
    return Question(
        ("gross_amount", "platform_fee", "requested", "jobs_completed"),
        filters.period,
        by=(dimension,),
        where=filters.where(*PLACES),
        amounts_in=filters.currency,
    )


def _growth(source: Source, filters: Filters, *questions: Question) -> DataFrame:
    sides = filters.comparison
    now = sides.now.period if sides else filters.period
    asked = [replace(question, days=now) for question in questions]
    before = sides.before.period if sides else None
    return compared(source, before, *asked, growth=("gross_growth",))


def uncovered_districts(source: Source, filters: Filters) -> DataFrame:
    """Return district, searches and zero_results where people searched but no provider serves, the
    most searched first.
    """
    unserved = source.frame("overview_unserved_districts", **filters.chosen("category"))["district"]
    counts, where = ("searches", "zero_results"), filters.where("district")
    searched = source.answer(Question(counts, filters.period, by=("district",), where=where))
    return searched[searched["district"].isin(unserved)].reset_index(drop=True)


def forgotten(source: Source, filters: Filters) -> int:
    """Return how many bookings of the period are open more than FORGOTTEN_DAYS after the request,
    seen from the moment of the data version.
    """
    latest = business_day(source.as_of) - timedelta(days=FORGOTTEN_DAYS)
    if filters.start >= latest:
        return 0
    old = Period(filters.start, min(filters.end, latest - ONE_DAY))
    still = source.answer(Question(("open",), old, where=filters.where(*PLACES)))
    return int(still["open"].iloc[0])


def worsenings(source: Source, filters: Filters) -> list[Worsening]:
    """Return the rates that rose since the comparison period by more than chance explains."""
    sides = filters.comparison
    if sides is None:
        return []
    now, before = totals(source, sides.now), totals(source, sides.before)
    found = [
        Worsening(metric, rate(metric, now), rate(metric, before)) for metric in WORSE_WHEN_HIGHER
    ]
    return [each for each in found if rose(each.now, each.before)]
