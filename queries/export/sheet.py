"""Writes kept rows into a workbook, as a program of its own: half a minute of it for a hundred
thousand rows would stop the pages of everybody else, who share one interpreter.

    python -m queries.export.sheet VALUES BOOK ZONE < ABOUT

Ends with `TOO_LONG`, and with what is said of it, where a text is longer than a cell holds.
"""

import json
import os
import sys
from collections.abc import Iterator, Mapping
from datetime import date, datetime
from decimal import Decimal
from itertools import chain
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pyarrow as pa
import pyarrow.ipc
import xlsxwriter
from xlsxwriter.format import Format
from xlsxwriter.worksheet import Worksheet

TOO_LONG = 65
"""The status that tells of a text for which there is no cell: that of unusable data."""

LONGEST_TEXT = 32_767
FIRST_DAY = date(1900, 3, 1)
"""Excel knows no day before 1900, and a 29 February in it."""

MADE = datetime(2000, 1, 1)  # noqa: DTZ001 - the same file is the same bytes
"""When a workbook says that it was made."""

NICE = 5
"""By how much pages go before files."""

Rows = Iterator[tuple[Any, ...]]


class LongTextError(Exception):
    """A text is longer than a cell holds; the message says so."""


def main(values: str, file: str, zone: str) -> int:
    """Write the rows at `values` to a workbook, and what is told on the standard input beside."""
    os.nice(NICE)
    try:
        with pa.OSFile(values) as source, pa.ipc.open_file(source) as known:
            _write(known, json.load(sys.stdin), Path(file), ZoneInfo(zone))
    except LongTextError as error:
        sys.stderr.write(str(error))
        return TOO_LONG
    return 0


def _write(
    known: pa.ipc.RecordBatchFileReader, about: Mapping[str, str], file: Path, zone: ZoneInfo
) -> None:
    options = {"constant_memory": True, "tmpdir": str(file.parent)}
    with xlsxwriter.Workbook(str(file), options) as book:
        book.set_properties({"created": MADE})
        sheet, told = book.add_worksheet("Data"), book.add_worksheet("About")
        bold = book.add_format({"bold": True})
        day = book.add_format({"num_format": "yyyy-mm-dd"})
        moment = book.add_format({"num_format": "yyyy-mm-dd hh:mm:ss.000"})
        for place, header in enumerate(known.schema.names):
            sheet.write_string(0, place, header, bold)
            sheet.set_column(place, place, max(10, min(len(header) + 2, 40)))
        sheet.freeze_panes(1, 0)
        _fill(sheet, _rows(known), _Cells(day, moment, zone))
        for line, (name, text) in enumerate(about.items()):
            told.write_string(line, 0, name, bold)
            told.write_string(line, 1, text[:LONGEST_TEXT])
        told.set_column(0, 0, 20)


def _rows(known: pa.ipc.RecordBatchFileReader) -> Rows:
    """Yield what is kept, without having all of it in memory."""
    batches = map(known.get_batch, range(known.num_record_batches))
    return chain.from_iterable(
        zip(*(each.to_pylist() for each in batch.columns), strict=True) for batch in batches
    )


def _fill(sheet: Worksheet, rows: Rows, write: "_Cells") -> None:
    for line, row in enumerate(rows, 1):
        for place, value in enumerate(row):
            if value is not None:
                write.cell(sheet, line, place, value)


class _Cells:
    """How values are written into cells: text never as a formula, moments without their zone."""

    def __init__(self, day: Format, moment: Format, zone: ZoneInfo) -> None:
        self._day, self._moment, self._zone = day, moment, zone

    def cell(self, sheet: Worksheet, line: int, place: int, value: Any) -> None:
        """Write a value. Raises LongTextError for a text that no cell can hold."""
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
        raise LongTextError(
            f"a cell of Excel holds {LONGEST_TEXT:,} letters, and a text here has {len(text):,}:"
            " take CSV or Parquet"
        )
    return text


def _said(value: Any) -> str:
    if isinstance(value, date):
        return value.isoformat()
    return json.dumps(value, default=str, ensure_ascii=False)


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
