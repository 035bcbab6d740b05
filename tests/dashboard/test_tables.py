"""What a table shows is what its file holds."""

from datetime import date
from decimal import Decimal

import pandas as pd
import pytest

from dashboard import columns
from dashboard.measures import measure
from dashboard.tables import MOST_ROWS, labelled, table
from queries.export import to_csv
from tests.dashboard.app import run

FRAME = pd.DataFrame(
    {
        "ignored": [1, 2],
        "gross_amount": [Decimal("1234567.50"), None],
        "name": ["=HYPERLINK(1)", "प्लंबर"],
        "day": [date(2025, 1, 14), date(2025, 1, 15)],
    },
    index=[7, 3],
)


def columns_of_the_frame() -> dict[str, columns.Column]:
    return {
        "name": columns.text("Provider"),
        "gross_amount": columns.number(measure("gross_amount")),
        "day": columns.day("Day"),
    }


def test_the_file_has_the_columns_rows_and_order_of_the_screen() -> None:
    assert to_csv(labelled(FRAME, columns_of_the_frame())).decode().split("\r\n") == [
        f"Provider,{measure('gross_amount').label},Day",
        "'=HYPERLINK(1),1234567.50,2025-01-14",
        "प्लंबर,,2025-01-15",
        "",
    ]


def test_two_columns_cannot_share_a_label() -> None:
    same = {"name": columns.text("Name"), "day": columns.day("Name")}
    with pytest.raises(ValueError, match="same label"):
        labelled(FRAME, same)


@pytest.mark.parametrize(("rows", "said"), [(0, "0 rows"), (1, "1 row"), (2, "2 rows")])
def test_a_table_offers_its_download(rows: int, said: str) -> None:
    def show() -> None:
        table(FRAME.head(rows), key="providers", columns=columns_of_the_frame(), alt="Providers")

    app = run(show)
    labels = ["Provider", measure("gross_amount").label, "Day"]
    assert list(app.dataframe[0].value.columns) == labels
    assert app.get("download_button")[0].label == f"Download CSV ({said})"


def test_of_a_long_table_the_first_rows_are_shown_and_all_are_in_the_file() -> None:
    frame = pd.DataFrame({"name": [f"Provider {number}" for number in range(MOST_ROWS + 1)]})

    def show() -> None:
        table(frame, key="long", columns={"name": columns.text("Name")}, alt="Names")

    app = run(show)
    assert list(app.dataframe[0].value["Name"]) == list(frame["name"][:MOST_ROWS])
    assert app.caption[0].value == "The first 2,000 of 2,001 rows; the file has all."
    assert app.get("download_button")[0].label == "Download CSV (2,001 rows)"
