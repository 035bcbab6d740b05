"""The overview says how the business is, and in plain sentences what needs attention."""

from dataclasses import replace
from datetime import date
from decimal import Decimal

import psycopg
import pytest
from pandas import DataFrame
from streamlit.testing.v1 import AppTest

from dashboard.parts.gathering import TrendChoice
from dashboard.screens.overview.gather import CATEGORIES, Choices, Drivers, gather
from dashboard.screens.overview.show import QUESTION, driven, unserved, worsened
from queries import Snapshot
from queries.chance import Rate
from queries.figures import Trend
from queries.filters import Compare, Filters
from queries.grain import Grain
from queries.overview import Driver, Worsening, driver
from tests.dashboard.app import screen, tabs
from tests.dashboard.conftest import Published
from tests.dashboard.fake import Fake
from tests.factories import (
    ist,
    make_booking,
    make_category,
    make_customer,
    make_payment,
    make_provider,
    make_review,
    make_search,
)

FEBRUARY = Filters(date(2025, 2, 1), date(2025, 2, 28))
MARCH = replace(FEBRUARY, start=date(2025, 3, 1), end=date(2025, 3, 31))
MARCH_OVER = replace(MARCH, compare=Compare.YEAR)


@pytest.fixture
def one(connection: psycopg.Connection, published: Published) -> Snapshot:
    """In March: one booking completed, paid with 500 (50 for us) and praised; one search."""
    provider = make_provider(connection, make_category(connection, name="Cooks"))
    customer = make_customer(connection)
    booking = make_booking(
        connection,
        customer,
        provider,
        status="COMPLETED",
        completed_at=ist("2025-03-02 11:00"),
    )
    make_payment(connection, booking, platform_fee=50)
    make_review(connection, booking, customer, provider, overall_rating=4)
    make_search(connection, results_count=0)
    return published()


GROWN = DataFrame(
    {
        "category": ["Cooks", "Tutors", "<b>Plumbers</b>"],
        "gross_amount": [Decimal(100), Decimal(900), Decimal(400)],
        "gross_amount_before": [Decimal(300), Decimal(400), Decimal(300)],
    }
)
"""Cooks fell by 200, Tutors rose by 500 and Plumbers by 100: 400 in all."""


def test_the_sentence_names_what_drove_gross_the_way_that_it_went() -> None:
    rose = driver(GROWN, "category", "gross_amount")
    assert rose == Driver("Tutors", Decimal(500), Decimal(400))
    back = GROWN.rename(
        columns={"gross_amount": "gross_amount_before", "gross_amount_before": "gross_amount"}
    )
    fell = driver(back, "category", "gross_amount")
    assert driven(Drivers(rose, None), MARCH_OVER) == (
        "Gross rose by ₹400, above all in **Tutors** (+₹500)."
    )
    assert driven(Drivers(fell, fell), MARCH_OVER) == (
        "Gross fell by ₹400, above all in **Tutors** (-₹500) and in **Tutors** (-₹500)."
    )


def test_without_a_comparison_it_names_where_most_was_paid() -> None:
    paid = driver(GROWN.assign(gross_amount_before=Decimal(0)), "category", "gross_amount")
    said = driven(Drivers(paid, None), replace(MARCH, compare=Compare.NONE))
    assert said == "Most was paid in **Tutors** (₹900)."


def test_nothing_drove_what_stayed_or_what_is_one() -> None:
    same = GROWN.assign(gross_amount_before=GROWN["gross_amount"])
    assert driver(same, "category", "gross_amount") is None
    assert driver(GROWN.head(1), "category", "gross_amount") is None
    assert driven(Drivers(None, None), MARCH_OVER) == ""


def figures(app: AppTest) -> dict[str, str]:
    return {figure.label: figure.value for figure in app.metric}


