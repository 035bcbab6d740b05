"""Every period is compared with the days that people mean; expected days are from a calendar."""

from datetime import date
from itertools import pairwise
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from queries.errors import InvalidFilter
from queries.filters import Compare, Comparison, Filters
from queries.grain import Grain, fitting, offered
from queries.periods import ALWAYS, Period, Unit, Why
from queries.steps import steps_of

DATA_FROM = date(2023, 1, 1)
Days = tuple[date, date]


def days(text: str) -> Days:
    """Return the days of `2025-11-01/2025-11-28`."""
    start, end = text.split("/")
    return date.fromisoformat(start), date.fromisoformat(end)


def filters(text: str, as_of: str | None = None, **fields: Any) -> Filters:
    data = Period(DATA_FROM, date.fromisoformat(as_of)) if as_of else ALWAYS
    return Filters(*days(text), data=data, **fields)


def compared(chosen: Filters) -> tuple[Days, Days]:
    found = chosen.comparison
    assert found
    return (found.now.start, found.now.end), (found.before.start, found.before.end)


@pytest.mark.parametrize(
    ("period", "unit", "before"),
    [
        # whole calendar periods, with those before
        ("2025-10-01/2025-10-31", None, "2025-09-01/2025-09-30"),
        ("2025-03-01/2025-03-31", Unit.MONTH, "2025-02-01/2025-02-28"),
        ("2024-03-01/2024-03-31", None, "2024-02-01/2024-02-29"),
        ("2025-02-01/2025-02-28", None, "2025-01-01/2025-01-31"),
        ("2025-01-01/2025-02-28", None, "2024-11-01/2024-12-31"),
        ("2025-07-01/2025-09-30", None, "2025-04-01/2025-06-30"),
        ("2024-04-01/2025-03-31", None, "2023-04-01/2024-03-31"),
        ("2025-01-01/2025-12-31", None, "2024-01-01/2024-12-31"),
        ("2025-11-17/2025-11-23", None, "2025-11-10/2025-11-16"),
        # to date, with the same days as far as they exist
        ("2025-11-01/2025-11-28", None, "2025-10-01/2025-10-28"),
        ("2025-03-01/2025-03-30", None, "2025-02-01/2025-02-28"),
        ("2025-10-01/2025-11-27", None, "2025-07-01/2025-08-27"),
        ("2025-04-01/2025-11-27", Unit.YEAR, "2024-04-01/2024-11-27"),
        ("2025-04-01/2025-04-10", Unit.YEAR, "2024-04-01/2024-04-10"),
        ("2025-04-01/2025-04-10", Unit.MONTH, "2025-03-01/2025-03-10"),
        ("2025-04-01/2025-09-30", Unit.YEAR, "2024-04-01/2024-09-30"),
        ("2024-04-01/2025-02-28", Unit.YEAR, "2023-04-01/2024-02-29"),
        # so many days, with as many just before, also where they happen to be a month
        ("2025-11-01/2025-11-07", Unit.DAYS, "2025-10-25/2025-10-31"),
        ("2025-11-01/2025-11-30", Unit.DAYS, "2025-10-02/2025-10-31"),
        ("2025-11-10/2025-11-20", None, "2025-10-30/2025-11-09"),
        ("2025-11-20/2025-11-20", None, "2025-11-19/2025-11-19"),
        ("2025-11-20/2025-12-05", Unit.MONTH, "2025-11-04/2025-11-19"),
        # weeks begin on Monday: 24 November 2025 was one
        ("2025-11-24/2025-11-26", Unit.WEEK, "2025-11-17/2025-11-19"),
        ("2025-11-24/2025-11-30", Unit.WEEK, "2025-11-17/2025-11-23"),
        ("2025-11-26/2025-12-02", Unit.WEEK, "2025-11-19/2025-11-25"),
        ("2025-11-26/2025-12-03", Unit.WEEK, "2025-11-18/2025-11-25"),
    ],
)
def test_the_period_before(period: str, unit: Unit | None, before: str) -> None:
    assert compared(filters(period, unit=unit)) == (days(period), days(before))


@pytest.mark.parametrize(
    ("period", "before"),
    [
        ("2025-11-01/2025-11-30", "2024-11-01/2024-11-30"),
        ("2025-11-22/2025-11-28", "2024-11-22/2024-11-28"),
        ("2025-02-01/2025-02-28", "2024-02-01/2024-02-29"),
        ("2024-02-29/2024-02-29", "2023-02-28/2023-02-28"),
        ("2024-02-20/2024-02-29", "2023-02-20/2023-02-28"),
    ],
)
def test_a_year_earlier(period: str, before: str) -> None:
    assert compared(filters(period, compare=Compare.YEAR)) == (days(period), days(before))


