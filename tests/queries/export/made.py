"""Files as tests make and read them."""

import csv
import io
from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from typing import Any

import pandas as pd
from pandas import DataFrame

from queries import Snapshot
from queries.export.asked import Asked, Export
from queries.export.formats import Format
from queries.export.making import Making
from queries.export.rows import Copied
from queries.export.statements import Field
from queries.people import LOCAL

TWENTY = Decimal("1e-20")


def made(snapshot: Snapshot, asked: Asked, format: Format = Format.CSV) -> tuple[Making, bytes]:
    """Return a file that is made, and its bytes."""
    making = Making(snapshot, Export(asked, "file"), format, LOCAL)
    return making, b"".join(making)


def lines(content: bytes) -> list[list[str]]:
    """Return the cells of a CSV file, its header first."""
    return list(csv.reader(io.StringIO(content.decode("utf-8-sig"), newline="")))


def cells(frame: DataFrame) -> Iterator[list[str]]:
    """Yield the rows of a frame as a file has them, ratios to twenty decimals."""
    for row in frame.itertuples(index=False):
        yield [_cell(value) for value in row]


def _cell(value: Any) -> str:
    if pd.isna(value):
        return ""
    if isinstance(value, Decimal):
        return format(value.quantize(TWENTY) if -value.as_tuple().exponent > 20 else value, "f")
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    return value.isoformat() if isinstance(value, date) else str(value)


def same(one: str, other: str) -> bool:
    """Return whether two cells say the same: a number may have more zeros at its end."""
    try:
        return Decimal(one) == Decimal(other)
    except ArithmeticError:
        return one == other


def copied(snapshot: Snapshot, fields: list[Field], source: Any) -> Copied:
    """Return rows of any source."""
    return Copied(snapshot.connection, fields, source)
