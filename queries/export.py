"""What leaves the product as a file: CSV that equals the frame and can carry no formula."""

import codecs
import csv
import io
import json
import math
import unicodedata
from datetime import date, datetime
from decimal import Decimal
from numbers import Number
from typing import Any

import pandas as pd

FORMULA_STARTS = ("=", "+", "-", "@")
BREAKS = ("\t", "\r", "\n")
"""A spreadsheet runs a text cell that begins with one of these, or may come to see one there: some
drop blanks and invisible letters before it, or read a full-width `＝` as `=`.
"""


def for_spreadsheets(frame: pd.DataFrame) -> bytes:
    """Return the CSV of a frame behind a byte order mark, by which spreadsheets know UTF-8."""
    return codecs.BOM_UTF8 + to_csv(frame)


def to_csv(frame: pd.DataFrame) -> bytes:
    """Return a frame as RFC 4180 CSV in UTF-8: its rows, columns and order, without the index.

    Text that a spreadsheet would run gets a leading apostrophe. Numbers are never touched:
    a Decimal is printed with all its digits. What is missing or not finite is an empty cell.
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
    if pd.isna(plain) or (isinstance(plain, float | Decimal) and not math.isfinite(plain)):
        return ""
    if isinstance(plain, datetime | date):
        return plain.isoformat()
    if isinstance(plain, Decimal):
        return format(plain, "f")
    return str(plain) if isinstance(plain, Number) else _inert(str(plain))


def _inert(text: str) -> str:
    return "'" + text if text.startswith(BREAKS) or _may_run(text) else text


def _may_run(text: str) -> bool:
    """Return whether the first letter that is seen, in its plain width, starts a formula."""
    seen = next((letter for letter in text if not _is_unseen(letter)), "")
    return unicodedata.normalize("NFKC", seen).startswith(FORMULA_STARTS)


def _is_unseen(letter: str) -> bool:
    return letter.isspace() or unicodedata.category(letter) in {"Cc", "Cf"}
