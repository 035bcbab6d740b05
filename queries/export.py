"""What leaves the product as a file: CSV that equals the frame and can carry no formula."""

import csv
import io
import json
from datetime import date, datetime
from decimal import Decimal
from numbers import Number
from typing import Any

import pandas as pd

FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r", "\n")
"""A spreadsheet runs a text cell that begins with one of these."""


def to_csv(frame: pd.DataFrame) -> bytes:
    """Return a frame as RFC 4180 CSV in UTF-8: its rows, columns and order, without the index.

    Text that a spreadsheet would run gets a leading apostrophe. Numbers are never touched:
    a Decimal is printed with all its digits. Missing values are empty cells.
    """
    buffer = io.StringIO(newline="")
    writer = csv.writer(buffer, lineterminator="\r\n")
    writer.writerow([_cell(str(name)) for name in frame.columns])
    columns = [frame.iloc[:, place].astype(object) for place in range(frame.shape[1])]
    writer.writerows([_cell(value) for value in row] for row in zip(*columns, strict=True))
    return buffer.getvalue().encode()


def _cell(value: Any) -> str:
    """Return the text of one cell; lists and objects as JSON, moments in ISO 8601."""
    plain = value.tolist() if hasattr(value, "tolist") else value
    if isinstance(plain, dict | list | tuple):
        plain = json.dumps(plain, default=str, ensure_ascii=False)
    if isinstance(plain, str):
        return _inert(plain)
    if pd.isna(plain):
        return ""
    if isinstance(plain, datetime | date):
        return plain.isoformat()
    if isinstance(plain, Decimal):
        return format(plain, "f")
    return str(plain) if isinstance(plain, Number) else _inert(str(plain))


def _inert(text: str) -> str:
    return "'" + text if text.startswith(FORMULA_STARTS) else text
