"""Rows, checksum and bounds of a week, wherever it is stored."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any, LiteralString

import duckdb
import psycopg
import pyarrow as pa
from psycopg import sql

from etl.archive.statements import of_week
from etl.statements import statement

UPPER, LOWER = "substr(row_hash, 1, 16)", "substr(row_hash, 17)"
"""The halves of a row's MD5."""

IN_POSTGRESQL: LiteralString = "('x' || {})::bit(64)::bigint"
IN_DUCKDB: LiteralString = "CAST(concat('0x', {}) AS ubigint)"
"""How to read half an MD5 as a number; modulo 2**64 both give the same."""


@dataclass(frozen=True)
class Fingerprint:
    """What two copies of the same rows have in common; bounds in microseconds since 1970.

    `checksum` are the sums of the upper and lower halves of the rows' MD5, each modulo 2**64.
    """

    row_count: int
    checksum: str
    first_us: int | None
    last_us: int | None


def of_table(connection: psycopg.Connection, table: sql.Identifier) -> Fingerprint:
    """Return the fingerprint of a week in PostgreSQL."""
    query = sql.SQL("WITH exported AS ({}) {}").format(
        of_week("stored", table), sql.SQL(_counting(IN_POSTGRESQL))
    )
    return _together(connection.execute(query).fetchall())


def of_batches(batches: Iterable[pa.RecordBatch]) -> Fingerprint:
    """Return the fingerprint of rows with the columns of the archive, batch by batch."""
    with duckdb.connect() as engine:
        return _together([_counted(engine, batch) for batch in batches])


def _counted(engine: duckdb.DuckDBPyConnection, batch: pa.RecordBatch) -> Any:
    engine.register("exported", pa.Table.from_batches([batch]))
    return engine.execute(_counting(IN_DUCKDB)).fetchone()


def _counting(number: LiteralString) -> LiteralString:
    return statement(__file__, "sql/fingerprint").format(
        upper=number.format(UPPER), lower=number.format(LOWER)
    )


def _together(parts: list[tuple[Any, ...]]) -> Fingerprint:
    rows, uppers, lowers, firsts, lasts = zip(*parts, (0, 0, 0, None, None), strict=True)
    return Fingerprint(
        sum(rows),
        f"{int(sum(uppers)) % 2**64:016x}{int(sum(lowers)) % 2**64:016x}",
        min((first for first in firsts if first is not None), default=None),
        max((last for last in lasts if last is not None), default=None),
    )
