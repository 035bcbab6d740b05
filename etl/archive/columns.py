"""The columns of a week: all that its table has, and how the archive keeps each.

Whatever the application adds to search_logs goes into the file, into the checksum and back.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import Enum
from typing import Any

import psycopg
import pyarrow as pa
from psycopg import sql
from psycopg.rows import namedtuple_row

from etl.errors import ArchiveError
from etl.statements import statement

COUNTED = pa.schema(
    {
        "day": pa.date32(),
        "hour": pa.int32(),
        "district": pa.string(),
        "h3_cell": pa.string(),
        "category": pa.string(),
        "term": pa.string(),
    }
)
"""What the rollups count a search by, as it was known when its week was archived."""

MOMENT, IN_MICROSECONDS = "created_at", "created_us"
"""The column that a search is filed by, and what a file calls it."""

RESERVED = (*COUNTED.names, IN_MICROSECONDS)
PREFIX = "stored_"
"""Comes before a column of the table whose name a file uses otherwise."""


class Kept(Enum):
    """How a value is kept: as text that PostgreSQL reads back as the same, or as a number."""

    TEXT = "text"
    INTEGER = "integer"
    BIGINT = "bigint"
    MICROSECONDS = "microseconds since 1970"

    @property
    def arrow(self) -> pa.DataType:
        """The type in a file."""
        return _ARROW[self]

    @property
    def selected(self) -> sql.SQL:
        """The expression, of a column, that is written to a file."""
        return _SELECTED[self]


_ARROW = {
    Kept.TEXT: pa.string(),
    Kept.INTEGER: pa.int32(),
    Kept.BIGINT: pa.int64(),
    Kept.MICROSECONDS: pa.int64(),
}
_SELECTED = {
    Kept.TEXT: sql.SQL("{}::text"),
    Kept.INTEGER: sql.SQL("{}::integer"),
    Kept.BIGINT: sql.SQL("{}::bigint"),
    Kept.MICROSECONDS: sql.SQL("(extract(EPOCH FROM {}) * 1000000)::bigint"),
}


@dataclass(frozen=True)
class Column:
    """A column of the table; a generated one is kept and compared, but not written back."""

    name: str
    kept: Kept
    is_generated: bool = False

    @property
    def field(self) -> str:
        """What a file calls it."""
        if self.kept is Kept.MICROSECONDS:
            return IN_MICROSECONDS
        return f"{PREFIX}{self.name}" if _is_reserved(self.name) else self.name

    @property
    def written(self) -> sql.Composed:
        """The expression that is written to a file, under its name there."""
        value = self.kept.selected.format(sql.Identifier("search", self.name))
        return sql.SQL("{} AS {}").format(value, sql.Identifier(self.field))


def of_table(connection: psycopg.Connection, table: sql.Identifier) -> tuple[Column, ...]:
    """Return the columns of a table in its order.

    Raises ArchiveError for one whose values cannot be kept as they are.
    """
    with connection.cursor(row_factory=namedtuple_row) as cursor:
        cursor.execute(statement(__file__, "sql/columns"), {"table": table.as_string(connection)})
        found = tuple(_column(row) for row in cursor)
    names = [column.name.lower() for column in found]
    if alike := sorted({name for name in names if names.count(name) > 1}):
        raise ArchiveError(
            f"search_logs has columns that differ in upper and lower case alone ({alike[0]}):"
            " what reads the archive takes them for one, so rename one of them"
        )
    return found


def of_file(schema: pa.Schema) -> tuple[Column, ...]:
    """Return the columns of the table whose rows a file holds, in the order of the file."""
    return tuple(_of_field(field) for field in schema if field.name not in COUNTED.names)


def schema_of(columns: Sequence[Column]) -> pa.Schema:
    """Return the schema of a file that holds these columns, and what searches are counted by."""
    stored = [pa.field(column.field, column.kept.arrow) for column in columns]
    return pa.schema([*stored, *COUNTED])


def _column(row: Any) -> Column:
    if row.name == MOMENT:
        return Column(row.name, Kept.MICROSECONDS)
    if row.kept is None:
        raise ArchiveError(
            f"search_logs has a column {row.name!r} of the type {row.type}, which the archive"
            " cannot keep as it is: nothing is archived before that changes"
        )
    return Column(row.name, Kept(row.kept), row.is_generated)


def _of_field(field: pa.Field) -> Column:
    if field.name == IN_MICROSECONDS:
        return Column(MOMENT, Kept.MICROSECONDS)
    kinds = {Kept.TEXT: pa.string(), Kept.INTEGER: pa.int32(), Kept.BIGINT: pa.int64()}
    kept = next(kept for kept, arrow in kinds.items() if arrow == field.type)
    name = field.name.removeprefix(PREFIX) if _is_reserved(field.name) else field.name
    return Column(name, kept)


def _is_reserved(name: str) -> bool:
    """Whether a file uses the name, in any case and however often it is prefixed."""
    name = name.lower()
    while name.startswith(PREFIX):
        name = name.removeprefix(PREFIX)
    return name in RESERVED
