"""What people look for, and what they find.

Counts are int; searchers and search_sessions are estimates within 2 %, exact up to 2,560, and None
where there are few (`queries.coverage.few_customers`). Rates are Decimal, None where their
denominator is 0. response_p50 and response_p95 are milliseconds within 1 %, None where no search
was timed.

Frames over time have one row per step: first_day and last_day (what the filters leave of it) and
what the step is (`Steps.described`). Uncut, the whole period is one step.
"""

import re
import unicodedata
from collections import Counter
from dataclasses import dataclass, replace
from datetime import timedelta
from enum import StrEnum
from typing import Any

from pandas import DataFrame

from queries import ask
from queries.figures import Figures, figures
from queries.filters import Filters
from queries.frames import only_row, storable, to_frame
from queries.metrics.answer import of_nothing, with_metrics
from queries.metrics.question import Question
from queries.order import USUAL, ordered
from queries.periods import ONE_DAY
from queries.ratio import ratio
from queries.source import Source
from queries.steps import Cut

LONGEST_TERM = 200

UNSEEN = re.compile(
    "[\u0001-\u0008\u000e-\u001b\u007f-\u0084\u0086-\u009f\u00ad\u034f\u061c\u115f\u1160\u17b4"
    "\u17b5\u180b-\u180f\u200b\u200e\u200f\u202a-\u202e\u2060-\u206f\u3164\ufe00-\ufe0f\ufeff\uffa0"
    "\U000e0000-\U000e0fff]"
)
"""Letters that nobody sees, but for the joiners that Hindi and Urdu are written with."""

MARK = re.compile(
    "[\u0300-\u036f\u0610-\u061a\u064b-\u065f\u0670\u0900-\u0903\u093a-\u093c\u093e-\u094f"
    "\u0951-\u0957\u0962\u0963\u200c\u200d\u20d0-\u20f0]"
)
"""What is written on the letter before it."""


class Terms(StrEnum):
    """Which terms: all; those that mostly find nothing; those whose results nobody clicks."""

    MOST_SEARCHED = "most_searched"
    IN_VAIN = "in_vain"
    PASSED_OVER = "passed_over"


FOUND = (
    *("searches", "zero_results", "clicked", "zero_result_rate", "click_through_rate"),
    *("click_position", "reciprocal_rank"),
)
USED = ("searchers", "search_sessions", "response_p50", "response_p95")

BOOKED = (
    *("searches", "searches_booked", "search_booking_rate", "attributable"),
    *("request_delay_p50", "request_delay_seconds"),
)

ATTRIBUTION = timedelta(days=7)
"""How long after a search a request counts as its doing: `rollup.attribution_window`."""

TERM_RATES = ("zero_result_rate", "click_through_rate")
CALLED = {name: f"term_{name}" for name in ("searches", "zero_results", "clicked")}
"""What is said of a term is called otherwise: terms of few people are one."""


def over_time(source: Source, filters: Filters, cut: Cut) -> DataFrame:
    """Return how searching went, per step: searches, zero_results, clicked, zero_result_rate,
    click_through_rate, click_position, reciprocal_rank, searchers, search_sessions, response_p50,
    response_p95.
    """
    question = Question((*FOUND, *USED), filters.period, where=filters.where("district"))
    return ask.over_time(source, filters, cut, question)


def totals(source: Source, filters: Filters) -> dict[str, Any]:
    """Return what `over_time` has, for the whole period."""
    return only_row(over_time(source, filters, None))


def by_district(source: Source, filters: Filters) -> DataFrame:
    """Return one row per district of the search point, busiest first: district, searches,
    zero_results, zero_result_rate, click_through_rate, click_position, searchers.
    """
    metrics = (
        *("searches", "zero_results", "zero_result_rate"),
        *("click_through_rate", "click_position", "searchers"),
    )
    where = filters.where("district")
    return source.answer(Question(metrics, filters.period, by=("district",), where=where))


