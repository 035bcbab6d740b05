"""Rows on their way: cut by partition and written for COPY, a little ahead of the server."""

from collections import deque
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass

from etl.synthetic import wire
from etl.synthetic.children import PARENTS, Children
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
    data: bytes | memoryview
    """Binary for a partition, CSV for any other table."""

    @property
    def is_partition(self) -> bool:
        """Whether the rows go to a partition, which is new."""
        return self.table in PARENTS


def parcels(stream: Iterator[Rows], children: Children) -> Iterator[Parcel]:
    """Yield the rows of the stream, those of partitioned tables cut by partition."""
    for table, rows in stream:
        written = wire.as_binary if table in PARENTS else wire.as_csv
        for into, part in children.split(table, rows):
            yield Parcel(table, into, part.column_names, len(part), written(part))


def ahead(coming: Iterator[Parcel]) -> Iterator[Parcel]:
    """Yield the same parcels in the same order, while a thread already makes the next ones."""
    with ThreadPoolExecutor(max_workers=1) as thread:
        waiting = deque(thread.submit(next, coming, None) for _ in range(DEPTH))
        while parcel := waiting.popleft().result():
            waiting.append(thread.submit(next, coming, None))
            yield parcel
