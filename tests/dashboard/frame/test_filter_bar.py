"""The link and the widgets always say the same, and a screen without filters forgets nothing."""

from dataclasses import replace
from datetime import date
from urllib.parse import parse_qs, urlsplit

import pytest

from dashboard.frame import filter_bar
from dashboard.frame.copied import title
from dashboard.parts import link
from queries.filters import Compare, Filters
from tests.dashboard.app import run
from tests.dashboard.frame.test_links import AVAILABLE, DEFAULT

LINK = {"from": "2024-11-01", "to": "2024-11-30", "compare": "year", "district": "Agra"}
SEEN: list[Filters] = []


def bar() -> None:
    chosen = filter_bar.current(AVAILABLE)
    link.tell()
    filter_bar.show(chosen, AVAILABLE)
    SEEN.append(chosen)


def test_a_link_fills_the_widgets() -> None:
    app = run(bar, **LINK)
    assert SEEN[-1] == Filters(
        date(2024, 11, 1),
        date(2024, 11, 30),
        Compare.YEAR,
        district=("Agra",),
        data=AVAILABLE.data,
    )
    assert app.selectbox(key="filter_period").value == "custom"
    assert app.date_input(key="filter_days").value == (date(2024, 11, 1), date(2024, 11, 30))
    assert app.selectbox(key="filter_compare").value == Compare.YEAR
    assert app.multiselect(key="filter_district").value == ["Agra"]


@pytest.mark.parametrize(
    ("widget", "choice", "link"),
    [
        ("filter_compare", "none", {"compare": "none"}),
        ("filter_compare", "custom", {"compare": "custom", "against": "2024-10-01"}),
        ("filter_currency", "USD", {"currency": "USD"}),
    ],
)
def test_a_choice_goes_into_the_link(widget: str, choice: str, link: dict[str, str]) -> None:
    app = run(bar, **LINK)
    app.selectbox(key=widget).select(choice).run()
    assert dict(app.query_params) == LINK | link


def test_a_named_period_takes_the_place_of_dates_and_back() -> None:
    app = run(bar, **LINK)
    app.selectbox(key="filter_period").select("last_month").run()
    rest = {"compare": "year", "district": "Agra"}
    assert dict(app.query_params) == {"period": "last_month"} | rest
    app.selectbox(key="filter_period").select("custom").run()
    dates = {"from": "2024-12-01", "to": "2024-12-31", "unit": "month"}
    assert dict(app.query_params) == dates | rest


def test_chips_are_added_taken_away_and_reset() -> None:
    app = run(bar, **LINK)
    app.multiselect(key="filter_district").select("Lucknow").run()
    app.multiselect(key="filter_category").select("cat_tutors").run()
    assert app.query_params["district"] == ["Lucknow", "Agra"]
    assert SEEN[-1].places == {"category": ("cat_tutors",), "district": ("Lucknow", "Agra")}
    assert app.button(key="filters_unfold").label == "Filters · 3"
    app.multiselect(key="filter_district").unselect("Agra").run()
    assert app.query_params["district"] == "Lucknow"
    app.button(key="filters_reset").click().run()
    assert dict(app.query_params) == {key: LINK[key] for key in ("from", "to", "compare")}
    assert "filters_reset" not in {button.key for button in app.button}


def test_a_link_to_copy_is_of_the_rule_or_of_the_dates() -> None:
    app = run(bar, period="last_month", district="Agra")
    assert not app.code
    app.session_state["copy_link"] = True
    relative, fixed = (urlsplit(code.value).query for code in app.run().code)
    assert parse_qs(relative)["period"] == ["last_month"]
    assert parse_qs(fixed)["from"] == ["2024-12-01"]
    assert "period" not in parse_qs(fixed)
    app.button(key="filters_fix").click().run()
    assert (app.query_params["from"], app.query_params["unit"]) == ("2024-12-01", "month")


def test_the_title_says_what_is_seen() -> None:
    filters = replace(DEFAULT, district=("Lucknow",), category=("cat_home", "cat_tutors"))
    assert title("Bookings", filters, AVAILABLE) == (
        "Bookings · Home Services, Tutors · Lucknow · last 30 days · LocalPro Analytics"
    )
    many = replace(DEFAULT, district=("Lucknow", "Agra", "Unknown"), preset=None)
    assert title("Search", many, AVAILABLE) == (
        "Search · 3 districts · 2–31 Jan 2025 · LocalPro Analytics"
    )


def test_dates_picked_half_way_change_nothing_yet() -> None:
    app = run(bar, **LINK)
    app.date_input(key="filter_days").set_value((date(2024, 12, 5),)).run()
    assert app.query_params["from"] == "2024-11-01"
    app.date_input(key="filter_days").set_value((date(2024, 12, 5), date(2024, 12, 9))).run()
    assert (app.query_params["from"], app.query_params["to"]) == ("2024-12-05", "2024-12-09")


def test_all_districts_leaves_the_link() -> None:
    app = run(bar, **LINK)
    app.multiselect(key="filter_district").unselect("Agra").run()
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
    assert [box.label for box in app.selectbox] == ["Period", "Compare with"]
    assert [box.label for box in app.multiselect] == ["District"]
    assert [box.label for box in run(filter_bar.show, DEFAULT, AVAILABLE).selectbox] == [
        "Period",
        "Compare with",
        "Currency",
    ]


def test_dates_picked_half_way_and_left_show_what_is_shown() -> None:
    app = run(bar, **LINK)
    app.date_input(key="filter_days").set_value((date(2024, 12, 5),)).run()
    app.selectbox(key="filter_period").select("last_month").run()
    assert app.date_input(key="filter_days").value == (date(2024, 12, 1), date(2024, 12, 31))
    app.date_input(key="filter_days").set_value((date(2024, 12, 5),)).run()
    app.multiselect(key="filter_district").select("Lucknow").run()
    assert app.date_input(key="filter_days").value == (date(2024, 12, 1), date(2024, 12, 31))


def test_dates_picked_by_hand_are_no_preset() -> None:
    app = run(bar, **LINK)
    app.selectbox(key="filter_period").select("last_7_days").run()
    assert app.query_params["period"] == "last_7_days"
    app.date_input(key="filter_days").set_value((date(2024, 12, 5), date(2024, 12, 9))).run()
    assert not {"unit", "period"} & {*app.query_params}


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
        (
            replace(DEFAULT, start=date(2024, 10, 1), compare=Compare.MONTH),
            "1 Oct 2024 – 31 Jan 2025 · not compared: the days before would be days of this period"
            " · 31 Jan 2025 is not over",
        ),
    ],
)
def test_the_caption_says_what_is_compared_with_what(filters: Filters, said: str) -> None:
    assert filter_bar.caption(filters) == said
