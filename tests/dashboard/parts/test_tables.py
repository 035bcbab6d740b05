"""What a table shows is what its file holds."""

import json
from dataclasses import replace
from datetime import date
from decimal import Decimal
from typing import Any

import pandas as pd
import pyarrow.ipc
import pytest
from streamlit.testing.v1 import AppTest

from dashboard.parts import columns
from dashboard.parts.downloads import Links, Mint, minted_by
from dashboard.parts.measures import measure
from dashboard.parts.printed import MOST_ROWS as MOST_PRINTED
from dashboard.parts.tables import MOST_ROWS, file_name, filed, labelled, listed, table
from queries.export.asked import Export
from queries.export.formats import Format
from queries.export.listings import headed
from queries.export.spreadsheets import for_spreadsheets
from queries.filters import Filters
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
    content = for_spreadsheets(headed(FRAME, filed(columns_of_the_frame())))
    assert content.startswith(b"\xef\xbb\xbf")  # by which spreadsheets know UTF-8
    assert content.decode("utf-8-sig").split("\r\n") == [
        f"Provider,{measure('gross_amount').label} (INR),Day",
        "'=HYPERLINK(1),1234567.50,2025-01-14",
        "प्लंबर,,2025-01-15",
        "",
    ]


def test_headers_of_a_file_say_what_bare_numbers_count() -> None:
    named = ("gross_amount", "take_rate", "response_seconds", "response_p95", "rating", "payments")
    known = {name: columns.number(measure(name, "USD")) for name in named}
    frame = pd.DataFrame({name: [1] for name in named})
    assert [column.header for column in filed(known)] == [
        "Gross (USD)",
        "Take rate (share)",
        "Time to respond (s)",
        f"{measure('response_p95').label} (ms)",
        "Rating (stars)",
        "Payments",
    ]
    assert list(labelled(frame, known)) == [measure(name).label for name in named]


def test_amounts_of_many_currencies_are_written_each_in_its_own_and_leave_as_numbers() -> None:
    frame = pd.DataFrame(
        {
            "currency": ["USD", "JPY", "USD"],
            "net_amount": [Decimal("-1510"), Decimal(1500), Decimal("103604.16")],
        },
        index=[4, 2, 9],
    )
    known = {
        "currency": columns.text("Currency"),
        "net_amount": columns.amount_in_its_own(measure("net_amount"), "currency"),
    }

    def show() -> None:
        table(frame, key="others", columns=known, alt="Others", listing=listed("others"))

    styled = run(show).dataframe[0].proto.arrow_data.styler
    written = pyarrow.ipc.open_stream(styled.display_values).read_pandas()
    assert list(written.iloc[:, 1]) == ["-$1,510", "JP¥1,500", "$103,604.16"]
    assert for_spreadsheets(headed(frame, filed(known))).decode("utf-8-sig").split("\r\n")[:3] == [
        "Currency,Net",
        "USD,-1510",
        "JPY,1500",
    ]


def test_a_file_is_called_after_what_is_in_it() -> None:
    october = Filters(date(2026, 10, 1), date(2026, 10, 31))
    amounts = [columns.number(measure("gross_amount"))]
    counts = [columns.number(measure("payments"))]
    days = "2026-10-01-to-2026-10-31"
    assert file_name("revenue_by_category", amounts, october) == (
        f"localpro-revenue-by-category-{days}-INR"
    )
    assert file_name("bookings_funnel", counts, october) == f"localpro-bookings-funnel-{days}"
    narrow = replace(october, category=("a/../b",), district=("Gautam Buddha Nagar",))
    assert file_name("providers", amounts, narrow) == (
        f"localpro-providers-a-b-Gautam-Buddha-Nagar-{days}-INR"
    )
    assert file_name("data_versions", counts) == "localpro-data-versions"


def test_two_columns_cannot_share_a_label() -> None:
    same = {"name": columns.text("Name"), "day": columns.day("Name")}
    with pytest.raises(ValueError, match="same label"):
        labelled(FRAME, same)


def minted(export: Export, format: Format) -> Links:
    return Links(f"/file?{export.called}.{format.value}", "/manifest")


