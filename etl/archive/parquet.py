"""A week of searches in Parquet and back, in batches: memory stays small."""

from collections.abc import Iterable, Iterator
from io import BytesIO

import psycopg
import pyarrow as pa
from psycopg import sql
from pyarrow import csv, parquet

from etl.archive.store import Store

STORED = (
    *(("id", pa.string()), ("user_id", pa.string()), ("session_id", pa.string())),
    *(("query", pa.string()), ("filters", pa.string()), ("location", pa.string())),
    *(("results_count", pa.int32()), ("clicked_provider_id", pa.string())),
    *(("click_position", pa.int32()), ("response_time", pa.int32())),
    ("created_us", pa.int64()),
)
"""The columns of search_logs; the checksum covers them, and a restore needs no more."""

COUNTED = (
    *(("day", pa.date32()), ("hour", pa.int32()), ("district", pa.string())),
    *(("h3_cell", pa.string()), ("category", pa.string()), ("term", pa.string())),
)
"""What the rollups count a search by, as it was known when its week was archived."""

SCHEMA = pa.schema([*STORED, *COUNTED])

READ_ROWS = 65_536
"""So many rows of a file are in memory at a time."""


def written(store: Store, name: str, batches: Iterable[pa.RecordBatch]) -> Iterator[pa.RecordBatch]:
    """Write the batches to a Parquet file of the store and pass them on.

    The file is complete when they have come to their end. Its pages have checksums.
    """
    with (
        store.files.open_output_stream(store.path(name)) as target,
        parquet.ParquetWriter(
            target, SCHEMA, compression="zstd", write_page_checksum=True
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
    """Copy the rows of a Parquet file into a table like search_logs, made in this transaction."""
    names = [name for name, _ in STORED]
    columns = [*names[:-1], "created_at"]
    # Moments without a zone, which Arrow writes ten times as fast.
    connection.execute("SET LOCAL timezone = 'UTC'")
    copy_in = sql.SQL("COPY {} ({}) FROM STDIN (FORMAT csv, FREEZE)").format(
        table, sql.SQL(", ").join(map(sql.Identifier, columns))
    )
    with connection.cursor() as cursor, cursor.copy(copy_in) as copy:
        for batch in file.iter_batches(READ_ROWS, columns=names):
            copy.write(_lines(batch))


def _lines(batch: pa.RecordBatch) -> memoryview:
    """In CSV, as PostgreSQL reads it, an empty text is quoted and a NULL is not."""
    moments = batch["created_us"].cast(pa.timestamp("us"))
    lines = BytesIO()
    csv.write_csv(
        batch.set_column(batch.schema.get_field_index("created_us"), "created_at", moments),
        lines,
        csv.WriteOptions(include_header=False),
    )
    return lines.getbuffer()
