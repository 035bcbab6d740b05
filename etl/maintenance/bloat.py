"""What tables and indexes take and do not need: measured by pgstattuple, page by page."""

import math
from collections.abc import Iterator
from dataclasses import dataclass

import psycopg
from psycopg.rows import class_row

from etl.errors import MaintenanceError
from etl.statements import statement

FILLED = 90.0
"""How full, in percent, the leaves of a B-tree are that was just built."""


SMALLEST = 1_000_000
"""Bytes below which waste is not worth a look: what has a page or two is never full."""


@dataclass(frozen=True)
class Index:
    """An index that can be rebuilt while it is used."""

    name: str
    table_name: str
    oid: int
    method: str
    bytes: int


@dataclass(frozen=True)
class Table:
    """A table; one that is partitioned has no rows of its own."""

    name: str
    oid: int
    is_partitioned: bool
    bytes: int


@dataclass(frozen=True)
class Bloat:
    """What a table or an index takes, and how much of that is empty or dead."""

    kind: str
    name: str
    bytes: int
    wasted: float

    @property
    def percent(self) -> float:
        """The share that is wasted."""
        return 100 * self.wasted / self.bytes if self.bytes else 0.0


def indexes(connection: psycopg.Connection) -> list[Index]:
    """Return every index that can be rebuilt, by name."""
    with connection.cursor(row_factory=class_row(Index)) as cursor:
        return cursor.execute(statement(__file__, "indexes")).fetchall()


def tables(connection: psycopg.Connection) -> list[Table]:
    """Return every table, by name."""
    with connection.cursor(row_factory=class_row(Table)) as cursor:
        return cursor.execute(statement(__file__, "tables")).fetchall()


def measured(connection: psycopg.Connection, smallest: int) -> list[Bloat]:
    """Return what tables and B-trees waste that take at least so many bytes, the most first.

    It reads all pages of the indexes. Raises MaintenanceError without pgstattuple.
    """
    found = [*_of_tables(connection, smallest), *_of_indexes(connection, smallest)]
    return sorted(found, key=lambda bloat: bloat.wasted, reverse=True)


def of_index(connection: psycopg.Connection, index: Index) -> Bloat:
    """Return what an index wastes: of a B-tree as measured, of others nothing is known."""
    if index.method != "btree":
        return Bloat("index", index.name, index.bytes, 0)
    filled = _asked(connection, "index_bloat", index.oid)
    share = 0.0 if math.isnan(filled) else max(0.0, 1 - filled / FILLED)
    return Bloat("index", index.name, index.bytes, share * index.bytes)


def _of_tables(connection: psycopg.Connection, smallest: int) -> Iterator[Bloat]:
    for table in tables(connection):
        if not table.is_partitioned and table.bytes >= smallest:
            wasted = _asked(connection, "bloat", table.oid)
            yield Bloat("table", table.name, table.bytes, wasted)


def _of_indexes(connection: psycopg.Connection, smallest: int) -> Iterator[Bloat]:
    for index in indexes(connection):
        if index.method == "btree" and index.bytes >= smallest:
            yield of_index(connection, index)


def _asked(connection: psycopg.Connection, name: str, oid: int) -> float:
    try:
        row = connection.execute(statement(__file__, name), {"oid": oid}).fetchone()
    except psycopg.errors.UndefinedTable:
        return 0.0  # dropped or archived since the list was made
    except (psycopg.errors.UndefinedFunction, psycopg.errors.InsufficientPrivilege) as error:
        raise MaintenanceError(
            "pgstattuple is not there, or not for the owner: run etl/cluster/bootstrap.sql as the"
            " superuser (`localpro up` does)"
        ) from error
    return float(row[0]) if row and row[0] is not None else 0.0
