"""What leaves the product as a file: CSV that equals the frame and can carry no formula."""

import csv
import io
import json
from datetime import date, datetime
from decimal import Decimal
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
    if isinstance(value, str):
        return _inert(value)
    if isinstance(value, dict | list | tuple) or hasattr(value, "tolist"):
        return _container(value)
    if pd.isna(value):
        return ""
    if isinstance(value, Decimal):
        return format(value, "f")
    if isinstance(value, datetime | date):
        return value.isoformat()
    if isinstance(value, bool | int | float):
        return str(value)
    return _inert(str(value))


def _container(value: Any) -> str:
    plain = value.tolist() if hasattr(value, "tolist") else value
    if isinstance(plain, dict | list | tuple):
        return _inert(json.dumps(plain, default=str, ensure_ascii=False))
    return _cell(plain)


def _inert(text: str) -> str:
    return "'" + text if text.startswith(FORMULA_STARTS) else text
