"""Frames as bytes that another process reads: text in which nothing can be run."""

import json
from collections.abc import Callable, Mapping
from datetime import date, datetime
from decimal import Decimal
from types import MappingProxyType
from typing import Any
from uuid import UUID

import pandas as pd
from pandas import DataFrame, Series

PLAIN = (bool, int, float, str)
"""What JSON has a form for."""

WRITTEN: tuple[tuple[type | tuple[type, ...], str, Callable[[Any], object]], ...] = (
    (datetime, "moment", datetime.isoformat),
    (date, "day", date.isoformat),
    (Decimal, "decimal", str),
    (UUID, "uuid", str),
    ((bytes, memoryview), "bytes", lambda value: bytes(value).hex()),
    (dict, "object", lambda items: {name: _written(value) for name, value in items.items()}),
)
"""How the rest is written, and the name that tells what it is; the first that fits."""

READ: Mapping[str, Callable[[Any], object]] = MappingProxyType(
    {
        "moment": datetime.fromisoformat,
        "day": date.fromisoformat,
        "decimal": Decimal,
        "uuid": UUID,
        "bytes": bytes.fromhex,
        "object": lambda items: {name: _read(value) for name, value in items.items()},
    }
)
"""How it is read back, by that name."""


def packed(frame: DataFrame) -> bytes:
    """Return a frame as bytes: its columns, their types and values, exactly.

    Raises TypeError for values that no named query returns.
    """
    columns = [
        [name, str(series.dtype), [_written(value) for value in series.tolist()]]
        for name, series in frame.items()
    ]
    return json.dumps(columns, ensure_ascii=False).encode("utf-8", "surrogatepass")


def unpacked(data: bytes) -> DataFrame:
    """Return the frame that was packed. Raises ValueError for what is no frame."""
    try:
        columns = json.loads(data.decode("utf-8", "surrogatepass"))
        return DataFrame(
            {name: _series(dtype, map(_read, values)) for name, dtype, values in columns},
            columns=[name for name, *_ in columns],
        )
    except (ArithmeticError, AttributeError, LookupError, RecursionError, TypeError) as error:
        raise ValueError("this is no frame") from error


def _series(dtype: Any, values: "map[object]") -> "Series[Any]":
    if dtype.startswith("datetime64"):
        return pd.to_datetime(Series([*values], dtype=object), utc=True).astype(dtype)
    return Series([*values], dtype=dtype)


def _written(value: Any) -> object:
    if value is None or value is pd.NaT or value is pd.NA:
        return None
    if isinstance(value, list | tuple):
        return [_written(each) for each in value]
    for kind, name, write in WRITTEN:
        if isinstance(value, kind):
            return {name: write(value)}
    if not isinstance(value, PLAIN):
        raise TypeError(f"a {type(value).__name__} is nothing that queries return")
    return value


def _read(value: Any) -> object:
    if isinstance(value, list):
        return [_read(each) for each in value]
    if isinstance(value, dict):
        ((kind, written),) = value.items()
        return READ[kind](written)
    return value
