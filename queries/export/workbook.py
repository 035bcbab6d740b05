"""A workbook for Excel: the rows on one sheet, what they are on another."""

import json
from collections.abc import Generator, Mapping
from datetime import date, datetime
from decimal import Decimal
from functools import partial
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any
from zoneinfo import ZoneInfo

import xlsxwriter
from xlsxwriter.format import Format
from xlsxwriter.worksheet import Worksheet

from queries.errors import TooLong
from queries.export.rows import Block, Rows
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
        file = Path(folder, "book.xlsx")
        count = _write(rows, about, file)
        yield Block(b"", count)
        with file.open("rb") as written:
            yield from (Block(data, 0) for data in iter(partial(written.read, AT_ONCE), b""))


def _write(rows: Rows, about: Mapping[str, str], file: Path) -> int:
    options = {"constant_memory": True, "tmpdir": str(file.parent)}
    with xlsxwriter.Workbook(str(file), options) as book:
        book.set_properties({"created": MADE})
        sheet, told = book.add_worksheet("Data"), book.add_worksheet("About")
        bold = book.add_format({"bold": True})
        write = _Cells(
            book.add_format({"num_format": "yyyy-mm-dd"}),
            book.add_format({"num_format": "yyyy-mm-dd hh:mm:ss.000"}),
        )
        for place, field in enumerate(rows.fields):
            sheet.write_string(0, place, field.header, bold)
            sheet.set_column(place, place, max(10, min(len(field.header) + 2, 40)))
        sheet.freeze_panes(1, 0)
        count = _fill(sheet, rows, write)
        for line, (name, text) in enumerate(about.items()):
            told.write_string(line, 0, name, bold)
            told.write_string(line, 1, text[:LONGEST_TEXT])
        told.set_column(0, 0, 20)
    return count


def _fill(sheet: Worksheet, rows: Rows, write: "_Cells") -> int:
    count = 0
    for batch in rows.batches():
        if count + batch.num_rows >= MOST_ROWS:
            raise TooLong(
                f"a sheet of Excel has {MOST_ROWS:,} rows, and this has more: take CSV or Parquet"
            )
        for row in zip(*(column.to_pylist() for column in batch.columns), strict=True):
            count += 1
            for place, value in enumerate(row):
                if value is not None:
                    write.cell(sheet, count, place, value)
    return count


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