@pytest.mark.parametrize(
    ("compare", "period", "before"),
    [
        (Compare.MONTH, "2025-11-10/2025-11-20", "2025-10-10/2025-10-20"),
        (Compare.MONTH, "2025-03-01/2025-03-31", "2025-02-01/2025-02-28"),
        (Compare.MONTH, "2024-03-30/2024-03-31", "2024-02-29/2024-02-29"),
        # 52 weeks: a Monday beside a Monday, over a leap day and without one
        (Compare.WEEKDAYS, "2025-11-24/2025-11-30", "2024-11-25/2024-12-01"),
        (Compare.WEEKDAYS, "2024-03-04/2024-03-04", "2023-03-06/2023-03-06"),
        (Compare.CUSTOM, "2025-11-10/2025-11-20", "2025-06-01/2025-06-11"),
    ],
)
def test_other_days_that_fit(compare: Compare, period: str, before: str) -> None:
    chosen = filters(period, compare=compare, against=date(2025, 6, 1))
    assert compared(chosen) == (days(period), days(before))


def test_a_custom_comparison_is_of_as_many_days_that_are_over() -> None:
    chosen = filters(
        "2025-11-22/2025-11-28", "2025-11-28", compare=Compare.CUSTOM, against=date(2025, 6, 1)
    )
    assert compared(chosen) == (days("2025-11-22/2025-11-27"), days("2025-06-01/2025-06-06"))
    with pytest.raises(InvalidFilter, match="on which day"):
        filters("2025-11-22/2025-11-28", compare=Compare.CUSTOM)


@pytest.mark.parametrize(
    ("period", "rest"),
    [
        ("2025-09-01/2025-11-20", {"compare": Compare.MONTH}),
        ("2024-11-20/2025-11-20", {"compare": Compare.YEAR}),
        ("2024-11-20/2025-11-20", {"compare": Compare.WEEKDAYS}),
        ("2025-11-10/2025-11-20", {"compare": Compare.CUSTOM, "against": date(2025, 11, 1)}),
        ("2025-11-10/2025-11-20", {"compare": Compare.CUSTOM, "against": date(2025, 12, 1)}),
    ],
)
def test_days_are_not_compared_with_themselves(period: str, rest: dict[str, Any]) -> None:
    chosen = filters(period, **rest)
    assert (chosen.why_not, chosen.comparison) == (Why.OVERLAP, None)


@pytest.mark.parametrize(
    ("period", "unit", "now", "before"),
    [
        ("2025-11-22/2025-11-28", Unit.DAYS, "2025-11-22/2025-11-27", "2025-11-15/2025-11-20"),
        ("2025-11-01/2025-11-28", Unit.MONTH, "2025-11-01/2025-11-27", "2025-10-01/2025-10-27"),
        ("2025-11-01/2025-11-28", Unit.YEAR, "2025-11-01/2025-11-27", "2025-10-01/2025-10-27"),
    ],
)
def test_the_day_that_is_not_over_is_not_compared(
    period: str, unit: Unit, now: str, before: str
) -> None:
    chosen = filters(period, "2025-11-28", unit=unit)
    assert chosen.running_day == date(2025, 11, 28)
    assert compared(chosen) == (days(now), days(before))


def test_the_last_day_of_a_month_leaves_it_to_date() -> None:
    # on 31 March the month has 30 days that are over; February has 28
    march = filters("2025-03-01/2025-03-31", "2025-03-31", unit=Unit.MONTH)
    assert compared(march) == (days("2025-03-01/2025-03-30"), days("2025-02-01/2025-02-28"))
    over = filters("2025-03-01/2025-03-31", "2025-04-01", unit=Unit.MONTH)
    assert compared(over) == (days("2025-03-01/2025-03-31"), days("2025-02-01/2025-02-28"))


def test_a_day_that_is_not_over_alone_is_not_compared() -> None:
    first_of_april = filters("2025-04-01/2025-04-01", "2025-04-01", unit=Unit.YEAR)
    assert (first_of_april.comparison, first_of_april.why_not) == (None, Why.NOT_OVER)


@pytest.mark.parametrize(
    ("period", "why"),
    [
        ("2023-02-01/2023-02-28", None),
        ("2023-01-01/2023-01-31", Why.BEFORE_DATA),
        ("2023-01-15/2023-02-20", Why.BEFORE_DATA),
    ],
)
def test_days_before_the_first_data_are_not_compared_with(period: str, why: Why | None) -> None:
    chosen = filters(period, "2025-11-28")
    assert (chosen.why_not, chosen.comparison is None) == (why, why is not None)


def test_what_is_over() -> None:
    week = filters("2025-11-22/2025-11-28", "2025-11-28")
    assert week.over.period == Period(date(2025, 11, 22), date(2025, 11, 27))
    today = filters("2025-11-28/2025-11-28", "2025-11-28")
    assert today.over == today


def test_nobody_asked() -> None:
    alone = filters("2025-11-01/2025-11-30", compare=Compare.NONE)
    assert (alone.comparison, alone.why_not) == (None, None)


