"""A link always opens: what it says is kept, what it cannot mean is named and replaced."""

from dataclasses import replace
from datetime import date, timedelta

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from dashboard.frame.links import KEYS, parse, preset_of, presets, to_params
from queries.filters import CHOICES, Available, Compare, Filters
from queries.periods import Period, Unit, Why

AVAILABLE = Available(
    first_day=date(2024, 2, 1),
    last_day=date(2025, 1, 31),
    newest_day=date(2025, 1, 31),
    first_search_day=date(2024, 6, 1),
    categories=pd.DataFrame(
        {"category_id": ["cat_home", "cat_tutors"], "name": ["Home Services", "Tutors"]}
    ),
    districts=["Lucknow", "Agra", "Unknown"],
    currencies=["INR", "USD"],
)
DEFAULT = Filters(date(2025, 1, 2), date(2025, 1, 31), unit=Unit.DAYS, data=AVAILABLE.data)
DAYS = st.dates(AVAILABLE.first_day, AVAILABLE.last_day)
FILTERS = st.builds(
    lambda days, **rest: Filters(min(days), max(days), data=AVAILABLE.data, **rest),
    st.tuples(DAYS, DAYS),
    compare=st.sampled_from(Compare),
    category=st.sampled_from([None, "cat_home", "cat_tutors"]),
    district=st.sampled_from([None, "Lucknow", "Agra", "Unknown"]),
    currency=st.sampled_from(["INR", "USD"]),
    unit=st.sampled_from([None, *Unit]),
)


@given(FILTERS)
def test_a_link_reopens_the_same_view(filters: Filters) -> None:
    assert parse(to_params(filters), AVAILABLE) == (filters, [])


@given(
    st.dictionaries(
        st.sampled_from(KEYS),
        st.text() | DAYS.map(str) | st.dates().map(str) | st.sampled_from(["Agra", "none", "USD"]),
    ),
    st.dates(date(2000, 1, 1), date(2100, 1, 1)),
    st.integers(0, 4000),
)
def test_no_link_raises_and_every_view_has_data(
    params: dict[str, str], first_day: date, length: int
) -> None:
    last_day = first_day + timedelta(days=length)
    available = replace(
        AVAILABLE, first_day=first_day, last_day=last_day, districts=["Agra"], currencies=["USD"]
    )
    filters, problems = parse(params, available)
    assert first_day <= filters.start <= filters.end <= last_day
    assert parse(to_params(filters), available) == (filters, [])
    assert all(len(problem) < 200 for problem in problems)


def test_without_parameters_it_is_the_last_thirty_days() -> None:
    assert parse({}, AVAILABLE) == (DEFAULT, [])


@pytest.mark.parametrize(
    ("params", "message"),
    [
        ({"from": "2025-01-31", "to": "2025-01-01"}, "The dates are reversed: 31 Jan 2025 is"),
        ({"from": "yesterday"}, "`yesterday` is not a date like 2025-01-31"),
        ({"from": "1999-01-01", "to": "1999-01-02"}, "There is no data for 1–2 Jan 1999."),
        ({"category": "cat_nope"}, "There is no category `cat_nope`"),
        ({"district": "<script>alert(1)</script>"}, "`<script>alert(1)</script>`"),
        ({"district": "Luck\x00now"}, "`Lucknow`"),
        ({"compare": "`*[x](y)"}, "There is no compare `*[x](y)`"),
        ({"unit": "fortnight"}, "There is no unit `fortnight`"),
        ({"district": "x" * 1_000_000}, "`" + "x" * 40 + "…`"),
    ],
)
def test_a_bad_value_is_named_and_the_default_used(params: dict[str, str], message: str) -> None:
    filters, [problem] = parse(params, AVAILABLE)
    assert filters == DEFAULT
    assert message in problem


def test_days_outside_the_data_are_cut_and_said() -> None:
    filters, [problem] = parse({"from": "2020-01-01", "to": "2024-02-10"}, AVAILABLE)
    assert (filters.start, filters.end) == (date(2024, 2, 1), date(2024, 2, 10))
    assert problem == "There is data only for 1 Feb 2024 – 31 Jan 2025."


@pytest.mark.parametrize(
    ("params", "days"),
    [
        ({"from": "2025-01-20"}, (date(2025, 1, 20), date(2025, 1, 31))),
        ({"to": "2024-12-31"}, (date(2024, 12, 2), date(2024, 12, 31))),
        ({"to": "2024-02-05"}, (date(2024, 2, 1), date(2024, 2, 5))),
    ],
)
def test_one_date_is_enough(params: dict[str, str], days: tuple[date, date]) -> None:
    filters, problems = parse(params, AVAILABLE)
    assert ((filters.start, filters.end), problems) == (days, [])


FULL = date(2020, 1, 1)
"""A first day of data so early that no preset is cut by it."""


def had(first_day: date, as_of: date) -> Available:
    return replace(AVAILABLE, first_day=first_day, last_day=as_of, newest_day=as_of)


