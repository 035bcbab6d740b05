"""The rows of a file, block by block: of a statement, or of a list that a screen holds anyway."""

import time
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import accumulate, chain, islice
from typing import Any, NamedTuple, Protocol

import psycopg
import pyarrow as pa
import pyarrow.csv
import sqlalchemy as sa
from pandas import DataFrame, Series
from sqlalchemy import Connection, FromClause

from queries.export.spreadsheets import to_csv
from queries.export.statements import Field, as_lines, as_values, copied
from queries.faults import explained
from queries.settings import settings

ROWS_AT_ONCE = 2_000
"""So few that a block takes no memory to speak of, so many that Python adds little to each row."""


class Lines(NamedTuple):
    """Lines that COPY wrote, and how long each is: a text in one may hold a line's end."""

    data: bytearray
    sizes: list[int]


class Block(NamedTuple):
    """A part of a file, and how many rows end in it."""

    data: bytes
    rows: int


class Rows(Protocol):
    """What a file is written from."""

    @property
    def fields(self) -> list[Field]:
        """The columns, in order."""

    def lines(self, *, raw: bool) -> Iterator[Block]:
        """Yield lines of CSV as RFC 4180 has them, without a header."""

    def batches(self) -> Iterator[pa.RecordBatch]:
        """Yield values of the fields' types."""


@dataclass(frozen=True)
class Copied:
    """The rows that a statement finds, which are never all in memory."""

    connection: Connection
    fields: list[Field]
    source: FromClause

    def lines(self, *, raw: bool) -> Iterator[Block]:
        """Yield what COPY writes, each line ended as RFC 4180 ends it."""
        for lines in self._copied(as_lines(self.fields, self.source, raw=raw)):
            yield Block(_ended(lines, is_narrow=len(self.fields) == 1), len(lines.sizes))

    def batches(self) -> Iterator[pa.RecordBatch]:
        """Yield the same as values."""
        headers = [each.header for each in self.fields]
        for lines in self._copied(as_values(self.fields, self.source)):
            yield from _parsed(lines.data, self.fields).rename_columns(headers).to_batches()

    def _copied(self, statement: sa.Select[tuple[object]]) -> Iterator[Lines]:
        """Yield lines of CSV, many at once: PostgreSQL sends each row by itself."""
        started, driver = time.monotonic(), self.connection.connection.driver_connection
        assert isinstance(driver, psycopg.Connection)
        try:
            with driver.cursor().copy(copied(statement, self.connection)) as copy:
                rows = iter(copy)
                while (lines := _together(islice(rows, ROWS_AT_ONCE))).sizes:
                    yield lines
        except psycopg.Error as error:
            limit = settings().export_timeout_seconds
            raise explained(error, "the export", time.monotonic() - started, limit) from error


@dataclass(frozen=True)
class Framed:
    """The rows of a frame, whose columns are called as the headers say."""

    frame: DataFrame

    @property
    def fields(self) -> list[Field]:
        """The columns, in order."""
        return [Field(each.name, each.name, each.type) for each in self._table().schema]

    def lines(self, *, raw: bool) -> Iterator[Block]:
        """Yield lines of CSV, many at once."""
        for start in range(0, len(self.frame), ROWS_AT_ONCE):
            part = self.frame.iloc[start : start + ROWS_AT_ONCE]
            yield Block(to_csv(part, has_header=False, raw=raw), len(part))

    def batches(self) -> Iterator[pa.RecordBatch]:
        """Yield the values, as the types that all of them have together."""
        yield from self._table().to_batches(ROWS_AT_ONCE)

    def _table(self) -> pa.Table:
        columns = [_values(self.frame.iloc[:, place]) for place in range(self.frame.shape[1])]
        return pa.table(columns, names=list(map(str, self.frame.columns)))


def _together(rows: Iterator[bytes | bytearray | memoryview]) -> Lines:
    """Return rows as they come in one piece: to keep each until then takes twice the time."""
    lines = Lines(bytearray(), [])
    for row in rows:
        lines.data.extend(row)
        lines.sizes.append(len(row))
    return lines


def _ended(lines: Lines, *, is_narrow: bool) -> bytes:
    """Return lines of COPY, each ended as RFC 4180 ends it.

    Where there is one column, nothing is written as `""`: an empty line would be no row.
    """
    if b'"' not in lines.data and not is_narrow:
        return bytes(lines.data.replace(b"\n", b"\r\n"))  # no cell holds a line
    ends = list(accumulate(lines.sizes))
    whole = (lines.data[end - size : end - 1] for end, size in zip(ends, lines.sizes, strict=True))
    ended = (line or b'""' if is_narrow else line for line in whole)
    return b"".join(chain.from_iterable((line, b"\r\n") for line in ended))


def _parsed(lines: bytearray, fields: list[Field]) -> pa.Table:
    """Return lines that COPY wrote as values: what is missing has no quotes, an empty text has."""
    types = {str(place): each.type for place, each in enumerate(fields)}
    return pa.csv.read_csv(
        pa.BufferReader(lines),
        pa.csv.ReadOptions(column_names=[*types], use_threads=False),
        pa.csv.ParseOptions(newlines_in_values=True, ignore_empty_lines=False),
        pa.csv.ConvertOptions(
            column_types=types,
            strings_can_be_null=True,
            quoted_strings_can_be_null=False,
            null_values=[""],
            true_values=["true"],
            false_values=["false"],
        ),
    )


def _values(column: "Series[Any]") -> pa.Array:
    """Return a column of a frame as one type; text where nothing is known of it."""
    values = pa.array(column.astype(object), from_pandas=True)
    return values.cast(pa.string()) if pa.types.is_null(values.type) else values
