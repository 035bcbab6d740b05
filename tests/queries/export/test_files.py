"""Whatever text and values there are: a file holds them, and a spreadsheet runs none of them."""

from collections.abc import Callable, Iterator
from datetime import UTC, date, datetime
from decimal import Decimal
from io import BytesIO
from zipfile import ZipFile

import pyarrow as pa
import pyarrow.parquet
import pytest
import sqlalchemy as sa
from hypothesis import given
from hypothesis import strategies as st

from queries import Snapshot, read
from queries.errors import InvalidQuestion, TooLong
from queries.export import formats, sheet, workbook
from queries.export.asked import Named
from queries.export.formats import Format, blocks
from queries.export.rows import Copied
from queries.export.spreadsheets import inert
from queries.export.statements import fields_of
from tests import random_marketplace
from tests.conftest import SharedDatabase
from tests.queries.export.made import lines, made
from tests.queries.export.test_spreadsheets import STARTS
from tests.queries.test_questions import many

STORABLE = st.characters(exclude_categories=("Cs",), exclude_characters="\x00")
TEXT = st.text(STORABLE)
RISKY = st.builds(str.__add__, st.sampled_from([s for s in STARTS if "\x00" not in s]), TEXT)
HOSTILE = (
    "'; DROP TABLE bookings; --",
    "\\",
    "\\'",
    "E'\\x41'",
    "%s %(a)s %% %",
    ":a ::b $1 $$",
    '"',
    "a\r\nb",
    "\\.",
    "",
    "प्लंबर",
)


@pytest.fixture
def snapshot(
    shared_database: SharedDatabase, use_database: Callable[[object], None]
) -> Iterator[Snapshot]:
    use_database(shared_database("marketplace", random_marketplace.load))
    with read("analytics") as found:
        yield found


def rows_of(snapshot: Snapshot, *columns: sa.ColumnElement[object]) -> Copied:
    named = [column.label(f"c{place}") for place, column in enumerate(columns)]
    source = sa.select(*named).subquery("asked")
    return Copied(snapshot.connection, fields_of(snapshot.connection, source, {}), source)


def as_text(value: str) -> sa.ColumnElement[str]:
    return sa.cast(sa.literal(value), sa.Text)


def told(rows: Copied, format: Format, *, raw: bool = False) -> bytes:
    return b"".join(block.data for block in blocks(rows, format, {}, raw=raw))


@many(150)
@given(text=TEXT | RISKY | st.sampled_from(HOSTILE))
def test_any_text_arrives_as_it_is_and_can_not_run(snapshot: Snapshot, text: str) -> None:
    rows = rows_of(snapshot, as_text("first"), as_text(text))
    assert lines(told(rows, Format.CSV)) == [["c0", "c1"], ["first", inert(text)]]
    assert lines(told(rows, Format.CSV, raw=True)) == [["c0", "c1"], ["first", text]]
    [row] = pyarrow.parquet.read_table(pa.BufferReader(told(rows, Format.PARQUET))).to_pylist()
    assert row == {"c0": "first", "c1": text}


@pytest.mark.parametrize("text", HOSTILE)
def test_hostile_parameters_are_values(snapshot: Snapshot, text: str) -> None:
    params = dict.fromkeys(("before_start", "before_end", "now_start", "now_end", "most"))
    days = {"start": "2025-01-01", "end": "2025-03-31"}
    query = Named("search_terms", {**params, **days, "which": "most_searched", "text": text})
    _, content = made(snapshot, query)
    frame = snapshot.frame("search_terms", **query.params)
    assert [row[0] for row in lines(content)[1:]] == [inert(term) for term in frame["term"]]


def test_what_a_query_is_asked_with_must_be_what_it_asks_for(snapshot: Snapshot) -> None:
    for params in ({}, {"district": "Agra", "category": None, "other": 1}):
        with pytest.raises(InvalidQuestion, match="providers_reputation"):
            made(snapshot, Named("providers_reputation", params))