@pytest.mark.parametrize(
    ("as_of", "name", "shown", "now", "before"),
    [
        ("2025-11-28", "Last 7 days", "1122-1128", "1122-1127", "1115-1120"),
        ("2025-11-28", "Last 30 days", "1030-1128", "1030-1127", "0930-1028"),
        ("2025-11-28", "Last 90 days", "0831-1128", "0831-1127", "0602-0829"),
        ("2025-11-28", "This month", "1101-1128", "1101-1127", "1001-1027"),
        ("2025-11-28", "Last month", "1001-1031", "1001-1031", "0901-0930"),
        # the last day of a month, on which the last 30 days are the month, too
        ("2025-11-30", "This month", "1101-1130", "1101-1129", "1001-1029"),
        ("2025-11-30", "Last 30 days", "1101-1130", "1101-1129", "1002-1030"),
        # the seventh, on which the last 7 days are the month to date, too
        ("2025-11-07", "This month", "1101-1107", "1101-1106", "1001-1006"),
        ("2025-11-07", "Last 7 days", "1101-1107", "1101-1106", "1025-1030"),
        # 31 March: February has no 29th, 30th or 31st
        ("2025-03-31", "This month", "0301-0331", "0301-0330", "0201-0228"),
        ("2025-03-01", "Last month", "0201-0228", "0201-0228", "0101-0131"),
    ],
)
def test_presets_by_the_calendar(as_of: str, name: str, shown: str, now: str, before: str) -> None:
    filters = chosen(had(FULL, date.fromisoformat(as_of)), name)
    compared = filters.comparison
    assert compared
    found = [filters.period, compared.now.period, compared.before.period]
    assert [f"{each.start:%m%d}-{each.end:%m%d}" for each in found] == [shown, now, before]
    assert {each.start.year for each in found} == {2025}


def chosen(available: Available, name: str) -> Filters:
    """Return the filters of a link that a preset makes, and check that it is called so."""
    preset = presets(available)[name]
    link = {"from": str(preset.period.start), "to": str(preset.period.end), "unit": preset.unit}
    filters, problems = parse(link, available)
    assert (problems, preset_of(filters, available)) == ([], name)
    return filters


@pytest.mark.parametrize(
    ("as_of", "before"),
    [
        (date(2025, 11, 28), (date(2024, 4, 1), date(2024, 11, 27))),
        (date(2025, 4, 10), (date(2024, 4, 1), date(2024, 4, 9))),
        (date(2025, 3, 31), (date(2023, 4, 1), date(2024, 3, 30))),
    ],
)
def test_the_financial_year_to_date(as_of: date, before: tuple[date, date]) -> None:
    compared = chosen(had(FULL, as_of), "This financial year").comparison
    assert compared
    assert (compared.before.start, compared.before.end) == before


@pytest.mark.parametrize("name", ["This month", "This financial year"])
def test_on_the_first_of_april_nothing_of_the_year_is_over(name: str) -> None:
    filters = chosen(had(FULL, date(2025, 4, 1)), name)
    assert (filters.days, filters.why_not) == (1, Why.NOT_OVER)


def test_presets_are_cut_to_the_days_of_data() -> None:
    named = presets(AVAILABLE)
    assert named["All time"].period == Period(date(2024, 2, 1), date(2025, 1, 31))
    assert chosen(AVAILABLE, "All time").why_not is Why.BEFORE_DATA
    young = had(date(2025, 1, 20), date(2025, 1, 31))
    assert "Last month" not in presets(young)
    assert presets(young)["Last 90 days"].period == Period(date(2025, 1, 20), date(2025, 1, 31))
    assert chosen(young, "Last 7 days").why_not is Why.BEFORE_DATA


def test_a_new_day_does_not_change_what_a_week_is_compared_with() -> None:
    """On 27 November, the week to the 26th was compared; on the 28th, the week to the 27th is."""
    for as_of in (date(2025, 11, 27), date(2025, 11, 28)):
        compared = chosen(had(FULL, as_of), "Last 7 days").comparison
        assert compared
        assert (compared.now.days, compared.before.days) == (6, 6)
        assert (compared.now.start - compared.before.start).days == 7


@given(FILTERS)
def test_the_preset_of_a_view_has_its_days(filters: Filters) -> None:
    preset = presets(AVAILABLE).get(preset_of(filters, AVAILABLE))
    assert preset is None or preset.period == filters.period


@pytest.mark.parametrize("name", CHOICES)
def test_a_filter_is_known_by_its_declaration(name: str) -> None:
    """Whatever field of `Filters` is a choice: links keep it, and refuse what there is not."""
    value = [*CHOICES[name].known(AVAILABLE)][-1]
    chosen = replace(DEFAULT, **{name: value})
    assert to_params(chosen)[name] == value
    assert parse(to_params(chosen), AVAILABLE) == (chosen, [])
    filters, [problem] = parse({name: "nowhere"}, AVAILABLE)
    assert (filters, problem) == (DEFAULT, f"There is no {name} `nowhere`, so it was ignored.")
    assert chosen.places == ({name: value} if CHOICES[name].everything else {})


def test_the_usual_currency_is_the_rupee_where_there_are_rupees() -> None:
    currency = CHOICES["currency"]
    usual = [
        currency.usual(replace(AVAILABLE, currencies=known))
        for known in (["USD", "INR"], ["USD", "BRL"], [])
    ]
    assert usual == ["INR", "USD", "INR"]
