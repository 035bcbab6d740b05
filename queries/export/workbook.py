"""A workbook for Excel: the rows on one sheet, what they are on another."""

import json
from collections.abc import Generator, Iterable, Iterator, Mapping
from datetime import date, datetime
from decimal import Decimal
from functools import partial
from itertools import chain
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any
from zoneinfo import ZoneInfo

import pyarrow as pa
import pyarrow.ipc
import xlsxwriter
from xlsxwriter.format import Format
from xlsxwriter.worksheet import Worksheet

from queries.errors import TooLong
from queries.export.rows import Block, Rows
from queries.export.statements import Field
from queries.settings import settings

MOST_ROWS = 1_048_576
"""Rows of a sheet, its header among them."""

LONGEST_TEXT = 32_767
FIRST_DAY = date(1900, 3, 1)
"""Excel knows no day before 1900, and a 29 February in it."""

AT_ONCE = 1 << 18
MADE = datetime(2000, 1, 1)  # noqa: DTZ001 - the same file is the same bytes
"""When a workbook says that it was made."""


def blocks(rows: Rows, about: Mapping[str, str]) -> Generator[Block]:
    """Yield a workbook. Nothing of it is sent before all of it is there: it is written to a disk.

    Raises TooLong for more rows than a sheet has, or a longer text than a cell has.
    """
    with TemporaryDirectory() as folder:
        file, values = Path(folder, "book.xlsx"), Path(folder, "values.arrow")
        count = _keep(rows, values)
        _write(rows.fields, _read(values), about, file)
        yield Block(b"", count)
        with file.open("rb") as written:
            yield from (Block(data, 0) for data in iter(partial(written.read, AT_ONCE), b""))


def _keep(rows: Rows, file: Path) -> int:
    """Keep rows in a file, and return how many: the database waits for no cell to be written, and
    what is too long for a sheet is known before any is. Raises TooLong.
    """
    schema, count = pa.schema([(each.header, each.type) for each in rows.fields]), 0
    with pa.OSFile(str(file), "wb") as sink, pa.ipc.new_file(sink, schema) as written:
        for batch in rows.batches():
            count += batch.num_rows
            if count >= MOST_ROWS:
                raise TooLong(
                    f"a sheet of Excel has {MOST_ROWS:,} rows, and this has more:"
                    " take CSV or Parquet"
                )
            written.write(batch)
    return count


def _read(file: Path) -> Iterator[pa.RecordBatch]:
    """Yield what is kept, without having all of it in memory."""
    with pa.OSFile(str(file)) as source, pa.ipc.open_file(source) as known:
        yield from map(known.get_batch, range(known.num_record_batches))


def _write(
    fields: Iterable[Field],
    batches: Iterable[pa.RecordBatch],
    about: Mapping[str, str],
    file: Path,
) -> None:
    options = {"constant_memory": True, "tmpdir": str(file.parent)}
    with xlsxwriter.Workbook(str(file), options) as book:
        book.set_properties({"created": MADE})
        sheet, told = book.add_worksheet("Data"), book.add_worksheet("About")
        bold = book.add_format({"bold": True})
        write = _Cells(
            book.add_format({"num_format": "yyyy-mm-dd"}),
            book.add_format({"num_format": "yyyy-mm-dd hh:mm:ss.000"}),
        )
        for place, field in enumerate(fields):
            sheet.write_string(0, place, field.header, bold)
            sheet.set_column(place, place, max(10, min(len(field.header) + 2, 40)))
        sheet.freeze_panes(1, 0)
        _fill(sheet, batches, write)
        for line, (name, text) in enumerate(about.items()):
            told.write_string(line, 0, name, bold)
            told.write_string(line, 1, text[:LONGEST_TEXT])
        told.set_column(0, 0, 20)


def _fill(sheet: Worksheet, batches: Iterable[pa.RecordBatch], write: "_Cells") -> None:
    rows = (zip(*(each.to_pylist() for each in batch.columns), strict=True) for batch in batches)
    for line, row in enumerate(chain.from_iterable(rows), 1):
        for place, value in enumerate(row):
            if value is not None:
                write.cell(sheet, line, place, value)


class _Cells:
    """How values are written into cells: text never as a formula, moments without their zone."""

    def __init__(self, day: Format, moment: Format) -> None:
        self._day, self._moment = day, moment
        self._zone = ZoneInfo(settings().timezone)

    def cell(self, sheet: Worksheet, line: int, place: int, value: Any) -> None:
        """Write a value. Raises TooLong for a text that no cell can hold."""
        match value:
            case bool():
                sheet.write_boolean(line, place, value)
            case int() | float() | Decimal():
                sheet.write_number(line, place, float(value))
            case datetime() if value.date() >= FIRST_DAY:
                local = value.astimezone(self._zone).replace(tzinfo=None)
                sheet.write_datetime(line, place, local, self._moment)
            case date() if not isinstance(value, datetime) and value >= FIRST_DAY:
                sheet.write_datetime(line, place, value, self._day)
            case _:
                sheet.write_string(line, place, _text(value))


def _text(value: Any) -> str:
    text = value if isinstance(value, str) else _said(value)
    if len(text) > LONGEST_TEXT:
        raise TooLong(
            f"a cell of Excel holds {LONGEST_TEXT:,} letters, and a text here has {len(text):,}:"
            " take CSV or Parquet"
        )
    return text


def _said(value: Any) -> str:
    if isinstance(value, date):
        return value.isoformat()
    return json.dumps(value, default=str, ensure_ascii=False)
