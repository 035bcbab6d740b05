"""The kinds of files: how rows become one, block by block."""

from collections.abc import Callable, Generator, Iterable, Mapping
from enum import StrEnum
from types import MappingProxyType

import pandas as pd
import pyarrow as pa
import pyarrow.parquet

from queries.export import workbook
from queries.export.rows import Block, Rows
from queries.export.spreadsheets import BOM, to_csv

ROW_GROUP = 6_000_000
"""Bytes of values that a Parquet file holds together. Several times as much is in memory meanwhile;
and what there is to say of each group, some 40 kB, stays there until the file's end."""


class Format(StrEnum):
    """A kind of file; its name ends so."""

    CSV = "csv"
    PARQUET = "parquet"
    XLSX = "xlsx"


About = Mapping[str, str]
"""What a file says of itself, where it has room for it."""

MEDIA_TYPES: Mapping[Format, str] = MappingProxyType(
    {
        Format.CSV: "text/csv; charset=utf-8",
        Format.PARQUET: "application/vnd.apache.parquet",
        Format.XLSX: "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    }
)


def blocks(rows: Rows, format: Format, about: About, *, raw: bool = False) -> Generator[Block]:
    """Yield a file, block by block. Raises TooLong before the first where it cannot hold the rows,
    and what the reading of the rows raises.
    """
    if format is Format.CSV:
        return _csv(rows, raw=raw)
    return WRITERS[format](rows, about)


def _csv(rows: Rows, *, raw: bool) -> Generator[Block]:
    headers = pd.DataFrame(columns=[each.header for each in rows.fields])
    yield Block(BOM + to_csv(headers, raw=raw), 0)
    yield from rows.lines(raw=raw)


def _parquet(rows: Rows, about: About) -> Generator[Block]:
    schema = pa.schema([(each.header, each.type) for each in rows.fields], metadata=dict(about))
    written = _Written()
    with pa.parquet.ParquetWriter(written, schema, compression="zstd") as writer:
        for group in _groups(rows.batches()):
            table = pa.Table.from_batches(group, schema)
            writer.write_table(table, table.num_rows)
            yield Block(written.taken(), table.num_rows)
    yield Block(written.taken(), 0)


def _groups(batches: Iterable[pa.RecordBatch]) -> Generator[list[pa.RecordBatch]]:
    group: list[pa.RecordBatch] = []
    for batch in batches:
        group.append(batch)
        if sum(each.nbytes for each in group) >= ROW_GROUP:
            yield group
            group = []
    if group:
        yield group


class _Written:
    """A file that forgets what was taken of it."""

    closed = False

    def __init__(self) -> None:
        self._parts: list[bytes] = []
        self._place = 0

    def write(self, data: bytes) -> int:
        self._parts.append(bytes(data))
        self._place += len(data)
        return len(data)

    def taken(self) -> bytes:
        """Return what was written since the last time."""
        parts, self._parts = self._parts, []
        return b"".join(parts)

    def tell(self) -> int:
        return self._place

    def flush(self) -> None:
        pass

    def close(self) -> None:
        pass


WRITERS: Mapping[Format, Callable[[Rows, About], Generator[Block]]] = MappingProxyType(
    {Format.PARQUET: _parquet, Format.XLSX: workbook.blocks}
)
