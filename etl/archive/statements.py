"""The SQL of this package, one statement per file in `sql/`."""

from pathlib import Path
from typing import LiteralString

from psycopg import sql


def statement(name: str) -> LiteralString:
    """Return the statement in `sql/<name>.sql`."""
    file = Path(__file__).parent / "sql" / f"{name}.sql"
    return file.read_text(encoding="utf-8")


def of_week(name: str, table: sql.Identifier) -> sql.Composed:
    """Return the statement for the table that holds one week."""
    return sql.SQL(statement(name)).format(week=table)
