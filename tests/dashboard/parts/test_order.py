"""A long list is sorted and leafed through as its link says."""

from decimal import Decimal
from typing import Any

import pandas as pd
import pytest
from streamlit.testing.v1 import AppTest

from dashboard.parts import columns, link, order
from dashboard.parts.measures import measure
from dashboard.parts.tables import MOST_ROWS, table
from queries.order import ordered
from tests.dashboard.app import run

ROWS = 2 * MOST_ROWS + 5
FRAME = pd.DataFrame(
    {
        "provider_id": [f"p{place}" for place in range(ROWS)],
        "reviews": range(ROWS),
        "rating": [Decimal(place % 50) / 10 if place % 7 else None for place in range(ROWS)],
    }
)


def show() -> None:
    by = order.choose("providers", ["reviews", "rating"])
    frame, shown = (
        ordered(FRAME, by),
        {name: columns.number(measure(name)) for name in ("reviews",)},
    )
    start = order.first_row("providers", len(frame), MOST_ROWS)
    table(frame, key="providers", columns=shown, alt="Providers", start=start)
    link.tell()


def first(app: AppTest) -> Any:
    return app.dataframe[0].value.iloc[0, 0]


def test_it_is_leafed_through_and_sorted() -> None:
    app = run(show)
    assert (first(app), app.caption[0].value) == (
        0,
        "The first 2,000 of 4,005 rows; the file has all.",
    )
    app.pagination(key="providers_page").set_value(3).run()
    assert app.query_params == {"page": "3"}
    assert first(app) == 4_000
    assert app.caption[0].value == "Rows 4,001 to 4,005 of 4,005 rows; the file has all."
    app.selectbox(key="providers_sort").select("-reviews").run()
    assert app.query_params == {"sort": "-reviews"}
    assert first(app) == 4_004


@pytest.mark.parametrize("page", ["two", "-1", "²", "9" * 5_000])
def test_a_page_that_means_nothing(page: str) -> None:
    app = run(show, page=page, sort="reviews")
    assert "There is no page" in app.warning[0].value
    assert (first(app), app.query_params) == (0, {"sort": "reviews"})


def test_of_a_page_that_there_is_not_any_more_it_is_the_last() -> None:
    assert first(run(show, page="77")) == 4_000


def test_rows_without_a_value_come_last() -> None:
    for by in ("rating", "-rating"):
        ratings = ordered(FRAME, by)["rating"]
        assert ratings.tail(int(FRAME["rating"].isna().sum())).isna().all()
    rest = pd.DataFrame({"n": [9, 1, 5], "is_few": [True, False, False]})
    assert ordered(rest, "-n", last="is_few")["n"].to_list() == [5, 1, 9]
