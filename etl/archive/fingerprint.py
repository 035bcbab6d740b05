"""Rows, checksum and bounds of a week, wherever it is stored."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any, LiteralString

import duckdb
import psycopg
import pyarrow as pa
from psycopg import sql

from etl.archive.columns import Column, Kept
from etl.archive.statements import of_week
from etl.statements import statement

UPPER: LiteralString = "substr(row_hash, 1, 16)"
LOWER: LiteralString = "substr(row_hash, 17)"
"""The halves of a row's MD5."""

IN_POSTGRESQL: LiteralString = "('x' || {})::bit(64)::bigint"
IN_DUCKDB: LiteralString = "CAST(concat('0x', {}) AS ubigint)"
"""How to read half an MD5 as a number; modulo 2**64 both give the same."""

MOST_ARGUMENTS = 50
"""PostgreSQL takes twice as many of a function."""


@dataclass(frozen=True)
class Fingerprint:
    """What two copies of the same rows have in common; bounds in microseconds since 1970.

    `checksum` are the sums of the upper and lower halves of the rows' MD5, each modulo 2**64.
    """

    row_count: int
    checksum: str
    first_us: int | None
    last_us: int | None


def of_table(
    connection: psycopg.Connection, table: sql.Identifier, columns: Sequence[Column]
) -> Fingerprint:
    """Return the fingerprint of a week in PostgreSQL, of these columns in this order."""
    query = sql.SQL("WITH exported AS ({}) {}").format(
        of_week("stored", table, columns), _counting(IN_POSTGRESQL, columns)
    )
    return _together(connection.execute(query).fetchall())


def of_batches(batches: Iterable[pa.RecordBatch], columns: Sequence[Column]) -> Fingerprint:
    """Return the fingerprint of rows that have these columns, batch by batch."""
    counting = _counting(IN_DUCKDB, columns).as_string()
    with duckdb.connect() as engine:
        return _together([_counted(engine, counting, batch) for batch in batches])


def _counted(engine: duckdb.DuckDBPyConnection, counting: str, batch: pa.RecordBatch) -> Any:
    engine.register("exported", pa.Table.from_batches([batch]))
    return engine.execute(counting).fetchone()


def _counting(number: LiteralString, columns: Sequence[Column]) -> sql.Composed:
    return sql.SQL(statement(__file__, "sql/fingerprint")).format(
        upper=sql.SQL(number.format(UPPER)),
        lower=sql.SQL(number.format(LOWER)),
        line=_line(columns),
    )


def _line(columns: Sequence[Column]) -> sql.Composed:
    """Return a row as one text: the lengths of its texts, its numbers, its texts.

    The lengths, -1 for none, keep two rows from looking alike.
    """
    fields = {column: sql.Identifier(column.field) for column in columns}
    texts = [field for column, field in fields.items() if column.kept is Kept.TEXT]
    numbers = [field for column, field in fields.items() if column.kept is not Kept.TEXT]
    parts: list[sql.Composable] = [
        *(sql.SQL("COALESCE(length({}), -1)").format(text) for text in texts),
        *(sql.SQL("COALESCE(CAST({} AS text), '-')").format(number) for number in numbers),
        *texts,
    ]
    groups = [parts[at : at + MOST_ARGUMENTS] for at in range(0, len(parts), MOST_ARGUMENTS)]
    joined = [sql.SQL("concat_ws('|', {})").format(sql.SQL(", ").join(group)) for group in groups]
    return sql.SQL(" || '|' || ").join(joined)


def _together(parts: list[tuple[Any, ...]]) -> Fingerprint:
    rows, uppers, lowers, firsts, lasts = zip(*parts, (0, 0, 0, None, None), strict=True)
    return Fingerprint(
        sum(rows),
        f"{int(sum(uppers)) % 2**64:016x}{int(sum(lowers)) % 2**64:016x}",
        min((first for first in firsts if first is not None), default=None),
        max((last for last in lasts if last is not None), default=None),
    )