def beside(chosen: Filters, grain: Grain) -> list[tuple[date, date, date]]:
    """Return (where it stands, first day, last day) of each step of the comparison period."""
    found: Comparison | None = chosen.comparison
    assert found
    steps = found.steps(steps_of(chosen, grain), grain)
    return [
        (at, step.counted.start, step.counted.end)
        for at, step in zip(steps.at, steps.steps, strict=True)
    ]


def test_steps_of_the_comparison_have_the_same_offsets() -> None:
    # 61 days from a Thursday: weeks of 4, seven times 7, and 8 days less 7 and 1 left
    chosen = filters("2025-05-01/2025-06-30", unit=Unit.DAYS)
    lengths = [step.counted.days for step in steps_of(chosen, Grain.WEEK).steps]
    assert lengths == [4, 7, 7, 7, 7, 7, 7, 7, 7, 1]
    steps = beside(chosen, Grain.WEEK)
    assert [(last - first).days + 1 for _, first, last in steps] == lengths
    assert steps[0] == (date(2025, 5, 1), date(2025, 3, 1), date(2025, 3, 4))
    assert steps[-1][1:] == (date(2025, 4, 30), date(2025, 4, 30))


def test_a_longer_month_before_is_drawn_to_its_end() -> None:
    february = filters("2025-02-01/2025-02-28")
    assert beside(february, Grain.DAY)[27:] == [
        (date(2025, 2, 28), date(2025, 1, 28), date(2025, 1, 28)),
        (date(2025, 3, 1), date(2025, 1, 29), date(2025, 1, 29)),
        (date(2025, 3, 2), date(2025, 1, 30), date(2025, 1, 30)),
        (date(2025, 3, 3), date(2025, 1, 31), date(2025, 1, 31)),
    ]
    assert beside(february, Grain.MONTH) == [
        (date(2025, 2, 1), date(2025, 1, 1), date(2025, 1, 31))
    ]


def test_months_stand_beside_months() -> None:
    assert beside(filters("2025-07-01/2025-09-30"), Grain.MONTH) == [
        (date(2025, 7, 1), date(2025, 4, 1), date(2025, 4, 30)),
        (date(2025, 8, 1), date(2025, 5, 1), date(2025, 5, 31)),
        (date(2025, 9, 1), date(2025, 6, 1), date(2025, 6, 30)),
    ]


PERIODS = st.builds(
    lambda start, length: Period(start, date.fromordinal(start.toordinal() + length)),
    st.dates(date(2001, 1, 1), date(2026, 1, 1)),
    st.integers(0, 800),
)
CHOSEN = st.builds(
    lambda period, runs, **rest: Filters(
        period.start,
        period.end,
        data=Period(date(1990, 1, 1), period.end) if runs else ALWAYS,
        **rest,
    ),
    PERIODS,
    st.booleans(),
    unit=st.sampled_from([None, *Unit]),
    compare=st.sampled_from([each for each in Compare if each is not Compare.NONE]),
    against=st.dates(date(1999, 1, 1), date(2026, 1, 1)),
)


@given(CHOSEN, st.sampled_from(Grain))
def test_steps_have_every_day_once(chosen: Filters, grain: Grain) -> None:
    steps = [step.counted for step in steps_of(chosen, grain).steps]
    assert covered(steps) == (chosen.start, chosen.end)
    if chosen.comparison:
        before = chosen.comparison.before
        found = [Period(first, last) for _, first, last in beside(chosen, grain)]
        assert covered(found) == (before.start, before.end)


def covered(steps: list[Period]) -> Days:
    """Return the first and the last day of steps between which no day is missing or twice."""
    for one, after in pairwise(steps):
        assert (after.start - one.end).days == 1
    assert all(step.days > 0 for step in steps)
    return steps[0].start, steps[-1].end


@pytest.mark.parametrize("number", [1, 7, 31, 61, 241, 400, 9_100])
def test_no_period_is_cut_into_too_many_steps(number: int) -> None:
    assert fitting(number) in offered(number)
    for grain in offered(number):
        end = date.fromordinal(date(2000, 1, 3).toordinal() + number - 1)
        steps = steps_of(Filters(date(2000, 1, 3), end), grain).steps
        assert len(steps) <= 402


def test_a_step_says_what_is_missing_of_it() -> None:
    # 1 February 2025 was a Saturday; on Wednesday the 5th, that day and its week are not over
    chosen = filters("2025-02-01/2025-02-05", "2025-02-05")
    cut, running = steps_of(chosen, Grain.WEEK).steps
    assert (cut.counted.days, cut.whole.days) == (2, 7)
    assert (running.counted.days, running.whole.days) == (3, 7)
    wholes = [step.is_complete(chosen.data.end) for step in steps_of(chosen, Grain.DAY).steps]
    assert wholes == [True, True, True, True, False]
