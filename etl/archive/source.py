"""A week of searches out of PostgreSQL, as Arrow batches: binary COPY, memory stays small."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager

import psycopg
import pyarrow as pa
from adbc_driver_manager import Error
from adbc_driver_postgresql import StatementOptions, dbapi
from psycopg import sql

from etl.archive.columns import Column
from etl.archive.statements import of_week
from etl.db import address

BATCH_BYTES = 32 * 1024 * 1024
"""About the size of a batch, which becomes one row group of the file."""


@contextmanager
def rows_of(
    url: str | None, table: sql.Identifier, columns: Sequence[Column]
) -> Iterator[Iterator[pa.RecordBatch]]:
    """Yield the rows of a week as they are archived, from a connection of their own.

    Raises psycopg's error of the same SQLSTATE when the database refuses the query, and its
    OperationalError when the rows break off.
    """
    pinned = address(url, application_name="localpro archive")
    hint = {StatementOptions.BATCH_SIZE_HINT_BYTES.value: str(BATCH_BYTES)}
    try:
        with (
            dbapi.connect(pinned, autocommit=True) as connection,
            connection.cursor(adbc_stmt_kwargs=hint) as cursor,
        ):
            cursor.execute(of_week("exported", table, columns).as_string())
            yield _batches(cursor.fetch_record_batch())
    except Error as error:
        raise _as_psycopg(error) from error


def _batches(reader: pa.RecordBatchReader) -> Iterator[pa.RecordBatch]:
    """Arrow knows no SQLSTATE: what breaks off may be tried again."""
    try:
        yield from reader
    except (OSError, pa.ArrowException) as error:
        raise psycopg.OperationalError(str(error)) from error


def _as_psycopg(error: Error) -> psycopg.Error:
    """Return the error as other parts of the ETL know it: without a SQLSTATE, nobody answered."""
    kind = psycopg.errors.lookup(error.sqlstate) if error.sqlstate else psycopg.OperationalError
    return kind(str(error))
