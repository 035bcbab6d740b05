"""Rows on their way: cut by partition and written as CSV, a little ahead of the server."""

from collections import deque
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from io import BytesIO

import pyarrow as pa
import pyarrow.compute as pc
from pyarrow import csv

from etl.synthetic.children import Children
from etl.synthetic.columns import Rows

DEPTH = 3
"""How many parcels wait at most: all the memory that working ahead costs."""


@dataclass(frozen=True)
class Parcel:
    """Some rows of one table, ready for COPY."""

    table: str
    into: tuple[str, str]
    """Schema and name of the table or partition that takes them."""
    columns: list[str]
    rows: int
    lines: memoryview
    """CSV in which an empty text is quoted, a NULL is not, and moments are UTC."""


def parcels(stream: Iterator[Rows], children: Children) -> Iterator[Parcel]:
    """Yield the rows of the stream, those of partitioned tables cut by partition."""
    for table, rows in stream:
        for into, part in children.split(table, rows):
            yield Parcel(table, into, part.column_names, len(part), _csv(part))


def ahead(coming: Iterator[Parcel]) -> Iterator[Parcel]:
    """Yield the same parcels in the same order, while a thread already makes the next ones."""
    with ThreadPoolExecutor(max_workers=1) as thread:
        waiting = deque(thread.submit(next, coming, None) for _ in range(DEPTH))
        while parcel := waiting.popleft().result():
            waiting.append(thread.submit(next, coming, None))
            yield parcel


def _csv(rows: pa.Table) -> memoryview:
    lines = BytesIO()
    columns = [_without_zone(column) for column in rows.columns]
    plain = pa.table(columns, names=rows.column_names)
    csv.write_csv(plain, lines, csv.WriteOptions(include_header=False))
    return lines.getbuffer()


def _without_zone(column: pa.ChunkedArray) -> pa.ChunkedArray:
    """Arrow writes moments ten times faster when it need not look at their zone, always UTC."""
    is_moment = pa.types.is_timestamp(column.type)
    return pc.cast(column, pa.timestamp("us")) if is_moment else column