def test_one_of_everything(one: Snapshot) -> None:
    app = screen("overview", one, MARCH)
    assert app.title[0].value == QUESTION
    assert app.markdown[0].value == (
        "Customers requested **1 booking** and paid **₹500**, of which we keep ₹50 (10.0%)."
    )
    assert figures(app) == {
        "Requested": "1",
        "Jobs finished": "1",
        "Gross": "₹500",
        "Net": "₹500",
        "Platform fee": "₹50",
        "Providers with activity": "1",
        "Rating": "4.00",
        "Zero-result rate": "100.0%",
        "Search-to-booking rate": "0.0%",
        "Searches booked": "0",
        "Usual time to request (p50)": "no data",
    }
    # The provider has no service area, so nobody serves Lucknow, from where somebody searched.
    assert any("No provider serves Lucknow" in text.value for text in app.markdown)


def test_nothing_happened(one: Snapshot) -> None:
    app = screen("overview", one, FEBRUARY)
    assert app.markdown[0].value == "Customers requested **0 bookings** and paid **₹0**."
    assert figures(app)["Rating"] == figures(app)["Zero-result rate"] == "no data"
    assert any("Nothing stands out" in text.value for text in app.markdown)
    assert [info.value for info in app.info] == [
        "No bookings or payments between 1 Feb 2025 and 28 Feb 2025."
        " Widen the dates, or take a filter away."
    ]


@pytest.mark.slow
def test_every_chart_has_a_description(fake: Fake) -> None:
    app = screen("overview", fake, FEBRUARY)
    for opened in tabs(app, "overview"):
        charts = opened.get("plotly_chart")
        assert len(charts) >= 2
        assert all(chart.proto.alt for chart in charts)
        assert len(opened.dataframe) == 1
        assert "Gross before" in opened.dataframe[0].value


def test_without_a_comparison_nothing_is_compared(fake: Fake) -> None:
    app = screen("overview", fake, replace(FEBRUARY, compare=Compare.NONE))
    assert {figure.delta for figure in app.metric} == {""}
    assert "Gross before" not in app.dataframe[0].value


def test_a_category_says_what_it_leaves_out(fake: Fake) -> None:
    app = screen("overview", fake, replace(FEBRUARY, category=("category_0",)))
    assert any("Searches are those of every category" in text.value for text in app.caption)


def test_another_measure(fake: Fake) -> None:
    app = screen("overview", fake, MARCH)
    app.button_group(key="overview_drawn").set_value("searches").run()
    assert not app.exception
    assert app.get("plotly_chart")[0].proto.alt.startswith("Searches from 11 Mar 2025")


def test_a_worsened_rate_in_words() -> None:
    worse = Worsening("zero_result_rate", Rate(1104, 10_000), Rate(80, 1000))
    assert worsened(worse) == (
        "**Zero-result rate** rose from 8.0% to **11.0%**: 1,104 of 10,000 searches."
    )


@pytest.mark.parametrize(
    ("names", "said"),
    [
        (["Agra"], "**No provider serves Agra**, where people searched 1 time."),
        (
            ["Agra", "Etah", "Jalaun", "Banda", "Mau"],
            "**No provider serves Agra, Etah, Jalaun and 2 others**,"
            " where people searched 5 times.",
        ),
    ],
)
def test_unserved_districts_in_words(names: list[str], said: str) -> None:
    assert unserved(DataFrame({"district": names, "searches": [1] * len(names)})) == said


def test_searches_are_drawn_from_the_first_that_was_logged() -> None:
    """In the fake, on 11 March: the ten days before it have none, and those after have some."""
    choices = Choices(TrendChoice("searches", Grain.DAY), CATEGORIES)
    drawn = gather(Fake(), MARCH, choices).trend
    assert isinstance(drawn, Trend)
    assert drawn.before is not None
    assert list(drawn.steps["searches"].isna()) == [True] * 10 + [False] * 21
    assert drawn.before["searches"].isna().all()
    assert drawn.steps["requested"].notna().all()
