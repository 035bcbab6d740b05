"""The revenue screen says what was paid, kept and paid back, and no more."""

import json
from dataclasses import replace
from datetime import date

import psycopg
import pytest
from streamlit.testing.v1 import AppTest

from dashboard.screens.revenue.show import QUESTION
from queries import Snapshot
from queries.filters import Filters
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
)

FEBRUARY = Filters(date(2025, 2, 1), date(2025, 2, 28))
MARCH = replace(FEBRUARY, start=date(2025, 3, 1), end=date(2025, 3, 31))


@pytest.fixture
def one(connection: psycopg.Connection, published: Published) -> Snapshot:
    """One payment of 1,23,456.50 on 2 March with 12,345.65 for us; 456.50 went back in April."""
    provider = make_provider(connection, make_category(connection, name="Cooks"))
    booking = make_booking(connection, make_customer(connection), provider)
    make_payment(
        connection,
        booking,
        amount="123456.50",
        platform_fee_percent=10,
        provider_earnings="111110.85",
        status="PARTIALLY_REFUNDED",
        refund_amount="456.50",
        refunded_at=ist("2025-04-01 00:00"),
    )
    return published()


def figures(app: AppTest) -> dict[str, str]:
    return {figure.label: figure.value for figure in app.metric}


def test_one_payment(one: Snapshot) -> None:
    app = screen("revenue", one, MARCH)
    assert app.title[0].value == QUESTION
    assert app.markdown[0].value == (
        "Customers paid **₹1,23,456.50** in 1 payment; we keep **₹12,345.65** of it (10.0%),"
        " and ₹0 went back to them."
    )
    assert figures(app) == {
        "Gross": "₹1.23 L",
        "Net": "₹1.23 L",
        "Platform fee": "₹12,346",
        "Take rate": "10.0%",
        "Payments": "1",
        "Average payment": "₹1.23 L",
        "Refund rate": "0.0%",
        "Failure rate": "0.0%",
    }


def test_a_refund_counts_on_its_own_day(one: Snapshot) -> None:
    april = replace(MARCH, start=date(2025, 4, 1), end=date(2025, 4, 30))
    app = screen("revenue", one, april)
    assert app.markdown[0].value == "Nothing was paid in INR; ₹456.50 went back to customers."
    assert figures(app)["Net"] == "-₹456"  # half to even, as money is rounded
    assert figures(app)["Take rate"] == "no data"


def test_nothing_moved(one: Snapshot) -> None:
    app = screen("revenue", one, FEBRUARY)
    assert app.info[0].value.startswith("No payments in INR between 1 Feb 2025 and 28 Feb 2025.")
    assert figures(app) == {}


@pytest.mark.slow
def test_every_panel_has_its_chart_and_its_table(fake: Fake) -> None:
    app = screen("revenue", fake, FEBRUARY)
    assert len(app.metric) == 8
    assert [tab.label for tab in app.tabs] == [
        "Where it goes",
        "By method",
        "By category",
        "Kinds of service",
        "By district",
    ]
    for opened in tabs(app, "revenue"):
        charts, tables = opened.get("plotly_chart"), opened.dataframe
        assert len(charts) == 2  # over time, and one in the tab
        assert all(chart.proto.alt for chart in charts)
        assert len(tables) == 2  # that of the tab, and other currencies


def test_other_currencies_are_named_and_never_added(fake: Fake) -> None:
    app = screen("revenue", fake, FEBRUARY)
    assert any("USD" in each.label for each in app.expander)
    dollars = screen("revenue", fake, replace(FEBRUARY, currency="USD"))
    assert any("INR" in each.label for each in dollars.expander)
    assert "$" in figures(dollars)["Gross"]


@pytest.mark.parametrize(
    ("drawn", "label", "step", "steps"),
    [
        ("net_amount", "Net", "day", 28),
        ("platform_fee", "Platform fee", "week", 5),  # 1 February 2025 was a Saturday
        ("refund_amount", "Refunds", "month", 1),
    ],
)
def test_another_measure_and_step(
    fake: Fake, drawn: str, label: str, step: str, steps: int
) -> None:
    app = screen("revenue", fake, FEBRUARY)
    app.button_group(key="revenue_drawn").set_value(drawn)
    app.button_group(key="revenue_step").set_value(step).run()
    assert not app.exception
    [chart, _] = app.get("plotly_chart")
    assert chart.proto.alt.startswith(f"{label} from 1 Feb 2025")
    assert len(json.loads(chart.proto.spec)["data"][0]["x"]) == steps
