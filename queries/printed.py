"""A frame as a command prints it: a table for people, CSV for spreadsheets, JSON for scripts."""

import io
import json
from collections.abc import Mapping
from decimal import Decimal
from enum import StrEnum
from typing import Any
from unicodedata import category

import pandas as pd
from pandas import DataFrame
from rich.box import SIMPLE_HEAD
from rich.console import Console
from rich.table import Table
from rich.text import Text

from queries.export.spreadsheets import for_spreadsheets

PLACES = 4
"""Decimal places in a table; files have every digit."""

WIDEST = 10_000


class Format(StrEnum):
    """How a frame is printed."""

    TABLE = "table"
    CSV = "csv"
    JSON = "json"


def printed(frame: DataFrame, written: Format, about: Mapping[str, object]) -> bytes:
    """Return a frame in a format, UTF-8. JSON says what it is `about`, too, and writes amounts and
    rates as text, so that no digit is lost; what is missing is null, empty, or a dash.
    """
    match written:
        case Format.CSV:
            return for_spreadsheets(frame)
        case Format.JSON:
            plain = frame.astype(object).where(frame.notna(), None)
            said = {**about, "rows": plain.to_dict("records")}
            return json.dumps(said, ensure_ascii=False, indent=2, default=str).encode() + b"\n"
    return _table(frame).encode()


def _table(frame: DataFrame) -> str:
    table = Table(box=SIMPLE_HEAD, pad_edge=False)
    columns = [list(frame.iloc[:, place]) for place in range(frame.shape[1])]
    for name, values in zip(frame.columns, columns, strict=True):
        is_text = any(isinstance(value, str) for value in values)
        table.add_column(str(name), justify="left" if is_text else "right", no_wrap=True)
    for row in zip(*columns, strict=True):
        table.add_row(*(Text(_cell(value)) for value in row))
    buffer = io.StringIO()
    Console(file=buffer, width=WIDEST, color_system=None).print(table)
    lines = [line.rstrip() for line in buffer.getvalue().splitlines()]
    return "\n".join(filter(None, lines)) + "\n"


def _cell(value: Any) -> str:
    if pd.isna(value):
        return "–"
    if isinstance(value, Decimal):
        shown = f"{value:,.{PLACES}f}"
        return shown.rstrip("0").rstrip(".")
    if isinstance(value, int | float):
        return f"{value:,}"
    # What a terminal would obey is blank.
    shown = "".join(" " if category(letter) == "Cc" else letter for letter in str(value))
    return " ".join(shown.split())
