"""The link and the widgets always say the same, and a screen without filters forgets nothing."""

from dataclasses import replace
from datetime import date

import pytest

from dashboard.frame import filter_bar
from queries.filters import Compare, Filters
from tests.dashboard.app import run
from tests.dashboard.frame.test_links import AVAILABLE, DEFAULT

LINK = {"from": "2024-11-01", "to": "2024-11-30", "compare": "year", "district": "Agra"}
SEEN: list[Filters] = []


def bar() -> None:
    chosen = filter_bar.current(AVAILABLE)
    filter_bar.show(chosen, AVAILABLE)
    SEEN.append(chosen)


def test_a_link_fills_the_widgets() -> None:
    app = run(bar, **LINK)
    assert SEEN[-1] == Filters(
        date(2024, 11, 1),
        date(2024, 11, 30),
        Compare.YEAR,
        district="Agra",
        data=AVAILABLE.data,
    )
    assert app.selectbox(key="filter_period").value == "Custom"
    assert app.date_input(key="filter_days").value == (date(2024, 11, 1), date(2024, 11, 30))
    assert app.selectbox(key="filter_compare").value == Compare.YEAR
    assert app.selectbox(key="filter_district").value == "Agra"


@pytest.mark.parametrize(
    ("widget", "choice", "link"),
    [
        (
            "filter_period",
            "Last month",
            {"from": "2024-12-01", "to": "2024-12-31", "unit": "month"},
        ),
        ("filter_compare", Compare.NONE, {"compare": "none"}),
        ("filter_category", "cat_tutors", {"category": "cat_tutors"}),
        ("filter_district", "Lucknow", {"district": "Lucknow"}),
        ("filter_currency", "USD", {"currency": "USD"}),
    ],
)
def test_a_choice_goes_into_the_link(widget: str, choice: str, link: dict[str, str]) -> None:
    app = run(bar, **LINK)
    app.selectbox(key=widget).select(choice).run()
    assert dict(app.query_params) == LINK | link


def test_dates_picked_half_way_change_nothing_yet() -> None:
    app = run(bar, **LINK)
    app.date_input(key="filter_days").set_value((date(2024, 12, 5),)).run()
    assert app.query_params["from"] == "2024-11-01"
    app.date_input(key="filter_days").set_value((date(2024, 12, 5), date(2024, 12, 9))).run()
    assert (app.query_params["from"], app.query_params["to"]) == ("2024-12-05", "2024-12-09")


def test_all_districts_leaves_the_link() -> None:
    app = run(bar, **LINK)
    app.selectbox(key="filter_district").select(filter_bar.ALL).run()
    assert "district" not in app.query_params


def test_a_screen_that_comes_without_a_link_keeps_the_filters() -> None:
    app = run(bar, **LINK)
    app.query_params.clear()
    app.run()
    assert app.query_params["district"] == "Agra"
    assert SEEN[-1].start == date(2024, 11, 1)


def test_a_bad_link_is_told_once_and_put_right() -> None:
    app = run(bar, district="<b>Nowhere</b>")
    assert app.warning[0].value == "There is no district `<b>Nowhere</b>`, so it was ignored."
    assert "district" not in app.query_params
    app.run()
    assert not app.warning


def test_other_parameters_of_a_link_are_left_alone() -> None:
    app = run(bar, provider="provider_1")
    assert app.query_params["provider"] == "provider_1"


def test_a_screen_shows_only_the_filters_that_make_sense() -> None:
    app = run(filter_bar.show, DEFAULT, AVAILABLE, ("district",))
    assert [box.label for box in app.selectbox] == [
        "Period",
        "Compare with",
        "District",
        "Currency",
    ]


def test_dates_picked_half_way_and_left_show_what_is_shown() -> None:
    app = run(bar, **LINK)
    app.date_input(key="filter_days").set_value((date(2024, 12, 5),)).run()
    app.selectbox(key="filter_period").select("Last month").run()
    assert app.date_input(key="filter_days").value == (date(2024, 12, 1), date(2024, 12, 31))
    app.date_input(key="filter_days").set_value((date(2024, 12, 5),)).run()
    app.selectbox(key="filter_district").select("Lucknow").run()
    assert app.date_input(key="filter_days").value == (date(2024, 12, 1), date(2024, 12, 31))


def test_dates_picked_by_hand_are_no_preset() -> None:
    app = run(bar, **LINK)
    app.selectbox(key="filter_period").select("Last 7 days").run()
    assert app.query_params["unit"] == "days"
    app.date_input(key="filter_days").set_value((date(2024, 12, 5), date(2024, 12, 9))).run()
    assert "unit" not in app.query_params


@pytest.mark.parametrize(
    ("filters", "said"),
    [
        (
            DEFAULT,
            "2–31 Jan 2025 · 2–30 Jan 2025 compared with 3–31 Dec 2024"
            " · 31 Jan 2025 is not over and is not compared",
        ),
        (
            replace(DEFAULT, start=date(2024, 12, 1), end=date(2024, 12, 31), unit=None),
            "1–31 Dec 2024 · compared with 1–30 Nov 2024",
        ),
        (
            replace(DEFAULT, start=date(2024, 2, 1)),
            "1 Feb 2024 – 31 Jan 2025 · not compared: data begins on 1 Feb 2024"
            " · 31 Jan 2025 is not over",
        ),
        (
            replace(DEFAULT, start=date(2025, 1, 31)),
            "31 Jan 2025 · not compared · 31 Jan 2025 is not over",
        ),
        (
            replace(DEFAULT, compare=Compare.NONE, end=date(2025, 1, 30)),
            "2–30 Jan 2025",
        ),
    ],
)
def test_the_caption_says_what_is_compared_with_what(filters: Filters, said: str) -> None:
    assert filter_bar.caption(filters) == said
