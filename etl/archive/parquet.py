"""A week of searches in Parquet and back, in batches: memory stays small."""

from collections.abc import Iterable, Iterator, Sequence
from io import BytesIO

import psycopg
import pyarrow as pa
from psycopg import sql
from pyarrow import csv, parquet

from etl.archive import columns
from etl.archive.columns import Column
from etl.archive.store import Store
from etl.errors import ArchiveError

READ_ROWS = 65_536
"""So many rows of a file are in memory at a time."""


def written(
    store: Store, name: str, batches: Iterable[pa.RecordBatch], schema: pa.Schema
) -> Iterator[pa.RecordBatch]:
    """Write the batches to a Parquet file of the store and pass them on.

    The file is complete when they have come to their end. Its pages have checksums.
    """
    with (
        store.files.open_output_stream(store.path(name)) as target,
        parquet.ParquetWriter(
            target, schema, compression="zstd", write_page_checksum=True
        ) as writer,
    ):
        for batch in batches:
            writer.write_batch(batch)
            yield batch


def read(store: Store, name: str) -> parquet.ParquetFile:
    """Return a Parquet file of the store, opened."""
    return parquet.ParquetFile(
        store.path(name), filesystem=store.files, page_checksum_verification=True
    )


def load(connection: psycopg.Connection, table: sql.Identifier, file: parquet.ParquetFile) -> None:
    """Copy the rows of a Parquet file into a table like search_logs, made in this transaction.

    Raises ArchiveError when the table lacks a column of the file. One that the file lacks gets its
    default, as rows do to which a column is added.
    """
    wanted = _loaded(columns.of_table(connection, table), columns.of_file(file.schema_arrow))
    # Moments without a zone, which Arrow writes ten times as fast.
    connection.execute("SET LOCAL timezone = 'UTC'")
    copy_in = sql.SQL("COPY {} ({}) FROM STDIN (FORMAT csv, FREEZE)").format(
        table, sql.SQL(", ").join(sql.Identifier(column.name) for column in wanted)
    )
    fields = [column.field for column in wanted]
    with connection.cursor() as cursor, cursor.copy(copy_in) as copy:
        for batch in file.iter_batches(READ_ROWS, columns=fields):
            copy.write(_lines(batch.select(fields)))


def _loaded(there: Sequence[Column], stored: Sequence[Column]) -> list[Column]:
    """Return which columns of a file are to be copied: all but those that a table generates."""
    known = {column.name: column for column in there}
    if missing := [column.name for column in stored if column.name not in known]:
        raise ArchiveError(
            f"the archived week has the column {missing[0]!r}, which search_logs has not:"
            " add it, then restore"
        )
    return [column for column in stored if not known[column.name].is_generated]


def _lines(batch: pa.RecordBatch) -> memoryview:
    """In CSV, as PostgreSQL reads it, an empty text is quoted and a NULL is not."""
    at = batch.schema.get_field_index(columns.IN_MICROSECONDS)
    moments = batch.column(at).cast(pa.timestamp("us"))
    lines = BytesIO()
    csv.write_csv(
        batch.set_column(at, columns.MOMENT, moments), lines, csv.WriteOptions(include_header=False)
    )
    return lines.getbuffer()
