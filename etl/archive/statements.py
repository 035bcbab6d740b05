"""The statements of this package that are written for the table of any week."""

from psycopg import sql

from etl.statements import statement


def of_week(name: str, table: sql.Identifier) -> sql.Composed:
    """Return the statement `sql/<name>.sql` for the table that holds one week."""
    return sql.SQL(statement(__file__, f"sql/{name}")).format(week=table)
