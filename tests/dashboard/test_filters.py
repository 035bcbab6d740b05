"""A link always opens: what it says is kept, what it cannot mean is named and replaced."""

from datetime import date, timedelta

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from dashboard.filters import KEYS, described, parse, preset_of, presets, to_params
from queries.filters import Available, Compare, Filters

AVAILABLE = Available(
    first_day=date(2024, 2, 1),
    last_day=date(2025, 1, 31),
    categories=pd.DataFrame(
        {"category_id": ["cat_home", "cat_tutors"], "name": ["Home Services", "Tutors"]}
    ),
    districts=["Lucknow", "Agra", "Unknown"],
    currencies=["INR", "USD"],
)
DEFAULT = Filters(date(2025, 1, 2), date(2025, 1, 31))
DAYS = st.dates(AVAILABLE.first_day, AVAILABLE.last_day)
FILTERS = st.builds(
    lambda days, **rest: Filters(min(days), max(days), **rest),
    st.tuples(DAYS, DAYS),
    compare=st.sampled_from(Compare),
    category=st.sampled_from([None, "cat_home", "cat_tutors"]),
    district=st.sampled_from([None, "Lucknow", "Agra", "Unknown"]),
    currency=st.sampled_from(["INR", "USD"]),
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
    available = Available(first_day, last_day, AVAILABLE.categories, ["Agra"], ["USD"])
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


def test_presets_end_where_the_data_ends() -> None:
    named = presets(AVAILABLE)
    assert named["Last 7 days"] == (date(2025, 1, 25), date(2025, 1, 31))
    assert named["This month"] == (date(2025, 1, 1), date(2025, 1, 31))
    assert named["Last month"] == (date(2024, 12, 1), date(2024, 12, 31))
    assert named["This financial year"] == (date(2024, 4, 1), date(2025, 1, 31))
    assert named["All time"] == (date(2024, 2, 1), date(2025, 1, 31))


def test_a_preset_without_data_is_not_offered() -> None:
    young = Available(date(2025, 1, 20), date(2025, 1, 31), AVAILABLE.categories, [], ["INR"])
    assert "Last month" not in presets(young)
    assert presets(young)["Last 90 days"] == (date(2025, 1, 20), date(2025, 1, 31))


@given(FILTERS)
def test_the_preset_of_a_view_has_its_days(filters: Filters) -> None:
    days = (filters.start, filters.end)
    assert presets(AVAILABLE).get(preset_of(filters, AVAILABLE), days) == days


def test_a_view_is_described_by_its_names() -> None:
    assert described(DEFAULT, AVAILABLE) == ""
    tutors = Filters(DEFAULT.start, DEFAULT.end, category="cat_tutors", district="Agra")
    assert described(tutors, AVAILABLE) == "in Tutors, Agra"
