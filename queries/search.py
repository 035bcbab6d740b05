"""What people look for, and what they find.

Counts are int; searchers and search_sessions are estimates within 2 %, exact while few. Rates are
Decimal, None where their denominator is 0. response_p50 and response_p95 are milliseconds within
1 %, None where no search was timed.

Frames over time have one row per step of the grain: period (its first day), first_day and last_day
(what the filters leave of it). Without a grain, the whole period is one step.
"""

import unicodedata

from pandas import DataFrame, Series

from queries.filters import Filters
from queries.grain import Grain
from queries.snapshot import Snapshot


def over_time(snapshot: Snapshot, filters: Filters, grain: Grain | None) -> DataFrame:
    """Return how searching went, per step: searches, zero_results, clicked, zero_result_rate,
    click_through_rate, click_position, reciprocal_rank, searchers, search_sessions, response_p50,
    response_p95.
    """
    return snapshot.frame(
        "search_over_time", **filters.params("district"), grain=grain and grain.value
    )


def totals(snapshot: Snapshot, filters: Filters) -> Series:
    """Return what `over_time` has, for the whole period."""
    return over_time(snapshot, filters, None).iloc[0]


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


def terms(snapshot: Snapshot, filters: Filters) -> DataFrame:
    """Return one row per term, most searched first, in every district: term, term_searches,
    zero_results, zero_result_rate, clicked, click_through_rate, passed_over (searches that found
    something but led to no click), term_searches_before (0 without a comparison).
    """
    before = filters.previous()
    return snapshot.frame(
        "search_terms",
        **filters.params(),
        before_start=before.start if before else None,
        before_end=before.end if before else None,
    )


def never_found(terms: DataFrame) -> DataFrame:
    """Return the terms that found nothing at least once, most often in vain first."""
    in_vain = terms[terms["zero_results"] > 0]
    return in_vain.sort_values(
        ["zero_results", "zero_result_rate", "term"], ascending=[False, False, True]
    )


def passed_over(terms: DataFrame) -> DataFrame:
    """Return the terms that found something nobody clicked, most often passed over first."""
    seen = terms[terms["passed_over"] > 0]
    return seen.sort_values(
        ["passed_over", "click_through_rate", "term"], ascending=[False, True, True]
    )


def containing(terms: DataFrame, text: str) -> DataFrame:
    """Return the terms that contain `text` literally, written as terms are."""
    return terms[terms["term"].str.contains(_as_term(text), regex=False)]


def _as_term(text: str) -> str:
    return " ".join(unicodedata.normalize("NFC", text.lower()).split())
