"""Rows as COPY takes them: binary for the many rows of partitioned tables, CSV for all others.

The server takes numbers, moments and arrays sooner when it need not read them as text.
"""

from collections.abc import Iterator
from io import BytesIO

import pyarrow as pa
import pyarrow.compute as pc
from pgpq import ArrowToPostgresBinaryEncoder as Encoder
from pgpq.encoders import StringEncoderBuilder
from pgpq.schema import Jsonb
from pyarrow import csv

JSON = ("data", "filters", "location")
"""Columns that hold JSON in the tables whose rows are sent as binary."""


def as_csv(rows: pa.Table) -> bytes | memoryview:
    """Return lines in which an empty text is quoted, a NULL is not, and moments are UTC."""
    lines = BytesIO()
    columns = [_without_zone(column) for column in rows.columns]
    plain = pa.table(columns, names=rows.column_names)
    csv.write_csv(plain, lines, csv.WriteOptions(include_header=False))
    return lines.getbuffer()


def as_binary(rows: pa.Table) -> bytes | memoryview:
    """Return PostgreSQL's binary form; whole numbers go to columns of type integer."""
    columns = [_narrow(column) for column in rows.columns]
    narrow = pa.table(columns, names=rows.column_names)
    return b"".join(_encoded(narrow, _encoder(narrow.schema)))


def _encoded(rows: pa.Table, encoder: Encoder) -> Iterator[bytes]:
    yield encoder.write_header()
    for batch in rows.to_batches():
        yield encoder.write_batch(batch)
    yield encoder.finish()


def _encoder(schema: pa.Schema) -> Encoder:
    encoders = {field.name: Encoder.infer_encoder(field) for field in schema}
    for name in set(JSON).intersection(schema.names):
        encoders[name] = StringEncoderBuilder.new_with_output(schema.field(name), Jsonb())
    return Encoder.new_with_encoders(schema, encoders)


def _narrow(column: pa.ChunkedArray) -> pa.ChunkedArray:
    return pc.cast(column, pa.int32()) if pa.types.is_int64(column.type) else column


def _without_zone(column: pa.ChunkedArray) -> pa.ChunkedArray:
    """Arrow writes moments sooner when it need not look at their zone, always UTC."""
    is_moment = pa.types.is_timestamp(column.type)
    return pc.cast(column, pa.timestamp("us")) if is_moment else column
