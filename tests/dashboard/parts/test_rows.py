"""Beside rows stands whether they are what the number says; pages and files are of all of them."""

from dataclasses import replace
from datetime import UTC, date, datetime
from decimal import Decimal

from pandas import DataFrame

from dashboard.parts.downloads import Links, minted_by
from dashboard.parts.measures import measure
from dashboard.parts.rows import _show
from queries.errors import Gone
from queries.periods import Period
from queries.rows_behind import Page, RowsOf
from tests.dashboard.app import run

DAYS = Period(date(2026, 10, 1), date(2026, 10, 31))
PAYMENTS = RowsOf("payments", DAYS, (("currency", "INR"),), "gross_amount")
ROWS = DataFrame(
    {
        "payment_id": ["p1", "p2"],
        "moved_at": [datetime(2026, 10, 2, 6, 30, tzinfo=UTC)] * 2,
        "provider": ["=Asha", "रवि"],
        "gross_amount": [Decimal("1000.50"), Decimal(500)],
    }
)
EXACT = Page(PAYMENTS, ROWS, 2, Decimal("1500.50"), Decimal("1500.50"))
SEARCHES = RowsOf("searches", DAYS, (), "searches")
PARTLY = Page(SEARCHES, DataFrame({"search_id": ["s"], "searches": [1]}), 1, 1, 3, (DAYS,))


def show(page: Page, metric: str) -> None:
    with minted_by(lambda *_: Links("/file", "/manifest")):
        _show(lambda *_: page, page.asked, measure(metric), "test")


def test_rows_that_add_up_are_said_to_and_offered_as_a_file() -> None:
    app = run(show, EXACT, "gross_amount")
    assert app.caption[0].value == (
        "**2 payments**, which together are **₹1,500.50**: exactly the number."
    )
    assert list(app.dataframe[0].value["Provider"]) == ["=Asha", "रवि"]
    assert [each.proto.popover.label for each in app.get("popover")] == ["Download 2 rows"]
    assert not app.number_input


def test_pages_are_of_a_hundred() -> None:
    app = run(show, replace(EXACT, count=201), "gross_amount")
    assert (app.number_input[0].label, app.number_input[0].max) == ("Page of 3", 3)


def test_rows_that_do_not_add_up_are_said_not_to_and_why() -> None:
    app = run(show, PARTLY, "searches")
    said = app.warning[0]
    assert said.proto.title == "These are not all rows of the number"
    assert "The number is 3, as published" in said.value
    assert "come to 1 (1 search). 1 week of these days" in said.value
    changed = run(show, replace(PARTLY, archived=()), "searches").warning[0]
    assert changed.proto.title == "Rows changed since"


def test_a_version_that_is_gone_is_told() -> None:
    def gone() -> None:
        def read(*_: object) -> Page:
            raise Gone("the figures were published anew")

        _show(read, PAYMENTS, measure("gross_amount"), "test")

    assert "published anew" in run(gone).error[0].value
