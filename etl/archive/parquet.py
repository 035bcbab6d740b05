"""A week of searches from PostgreSQL to Parquet and back, in batches: memory stays small."""

from collections.abc import Iterator
from io import BufferedReader, BytesIO, RawIOBase

import psycopg
import pyarrow as pa
from psycopg import sql
from pyarrow import csv, parquet

from etl.archive.statements import of_week
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

BATCH_BYTES = 16 * 1024 * 1024
"""CSV that is turned into one row group at a time; no row is larger."""


class _Received(RawIOBase):
    """What a COPY sends, a row at a time, as a file: to be read through a buffer."""

    def __init__(self, copy: psycopg.Copy) -> None:
        self._blocks = iter(copy)
        self._rest = b""

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: memoryview) -> int:  # type: ignore[override]
        self._rest = self._rest or bytes(next(self._blocks, b""))
        taken = self._rest[: len(buffer)]
        self._rest = self._rest[len(taken) :]
        buffer[: len(taken)] = taken
        return len(taken)


def write(connection: psycopg.Connection, table: sql.Identifier, store: Store, name: str) -> None:
    """Write the rows of a table to a Parquet file of the store."""
    copy_out = sql.SQL("COPY ({}) TO STDOUT (FORMAT csv)").format(of_week("exported", table))
    with (
        store.files.open_output_stream(store.path(name)) as target,
        parquet.ParquetWriter(target, SCHEMA, compression="zstd") as writer,
        connection.cursor() as cursor,
        cursor.copy(copy_out) as copy,
    ):
        for batch in _batches(copy):
            writer.write_batch(batch)


def read(store: Store, name: str) -> parquet.ParquetFile:
    """Return a Parquet file of the store, opened."""
    return parquet.ParquetFile(store.path(name), filesystem=store.files)


def load(connection: psycopg.Connection, table: sql.Identifier, file: parquet.ParquetFile) -> None:
    """Copy the rows of a Parquet file into a table like search_logs, in one statement."""
    names = [name for name, _ in STORED]
    with connection.cursor() as cursor:
        cursor.execute("CREATE TEMP TABLE received (LIKE public.search_logs) ON COMMIT DROP")
        cursor.execute("ALTER TABLE received DROP COLUMN created_at, ADD COLUMN created_us bigint")
        with cursor.copy("COPY received FROM STDIN (FORMAT csv)") as copy:
            for batch in file.iter_batches(columns=names):
                lines = BytesIO()
                csv.write_csv(batch, lines, csv.WriteOptions(include_header=False))
                copy.write(lines.getbuffer())
        cursor.execute(of_week("receive", table))


def _batches(copy: psycopg.Copy) -> Iterator[pa.RecordBatch]:
    """In CSV from PostgreSQL an empty text is quoted and a NULL is not."""
    received = pa.PythonFile(BufferedReader(_Received(copy), BATCH_BYTES), mode="r")
    reader = csv.open_csv(
        received,
        csv.ReadOptions(column_names=SCHEMA.names, block_size=BATCH_BYTES),
        csv.ParseOptions(newlines_in_values=True),
        csv.ConvertOptions(
            column_types=SCHEMA,
            null_values=[""],
            strings_can_be_null=True,
            quoted_strings_can_be_null=False,
        ),
    )
    yield from reader
