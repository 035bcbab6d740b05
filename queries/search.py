"""What people look for, and what they find.

Counts are int; searchers and search_sessions are estimates within 2 %, exact while few. Rates are
Decimal, None where their denominator is 0. response_p50 and response_p95 are milliseconds within
1 %, None where no search was timed.

Frames over time have one row per step: first_day and last_day (what the filters leave of it) and
what the step is (`Steps.described`). Uncut, the whole period is one step.
"""

import unicodedata
from enum import StrEnum
from typing import Any

from pandas import DataFrame

from queries.filters import Filters
from queries.frames import only_row
from queries.snapshot import Snapshot
from queries.steps import Cut, steps_of


class Terms(StrEnum):
    """Which terms: all; those that mostly find nothing; those whose results nobody clicks."""

    MOST_SEARCHED = "most_searched"
    IN_VAIN = "in_vain"
    PASSED_OVER = "passed_over"


def over_time(snapshot: Snapshot, filters: Filters, cut: Cut) -> DataFrame:
    """Return how searching went, per step: searches, zero_results, clicked, zero_result_rate,
    click_through_rate, click_position, reciprocal_rank, searchers, search_sessions, response_p50,
    response_p95.
    """
    steps = steps_of(filters, cut)
    params = filters.params("district") | steps.params()
    return steps.described(snapshot.frame("search_over_time", **params))


def totals(snapshot: Snapshot, filters: Filters) -> dict[str, Any]:
    """Return what `over_time` has, for the whole period."""
    return only_row(over_time(snapshot, filters, None))


def by_district(snapshot: Snapshot, filters: Filters) -> DataFrame:
    """Return one row per district of the search point, busiest first: district, searches,
    zero_results, zero_result_rate, click_through_rate, click_position, searchers.
    """
    return snapshot.frame("search_by_district", **filters.params("district"))


def by_hour(snapshot: Snapshot, filters: Filters) -> DataFrame:
    """Return one row per weekday (1 is Monday) and hour: weekday, hour, searches,
    searches_per_day (an average over the days with that weekday), zero_result_rate.
    """
    return snapshot.frame("search_by_hour", **filters.params("district"))


def terms(
    snapshot: Snapshot, filters: Filters, which: Terms, text: str = "", most: int | None = None
) -> DataFrame:
    """Return terms of every district that contain `text` literally, written as terms are: term,
    term_searches, term_zero_results, zero_result_rate, term_clicked, click_through_rate,
    passed_over (searches that found something but led to no click), term_searches_now (in the days
    that are compared), term_searches_before (0 without a comparison). All of them, or the first
    `most`.
    """
    return snapshot.frame(
        "search_terms",
        **filters.params(),
        **filters.compared_params(),
        which=which.value,
        text=as_term(text),
        most=most,
    )


def as_term(text: str) -> str:
    """Return text as terms are written: lower case, NFC, single spaces, without what no term has.

    >>> as_term("  Home   TUTOR\\x00")
    'home tutor'
    """
    composed = unicodedata.normalize("NFC", text.lower())
    return " ".join("".join(filter(_is_storable, composed)).split())


def _is_storable(letter: str) -> bool:
    """Return whether PostgreSQL can hold the letter: no NUL, no half of a surrogate pair."""
    return letter != "\x00" and unicodedata.category(letter) != "Cs"
