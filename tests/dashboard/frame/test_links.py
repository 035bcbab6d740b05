"""A link always opens: what it says is kept, what it cannot mean is named and replaced."""

from dataclasses import replace
from datetime import date, timedelta

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from dashboard.frame.links import KEYS, days_of, parse, presets, to_params
from queries.filters import CHOICES, Available, Compare, Filters
from queries.periods import Period, Unit
from queries.presets import Preset

AVAILABLE = Available(
    first_day=date(2024, 2, 1),
    last_day=date(2025, 1, 31),
    newest_day=date(2025, 1, 31),
    first_search_day=date(2024, 6, 1),
    categories=pd.DataFrame(
        {"category_id": ["cat_home", "cat_tutors"], "name": ["Home Services", "Tutors"]}
    ),
    sub_categories=pd.DataFrame(
        {
            "sub_category_id": ["sub_plumbing", "sub_maths"],
            "category_id": ["cat_home", "cat_tutors"],
            "name": ["Plumbing", "Maths"],
        }
    ),
    districts=["Lucknow", "Agra", "Unknown"],
    currencies=["INR", "USD"],
)
DEFAULT = Filters(
    date(2025, 1, 2),
    date(2025, 1, 31),
    unit=Unit.DAYS,
    preset=Preset.LAST_30_DAYS,
    data=AVAILABLE.data,
)
DAYS = st.dates(AVAILABLE.first_day, AVAILABLE.last_day)


def some_of(*known: str) -> st.SearchStrategy[tuple[str, ...]]:
    """Draw any number of values, in the order in which they are known."""
    return st.sets(st.sampled_from(known)).map(
        lambda chosen: tuple(each for each in known if each in chosen)
    )


@st.composite
def any_filters(draw: st.DrawFn) -> Filters:
    """Draw any filters: of named periods and of dates, compared in every way."""
    preset = draw(st.none() | st.sampled_from(presets(AVAILABLE)))
    compare = draw(st.sampled_from(Compare))
    days = preset.days(AVAILABLE.data) if preset else Period(*sorted(draw(st.tuples(DAYS, DAYS))))
    assert days
    return Filters(
        days.start,
        days.end,
        compare,
        category=draw(some_of("cat_home", "cat_tutors")),
        sub_category=draw(some_of("sub_plumbing", "sub_maths")),
        district=draw(some_of("Lucknow", "Agra", "Unknown")),
        currency=draw(st.sampled_from(["INR", "USD"])),
        unit=preset.unit if preset else draw(st.sampled_from([None, *Unit])),
        preset=preset,
        against=draw(DAYS) if compare is Compare.CUSTOM else None,
        data=AVAILABLE.data,
    )


FILTERS = any_filters()


TEXTS = (
    st.text()
    | DAYS.map(str)
    | st.dates().map(str)
    | st.sampled_from(["Agra", "none", "custom", "USD", *Preset])
)


@given(FILTERS)
def test_a_link_reopens_the_same_view(filters: Filters) -> None:
    assert parse(to_params(filters), AVAILABLE) == (filters, [])


@given(
    st.dictionaries(
        st.sampled_from(KEYS),
        TEXTS | st.lists(TEXTS, max_size=9),
    ),
    st.dates(date(2000, 1, 1), date(2100, 1, 1)),
    st.integers(0, 4000),
)
def test_no_link_raises_and_every_view_has_data(
    params: dict[str, str | list[str]], first_day: date, length: int
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
        ({"period": "fortnight"}, "There is no period `fortnight`"),
        ({"compare": "custom"}, "does not say with which days to compare"),
        ({"compare": "custom", "against": "soon"}, "`soon` is not a date like"),
        ({"district": "x" * 1_000_000}, "`" + "x" * 40 + "…`"),
    ],
)
def test_a_bad_value_is_named_and_the_default_used(params: dict[str, str], message: str) -> None:
    filters, problems = parse(params, AVAILABLE)
    assert filters == DEFAULT
    assert message in problems[0]


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


