"""What the database's catalog says of the marketplace's tables."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TypeVar

import psycopg
from psycopg.rows import class_row

from etl.statements import statement

Row = TypeVar("Row")


@dataclass(frozen=True)
class Column:
    """A column: `type` as PostgreSQL writes it, `enum` the type's name where it is one."""

    table: str
    column: str
    type: str
    enum: str | None
    is_nullable: bool
    default: str | None
    is_touched: bool


@dataclass(frozen=True)
class Enum:
    """An enum and its values, in order."""

    name: str
    labels: list[str]


@dataclass(frozen=True)
class Relation:
    """A column that holds the id of another table's row."""

    table: str
    column: str
    target: str
    on_delete: str


@dataclass(frozen=True)
class Index:
    """An index, and whether Prisma has words for it."""

    table: str
    name: str
    is_primary: bool
    is_unique: bool
    method: str
    is_plain: bool
    columns: list[str]
    operators: list[str | None]
    descending: list[bool]


@dataclass(frozen=True)
class Catalog:
    """The marketplace."""

    columns: Sequence[Column]
    enums: Sequence[Enum]
    relations: Sequence[Relation]
    indexes: Sequence[Index]

    @property
    def tables(self) -> list[str]:
        """Return the tables, by name."""
        return list(dict.fromkeys(column.table for column in self.columns))

    def is_unique(self, table: str, column: str) -> bool:
        """Whether no two rows of the table have the same value there."""
        return any(
            each.is_unique and each.is_plain and each.columns == [column]
            for each in self.indexes
            if each.table == table
        )


def read(connection: psycopg.Connection) -> Catalog:
    """Return what the database holds."""
    return Catalog(
        _rows(connection, Column, "columns"),
        _rows(connection, Enum, "enums"),
        _rows(connection, Relation, "relations"),
        _rows(connection, Index, "indexes"),
    )


def _rows(connection: psycopg.Connection, kind: type[Row], name: str) -> list[Row]:
    with connection.cursor(row_factory=class_row(kind)) as cursor:
        return cursor.execute(statement(__file__, f"sql/{name}")).fetchall()