def by_hour(source: Source, filters: Filters) -> DataFrame:
    """Return one row per weekday (1 is Monday) and hour: weekday, hour, searches,
    searches_per_day (an average over the days with that weekday), zero_result_rate.
    """
    counts, where = ("searches", "zero_result_rate"), filters.where("district")
    question = Question(counts, filters.period, by=("weekday", "hour"), where=where)
    found = {
        (row["weekday"], row["hour"]): row for row in source.answer(question).to_dict("records")
    }
    rows = []
    for weekday, days in sorted(_weekdays(filters).items()):
        for hour in range(24):
            row = found.get((weekday, hour), of_nothing(question))
            per_day = ratio(row["searches"], days)
            rows.append((weekday, hour, row["searches"], per_day, row["zero_result_rate"]))
    columns = ("weekday", "hour", "searches", "searches_per_day", "zero_result_rate")
    return to_frame(columns, rows)


def _weekdays(filters: Filters) -> Counter[int]:
    """Return how many days of each weekday (1 is Monday) the filters hold."""
    first = filters.start.isoweekday() - 1
    return Counter((first + place) % 7 + 1 for place in range(filters.days))


def settled(filters: Filters) -> Filters | None:
    """Return the days whose searches cannot be booked any more, None where the filters have none.

    The day of as-of is not over, and so is no day whose searches can be booked on it.
    """
    last = filters.data.end - ATTRIBUTION - ONE_DAY
    return None if filters.start > last else replace(filters, end=min(filters.end, last))


@dataclass(frozen=True)
class Booked:
    """How many searches became bookings, in those of the filters' days that are `settled`."""

    filters: Filters
    figures: Figures


def booked(source: Source, filters: Filters) -> Booked | None:
    """Return the figures of `BOOKED`, None where all days are too new to be judged."""
    days = settled(filters)
    return None if days is None else Booked(days, figures(source, booked_over_time, days))


def booked_over_time(source: Source, filters: Filters, cut: Cut) -> DataFrame:
    """Return how many searches became bookings, per step: the metrics of `BOOKED`.

    Those of days that are not `settled` may still change.
    """
    question = Question(BOOKED, filters.period, where=filters.where("district"))
    return ask.over_time(source, filters, cut, question)


def booked_by_district(source: Source, filters: Filters) -> DataFrame:
    """Return one row per district of the search point, most booked first: district, searches_booked
    and the other metrics of `BOOKED`.
    """
    return _booked_by(source, filters, "district")


def booked_by_category(source: Source, filters: Filters) -> DataFrame:
    """Return the same per category that the searches named: key (its id) and category, missing
    where they named none, or few people searched for it on a day.
    """
    frame = _booked_by(source, filters, "category")
    return frame.rename(columns={"category_id": "key"})


def _booked_by(source: Source, filters: Filters, dimension: str) -> DataFrame:
    names = tuple(dict.fromkeys(("searches_booked", *BOOKED)))
    where = filters.where("district")
    return source.answer(Question(names, filters.period, by=(dimension,), where=where))


def terms(  # noqa: PLR0913, PLR0917 - each narrows the list, or orders it
    source: Source,
    filters: Filters,
    which: Terms,
    text: str = "",
    most: int | None = None,
    sort: str = USUAL,
) -> DataFrame:
    """Return terms of every district that contain `text` literally, written as terms are: term,
    term_searches, term_zero_results, zero_result_rate, term_clicked, click_through_rate,
    passed_over (searches that found something but led to no click), term_searches_now (in the days
    that are compared) and term_searches_before (both missing where few people or nobody searched
    for it, or without a comparison), is_few. All of them, or the first `most`; last, where no text
    is asked for, the terms of few people as one row.
    """
    frame = source.frame(
        "search_terms",
        **filters.params(),
        **filters.compared_params(),
        which=which.value,
        text=as_term(text),
        most=most,
    )
    return ordered(with_metrics(frame, TERM_RATES, CALLED), sort, last="is_few")


def as_term(text: str) -> str:
    """Return text as terms are written (`etl.search_term`): lower case, NFC, without letters that
    nobody sees, single spaces, up to `LONGEST_TERM` characters; without what no term has.

    >>> as_term("  Home\\u200b   TUTOR\\x00")
    'home tutor'
    """
    seen = UNSEEN.sub("", storable(text))
    return _cut(" ".join(unicodedata.normalize("NFC", seen.lower()).split()))


def _cut(term: str) -> str:
    """Return the term cut to its longest length, no letter of which has lost its marks."""
    if len(term) <= LONGEST_TERM:
        return term
    end = LONGEST_TERM
    if MARK.match(term[end]):
        while MARK.match(term[end]) and end:
            end -= 1
    return term[:end].rstrip(" ")
