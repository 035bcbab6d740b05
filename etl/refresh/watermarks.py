"""How far each source table has come: its rows and its newest change."""

import psycopg

from etl.statements import statement

Watermarks = dict[str, dict[str, object]]
"""`{source table: {"rows": count, "newest": ISO time or None}}`."""


def read_watermarks(connection: psycopg.Connection) -> Watermarks:
    """Return the watermarks of the tables that the views read, as JSON-compatible values."""
    rows = connection.execute(statement(__file__, "watermarks")).fetchall()
    return {source: {"rows": count, "newest": newest} for source, count, newest in rows}