VALUES = {
    "-5": (sa.cast(-5, sa.BigInteger), -5),
    "-1234567.50": (sa.cast(sa.literal("-1234567.50"), sa.Numeric(12, 2)), Decimal("-1234567.50")),
    "0.1": (sa.cast(sa.literal("0.1"), sa.Double), 0.1),
    "": (sa.cast(sa.literal("-Infinity"), sa.Double), None),
    "true": (sa.true(), True),
    "2025-01-14": (sa.cast(sa.literal("2025-01-14"), sa.Date), date(2025, 1, 14)),
    "2025-01-14 18:05:00+05:30": (
        sa.cast(sa.literal("2025-01-14 12:35+00"), sa.TIMESTAMP(timezone=True)),
        datetime(2025, 1, 14, 12, 35, tzinfo=UTC),
    ),
    '{"a": -1}': (sa.cast(sa.literal('{"a": -1}'), sa.dialects.postgresql.JSONB), '{"a": -1}'),
}


@pytest.mark.parametrize("cell", VALUES)
def test_one_value(snapshot: Snapshot, cell: str) -> None:
    column, value = VALUES[cell]
    rows = rows_of(snapshot, as_text("x"), column)
    assert lines(told(rows, Format.CSV))[1] == ["x", cell]
    [row] = pyarrow.parquet.read_table(pa.BufferReader(told(rows, Format.PARQUET))).to_pylist()
    assert row["c1"] == value


@pytest.mark.parametrize("moment", ["infinity", "-infinity"])
def test_what_is_at_no_moment_is_missing(snapshot: Snapshot, moment: str) -> None:
    for kind in (sa.Date, sa.TIMESTAMP(timezone=True)):
        rows = rows_of(snapshot, as_text("x"), sa.cast(sa.literal(moment), kind))
        assert lines(told(rows, Format.CSV))[1] == ["x", ""]


def many_rows(snapshot: Snapshot, count: int) -> Copied:
    series = sa.func.generate_series(1, count).table_valued("number").render_derived()
    text = sa.cast(series.c["number"], sa.Text)
    source = sa.select(series.c["number"], text.label("text")).subquery("asked")
    return Copied(snapshot.connection, fields_of(snapshot.connection, source, {}), source)


@pytest.mark.parametrize("count", [0, 1, 50_001])
def test_files_of_columns_come_in_groups_of_so_many_bytes(
    snapshot: Snapshot, monkeypatch: pytest.MonkeyPatch, count: int
) -> None:
    """A row of this has 8 bytes for the number, and up to 10 for the text: 2,000 have 36,000."""
    monkeypatch.setattr(formats, "ROW_GROUP", 100_000)
    content = told(many_rows(snapshot, count), Format.PARQUET)
    file = pyarrow.parquet.ParquetFile(pa.BufferReader(content))
    groups = [file.metadata.row_group(place).num_rows for place in range(file.num_row_groups)]
    assert sum(groups) == count
    assert all(6_000 <= rows <= 8_000 for rows in groups[:-1])
    assert len(groups) >= min(count, 7)


def test_a_workbook_is_text_and_numbers_and_says_what_it_is(snapshot: Snapshot) -> None:
    rows = rows_of(
        snapshot,
        as_text("=1+1 प्लंबर"),
        sa.cast(sa.literal("12.50"), sa.Numeric(12, 2)),
        sa.cast(sa.literal("2025-01-14"), sa.Date),
    )
    with ZipFile(BytesIO(told(rows, Format.XLSX))) as book:
        sheet = book.read("xl/worksheets/sheet1.xml").decode()
    assert "<f>" not in sheet
    assert "=1+1 प्लंबर" in sheet
    assert "<v>12.5</v>" in sheet
    assert told(rows, Format.XLSX) == told(rows, Format.XLSX)


def test_what_no_sheet_holds_is_said_before_anything_is_there(
    snapshot: Snapshot, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(workbook, "MOST_ROWS", 4_000)
    assert told(many_rows(snapshot, 3_999), Format.XLSX)
    made = blocks(many_rows(snapshot, 4_000), Format.XLSX, {})
    with pytest.raises(TooLong, match="CSV or Parquet"):
        next(made)


def test_a_text_that_no_cell_holds_is_told(snapshot: Snapshot) -> None:
    longest = "x" * sheet.LONGEST_TEXT
    assert told(rows_of(snapshot, as_text(longest)), Format.XLSX)
    with pytest.raises(TooLong, match=r"holds 32,767 letters, and a text here has 32,768"):
        told(rows_of(snapshot, as_text(longest + "x")), Format.XLSX)
