"""Rows become frames without losing anything: amounts stay Decimal, days stay dates.

And what people type becomes a parameter.
"""

import unicodedata
from collections.abc import Sequence
from datetime import date
from decimal import Decimal
from typing import Any

import pandas as pd
from pandas import DataFrame, Series


def to_frame(columns: Sequence[str], rows: Sequence[Sequence[object]]) -> DataFrame:
    """Return rows as a frame: integers as int64 (Int64 where some are NULL), numeric as Decimal,
    dates as `datetime.date`, everything else as pandas infers it.
    """
    values = list(zip(*rows, strict=True)) if rows else [() for _ in columns]
    return DataFrame(
        {name: _series(column) for name, column in zip(columns, values, strict=True)},
        columns=list(columns),
    )


def records(frame: DataFrame) -> list[dict[str, Any]]:
    """Return the rows of a frame by column, with None for whatever is missing: pandas has one
    missing value for each type, which are not equal.
    """
    known = frame.astype(object).where(frame.notna(), None)
    return [{str(name): value for name, value in row.items()} for row in known.to_dict("records")]


def only_row(frame: DataFrame) -> dict[str, Any]:
    """Return the values of a frame's only row by column, with None for whatever is missing."""
    (row,) = records(frame)
    return row


def storable(text: str) -> str:
    """Return text without what PostgreSQL cannot hold: NUL, and halves of surrogate pairs."""
    return "".join(
        letter for letter in text if letter != "\x00" and unicodedata.category(letter) != "Cs"
    )


def _series(values: Sequence[object]) -> Series:
    known = next((value for value in values if value is not None), None)
    if known is None or isinstance(known, (Decimal, date, list, dict)):
        return Series(values, dtype=object)
    if isinstance(known, int) and not isinstance(known, bool) and None in values:
        return Series(values, dtype="Int64")
    return pd.Series(values)
