"""How far bookings came, by the day they were requested, in every currency together.

A cohort is the bookings requested in one step of time. Counts are int; rates are Decimal,
None where their denominator is 0; times are averages in seconds (Decimal).
"""

from itertools import pairwise
from typing import Any

from pandas import DataFrame

from queries import ask
from queries.ask import KINDS
from queries.filters import Filters
from queries.frames import only_row, to_frame
from queries.metrics.question import Question
from queries.ratio import ratio
from queries.source import Source
from queries.steps import Cut

STAGES = ("requested", "viewed", "confirmed", "started", "completed", "paid", "reviewed")
"""The way of a booking. Whoever reached a stage reached all before it. A payment is the stage of
what was completed: what is paid before that is `prepaid`, beside the way."""

STAGE_RATES = (
    "viewed_rate",
    "confirmed_rate",
    "started_rate",
    "completed_rate",
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

COUNTS = (*STAGES, "prepaid", "cancelled", *CANCELLED_BY, "disputed", "open")
TIMES = (
    *("response_seconds_sum", "response_count", "response_seconds"),
    *("completion_seconds_sum", "completion_count", "completion_seconds"),
)
RATES = ("cancellation_rate", "dispute_rate")
AMOUNTS = ("quoted_amount", "final_amount")


def funnel(source: Source, filters: Filters) -> DataFrame:
    """Return one row per stage, in order: stage, bookings, share_of_requested,
    stage_conversion (of the stage before) and lost (since the stage before; None for the first).
    """
    reached = only_row(source.answer(Question(STAGES, filters.period, where=filters.where(*KINDS))))
    counts = [reached[stage] for stage in STAGES]
    conversions = [(ratio(after, before), before - after) for before, after in pairwise(counts)]
    rows = [
        (stage, count, ratio(count, counts[0]), *since)
        for stage, count, since in zip(STAGES, counts, [(None, None), *conversions], strict=True)
    ]
    columns = ("stage", "bookings", "share_of_requested", "stage_conversion", "lost")
    return to_frame(columns, rows)


def cohorts(source: Source, filters: Filters, cut: Cut) -> DataFrame:
    """Return one row per cohort: first_day and last_day (what the filters leave of it), COUNTS,
    TIMES, STAGE_RATES, RATES, and what the step is (`Steps.described`).

    Uncut, all bookings of the period are one cohort.
    """
    metrics = (*COUNTS, *TIMES, *STAGE_RATES, *RATES)
    question = Question(metrics, filters.period, where=filters.where(*KINDS))
    return ask.over_time(source, filters, cut, question)


def totals(source: Source, filters: Filters) -> dict[str, Any]:
    """Return what `cohorts` has, for all bookings of the period together."""
    return only_row(cohorts(source, filters, None))


def by_category(source: Source, filters: Filters) -> DataFrame:
    """Return one row per category, most requests first: key (category_id), category, COUNTS, TIMES,
    completed_rate, RATES, AMOUNTS in the filters' currency, and requested_growth over the days that
    are compared.
    """
    return _by(("category",), source, filters).rename(columns={"category_id": "key"})


def by_sub_category(source: Source, filters: Filters) -> DataFrame:
    """Return one row per sub-category and one for the rest of each category, most requests first:
    key (sub_category_id), sub_category (both None for the rest), category_id, category, and as
    `by_category`.
    """
    frame = _by(("category", "sub_category"), source, filters)
    return frame.rename(columns={"sub_category_id": "key"})


def by_district(source: Source, filters: Filters) -> DataFrame:
    """Return one row per district, most requests first: district, and as `by_category`."""
    return _by(("district",), source, filters)


def _by(dimensions: tuple[str, ...], source: Source, filters: Filters) -> DataFrame:
    question = Question(
        (*COUNTS, *TIMES, "completed_rate", *RATES, *AMOUNTS),
        filters.period,
        by=dimensions,
        where=filters.where(*KINDS),
        amounts_in=filters.currency,
    )
    return ask.grown(source, filters, question, "requested_growth")
