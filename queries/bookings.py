"""How far bookings came, by the day they were requested, in every currency together.

A cohort is the bookings requested in one step of time. Counts are int; rates are Decimal,
None where their denominator is 0; times are averages in seconds (Decimal).
"""

from typing import Any

from pandas import DataFrame

from queries.filters import Filters
from queries.frames import only_row
from queries.source import Source
from queries.steps import Cut, steps_of

STAGES = ("requested", "viewed", "confirmed", "started", "completed", "paid", "reviewed")
"""The way of a booking. Whoever reached a stage reached all before it. A payment is the stage of
what was completed: what is paid before that is `prepaid`, beside the way."""

STAGE_RATES = (
    "viewed_rate",
    "confirmed_rate",
    "started_rate",
    "conversion_rate",
    "paid_rate",
    "reviewed_rate",
)
"""Shares of the bookings requested that reached each stage after the first."""

CANCELLED_BY = (
    "cancelled_by_customer",
    "cancelled_by_provider",
    "cancelled_by_admin",
    "cancelled_by_system",
)

PLACES = ("category", "district")
"""The filters beside the days."""


def funnel(source: Source, filters: Filters) -> DataFrame:
    """Return one row per stage, in order: stage, bookings, share_of_requested,
    stage_conversion (of the stage before) and lost (since the stage before; None for the first).
    """
    return source.frame("bookings_funnel", **filters.params(*PLACES))


def cohorts(source: Source, filters: Filters, cut: Cut) -> DataFrame:
    """Return one row per cohort: first_day and last_day (what the filters leave of it), the stages,
    prepaid, cancellations by whom, disputed, open, sums and counts of times, STAGE_RATES,
    cancellation_rate, dispute_rate, response_seconds, completion_seconds, and what the step is
    (`Steps.described`).

    Uncut, all bookings of the period are one cohort.
    """
    steps = steps_of(filters, cut)
    params = filters.params(*PLACES) | steps.params()
    return steps.described(source.frame("bookings_cohorts", **params))


def totals(source: Source, filters: Filters) -> dict[str, Any]:
    """Return what `cohorts` has, for all bookings of the period together."""
    return only_row(cohorts(source, filters, None))


def by_category(source: Source, filters: Filters) -> DataFrame:
    """Return one row per category, most requests first: key (category_id), category, the columns
    of `cohorts` but most rates, and quoted_amount and final_amount in the filters' currency.
    """
    return _by("category", source, filters)


def by_district(source: Source, filters: Filters) -> DataFrame:
    """Return one row per district, most requests first: district, and as `by_category`."""
    return _by("district", source, filters)


def _by(dimension: str, source: Source, filters: Filters) -> DataFrame:
    params = filters.params(*PLACES, "currency")
    frame = source.frame("bookings_by", **params, dimension=dimension)
    return frame.rename(columns={"name": dimension})