@pytest.mark.parametrize(("rows", "said"), [(0, "0 rows"), (1, "1 row"), (2, "2 rows")])
def test_a_table_is_offered_as_a_file_to_whom_may_take_it(rows: int, said: str) -> None:
    def show(mint: Mint | None) -> None:
        with minted_by(mint):
            table(
                FRAME.head(rows),
                key="providers",
                columns=columns_of_the_frame(),
                alt="Providers",
                listing=listed("providers.found", Filters(date(2026, 10, 1), date(2026, 10, 2))),
            )

    app = run(show, minted)
    labels = ["Provider", measure("gross_amount").label, "Day"]
    assert list(app.dataframe[0].value.columns) == labels
    assert app.get("popover")[0].proto.popover.label == f"Download {said}"
    assert not app.get("link_button")  # links are made when somebody asks for them
    assert not run(show, None).get("popover")


def test_of_a_long_table_the_first_rows_are_shown_and_all_are_in_the_file() -> None:
    frame = pd.DataFrame({"name": [f"Provider {number}" for number in range(MOST_ROWS + 1)]})

    def show() -> None:
        with minted_by(minted):
            columns_of_it = {"name": columns.text("Name")}
            table(frame, key="long", columns=columns_of_it, alt="Names", listing=listed("long"))

    app = run(show)
    assert list(app.dataframe[0].value["Name"]) == list(frame["name"][:MOST_ROWS])
    assert app.caption[0].value == "The first 2,000 of 2,001 rows; the file has all."
    assert app.get("popover")[0].proto.popover.label == "Download 2,001 rows"


def written(frame: pd.DataFrame, known: dict[str, columns.Column], **how: Any) -> AppTest:
    return run(lambda: table(frame, key="shown", columns=known, alt="What is shown", **how))


def test_a_table_is_written_out_for_paper_and_for_who_hears_it() -> None:
    [html] = written(FRAME, columns_of_the_frame()).get("html")
    said = html.proto.body
    assert "<caption>What is shown</caption>" in said
    assert '<th scope="row">=HYPERLINK(1)</th><td class="number">₹12,34,567.50</td>' in said
    assert '<td class="number">no data</td><td>15 Jan 2025</td>' in said


def test_what_came_from_outside_is_no_markup_on_paper() -> None:
    frame = FRAME.assign(name=["<img src=x>", "</table>"])
    [html] = written(frame, columns_of_the_frame()).get("html")
    assert "&lt;img src=x&gt;" in html.proto.body
    assert html.proto.body.count("</table>") == 1


def test_long_tables_say_what_paper_leaves_out() -> None:
    frame = pd.DataFrame({"name": [str(number) for number in range(MOST_PRINTED + 1)]})
    [html] = written(frame, {"name": columns.text("Name")}).get("html")
    assert f": the first {MOST_PRINTED} of {MOST_PRINTED + 1} rows</caption>" in html.proto.body
    assert html.proto.body.count("<tr>") == 1 + MOST_PRINTED


def test_only_what_adds_up_is_added_up() -> None:
    frame = pd.DataFrame(
        {
            "name": ["Cooks", "Tutors"],
            "payments": [2, 3],
            "gross_amount": [Decimal("10.50"), None],
            "take_rate": [Decimal("0.1"), Decimal("0.2")],
            "active_providers": [4, 4],
        }
    )
    numbers = ("payments", "gross_amount", "take_rate", "active_providers")
    known = {"name": columns.text("Name")}
    known |= {name: columns.number(measure(name)) for name in numbers}
    app = written(frame, known, is_whole=True)
    assert app.caption[0].value == "Total: Payments **5** · Gross **₹10.50**"
    [html] = app.get("html")
    assert (
        '<tfoot><tr><th scope="row">Total</th><td class="number">5</td>'
        '<td class="number">₹10.50</td><td class="number"></td><td class="number"></td></tr>'
    ) in html.proto.body
    assert not written(frame, known).caption
    assert not written(frame.head(1), known, is_whole=True).caption


def test_headers_stand_over_their_numbers() -> None:
    frame = pd.DataFrame({"name": ["Cooks"], "gross_amount": [Decimal("1234567.50")]})
    known = {"name": columns.text("Name"), "gross_amount": columns.number(measure("gross_amount"))}
    shown = json.loads(written(frame, known).dataframe[0].proto.columns)
    assert shown["Gross"]["label"] == "\N{FIGURE SPACE}" * 8 + "Gross"  # as long as ₹12,34,567.50
    assert shown["Name"]["label"] == "Name"