def had(first_day: date, as_of: date) -> Available:
    return replace(AVAILABLE, first_day=first_day, last_day=as_of, newest_day=as_of)


def test_a_named_period_means_other_days_on_another_day() -> None:
    link = {"period": "last_month", "district": "Agra"}
    filters, _ = parse(link, had(date(2020, 1, 1), date(2025, 1, 31)))
    assert (filters.start, filters.end) == (date(2024, 12, 1), date(2024, 12, 31))
    later, problems = parse(to_params(filters), had(date(2020, 1, 1), date(2025, 5, 2)))
    assert (later.start, later.end) == (date(2025, 4, 1), date(2025, 4, 30))
    assert (later.district, problems) == (("Agra",), [])


def test_fixed_dates_mean_the_same_days_and_the_same_comparison_for_good() -> None:
    today, later = (had(date(2020, 1, 1), day) for day in (date(2025, 1, 31), date(2025, 5, 2)))
    filters, _ = parse({"period": "month_to_date"}, today)
    fixed, problems = parse({**to_params(filters), **days_of(filters, is_fixed=True)}, later)
    assert (fixed.period, fixed.unit, fixed.preset) == (filters.period, filters.unit, None)
    assert fixed.comparison
    assert fixed.comparison.before.period == Period(date(2024, 12, 1), date(2024, 12, 31))
    assert problems == []


def test_a_link_of_before_keeps_its_days() -> None:
    link = {"from": "2024-12-01", "to": "2024-12-31", "unit": "month", "compare": "year"}
    filters, problems = parse({**link, "category": "cat_home", "district": "Lucknow"}, AVAILABLE)
    assert filters == Filters(
        date(2024, 12, 1),
        date(2024, 12, 31),
        Compare.YEAR,
        ("cat_home",),
        (),
        ("Lucknow",),
        unit=Unit.MONTH,
        data=AVAILABLE.data,
    )
    assert problems == []


def test_only_periods_with_data_are_offered() -> None:
    young = had(date(2025, 1, 20), date(2025, 1, 31))
    assert Preset.LAST_MONTH not in presets(young)
    assert Preset.LAST_90_DAYS in presets(young)
    filters, [problem] = parse({"period": "last_month"}, young)
    assert problem == "There is no data of the period `last_month`."
    assert filters.preset is Preset.LAST_30_DAYS


def test_several_values_are_kept_in_order_and_the_unknown_named() -> None:
    link = {"district": ["Agra", "Nowhere", "Lucknow", "Agra", "A", "B", "C", "D"]}
    filters, problems = parse(link, AVAILABLE)
    assert filters.district == ("Lucknow", "Agra")
    assert problems == [
        *(f"There is no district `{name}`, so it was ignored." for name in ("Nowhere", "A", "B")),
        "Nor are there 2 more that the link names.",
    ]


@pytest.mark.parametrize("name", CHOICES)
def test_a_filter_is_known_by_its_declaration(name: str) -> None:
    """Whatever field of `Filters` is a choice: links keep it, and refuse what there is not."""
    value = [*CHOICES[name].known(AVAILABLE)][-1]
    chosen = replace(DEFAULT, **{name: (value,) if CHOICES[name].everything else value})
    assert to_params(chosen)[name] == [value]
    assert parse(to_params(chosen), AVAILABLE) == (chosen, [])
    filters, [problem] = parse({name: "nowhere"}, AVAILABLE)
    called = CHOICES[name].label.lower()
    assert (filters, problem) == (DEFAULT, f"There is no {called} `nowhere`, so it was ignored.")
    assert chosen.places == ({name: (value,)} if CHOICES[name].everything else {})


def test_the_usual_currency_is_the_rupee_where_there_are_rupees() -> None:
    currency = CHOICES["currency"]
    usual = [
        currency.usual(replace(AVAILABLE, currencies=known))
        for known in (["USD", "INR"], ["USD", "BRL"], [])
    ]
    assert usual == ["INR", "USD", "INR"]
