"""What a page offers beside its tables is offered above it, too."""

import pandas as pd
from streamlit.testing.v1 import AppTest

from dashboard.parts import columns, downloads
from dashboard.parts.downloads import Links, Mint, minted_by
from dashboard.parts.tables import listed, table
from queries.export.asked import Export
from queries.export.formats import Format
from tests.dashboard.app import run

TAKEN: list[str] = []
NAMES = columns.text("Name")


def minted(export: Export, format: Format) -> Links:
    TAKEN.append(f"{export.called}.{format.value}")
    return Links("/file", "/manifest")


def page(mint: Mint | None, number: int = 2) -> None:
    downloads.place()
    with minted_by(mint):
        for place in range(number):
            frame = pd.DataFrame({"name": ["Asha"] * (place + 1)})
            table(
                frame,
                key=f"table_{place}",
                columns={"name": NAMES},
                alt=f"Table {place}",
                listing=listed("some"),
            )


def labels(app: AppTest) -> list[str]:
    return [each.proto.popover.label for each in app.get("popover")]


def test_all_files_of_a_page_are_offered_in_one_place_above_it() -> None:
    app = run(page, minted)
    assert labels(app) == ["Download", "Download 1 row", "Download 2 rows"]
    assert not TAKEN, "links do not last: they are made when somebody asks"
    app.session_state["download_page"] = True
    app.run()
    which = app.selectbox(key="download_which")
    assert which.options == ["Table 0", "Table 1"]
    which.select("localpro-table-1").run()
    assert TAKEN[-3:] == [f"localpro-table-1.{kind}" for kind in ("csv", "xlsx", "parquet")]


def test_nothing_is_offered_where_there_is_no_file_or_nobody_may_take_one() -> None:
    assert labels(run(page, minted, 0)) == []
    assert labels(run(page, None)) == []
