"""Rows, checksum and bounds of a week, wherever it is stored."""

from dataclasses import dataclass
from typing import Any

import duckdb
import psycopg
from psycopg import sql

from etl.archive.statements import of_week
from etl.statements import statement


@dataclass(frozen=True)
class Fingerprint:
    """What two copies of the same rows have in common; bounds in microseconds since 1970."""

    row_count: int
    checksum: str
    first_us: int | None
    last_us: int | None


def of_table(connection: psycopg.Connection, table: sql.Identifier) -> Fingerprint:
    """Return the fingerprint of a week in PostgreSQL."""
    query = sql.SQL("WITH exported AS ({}) {}").format(
        of_week("stored", table), sql.SQL(statement(__file__, "sql/fingerprint"))
    )
    row = connection.execute(query).fetchone()
    assert row is not None
    return Fingerprint(*row)


def of_rows(exported: Any) -> Fingerprint:
    """Return the fingerprint of an Arrow table or data set with the columns of the archive."""
    with duckdb.connect() as engine:
        engine.register("exported", exported)
        row = engine.execute(statement(__file__, "sql/fingerprint")).fetchone()
    assert row is not None
    return Fingerprint(*row)
