"""The statements of this package that are written for the table of any week."""

from collections.abc import Sequence

from psycopg import sql

from etl.archive.columns import Column
from etl.statements import statement


def of_week(name: str, table: sql.Identifier, columns: Sequence[Column] = ()) -> sql.Composed:
    """Return the statement `sql/<name>.sql` for the table that holds one week, and its columns."""
    stored = sql.SQL(", ").join(column.written for column in columns)
    return sql.SQL(statement(__file__, f"sql/{name}")).format(week=table, stored=stored)
