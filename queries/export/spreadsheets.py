"""CSV that equals the frame and can carry no formula."""

import codecs
import csv
import io
import json
import math
import re
from datetime import date, datetime
from decimal import Decimal
from numbers import Number
from typing import Any

import pandas as pd

UNSEEN = (
    r"\u0001-\u0020\u007f-\u00a0\u00ad\u0600-\u0605\u061c\u06dd\u070f\u0890\u0891\u08e2\u1680\u180e"
    r"\u2000-\u200f\u2028-\u202f\u205f-\u2064\u2066-\u206f\u3000\ufeff\ufff9-\ufffb\U000110bd"
    r"\U000110cd\U00013430-\U0001343f\U0001bca0-\U0001bca3\U0001d173-\U0001d17a\U000e0001"
    r"\U000e0020-\U000e007f"
)
"""Blanks and letters that nobody sees."""

SIGNS = (
    r"\u002b\u002d\u003d\u0040\u207a\u207c\u208a\u208c\u2a75\u2a76\ufb29\ufe62\ufe63\ufe66\ufe6b"
    r"\uff0b\uff0d\uff1d\uff20"
)
"""Letters that are + - = @ in their plain width, or begin so."""

RUNS = rf"^(?:[\t\r\n]|[{UNSEEN}]*[{SIGNS}])"
"""What text looks like that a spreadsheet may run, to Python's `re` and to PostgreSQL's `~`: some
drop blanks and invisible letters before a sign, or read a full-width `＝` as `=`.
"""

_MAY_RUN = re.compile(RUNS)

BOM = codecs.BOM_UTF8
"""By this spreadsheets know UTF-8."""


def for_spreadsheets(frame: pd.DataFrame) -> bytes:
    """Return the CSV of a frame behind a byte order mark."""
    return BOM + to_csv(frame)


def to_csv(frame: pd.DataFrame, *, has_header: bool = True, raw: bool = False) -> bytes:
    """Return a frame as RFC 4180 CSV in UTF-8: its rows, columns and order, without the index.

    Text that a spreadsheet would run gets a leading apostrophe, unless it is to be `raw`. Numbers
    are never touched: a Decimal is printed with all its digits. What is missing or not finite is an
    empty cell.
    """
    written = _plain if raw else _cell
    buffer = io.StringIO(newline="")
    writer = csv.writer(buffer, lineterminator="\r\n")
    if has_header:
        writer.writerow([written(str(name)) for name in frame.columns])
    columns = [frame.iloc[:, place].astype(object) for place in range(frame.shape[1])]
    writer.writerows([written(value) for value in row] for row in zip(*columns, strict=True))
    return buffer.getvalue().encode()


def inert(text: str) -> str:
    """Return text behind an apostrophe where a spreadsheet may run it.

    >>> inert("=1+1"), inert("1+1")
    ("'=1+1", '1+1')
    """
    return "'" + text if _MAY_RUN.match(text.replace("\x00", "\x01")) else text


def _cell(value: Any) -> str:
    written = _plain(value)
    return written if isinstance(value, Number | date) else inert(written)


def _plain(value: Any) -> str:
    """Return the text of one cell; lists and objects as JSON, moments in ISO 8601."""
    plain = value.tolist() if hasattr(value, "tolist") else value
    if isinstance(plain, dict | list | tuple):
        return json.dumps(plain, default=str, ensure_ascii=False)
    if isinstance(plain, str):
        return plain
    if pd.isna(plain) or (isinstance(plain, float | Decimal) and not math.isfinite(plain)):
        return ""
    if isinstance(plain, datetime | date):
        return plain.isoformat()
    return format(plain, "f") if isinstance(plain, Decimal) else str(plain)
