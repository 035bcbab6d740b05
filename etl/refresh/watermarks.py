"""How far each source table has come: its rows and its newest change."""

import psycopg

from etl.statements import statement

Watermarks = dict[str, dict[str, object]]
"""`{source table: {"rows": count, "newest": ISO time or None}}`."""


def read_watermarks(connection: psycopg.Connection) -> Watermarks:
    """Return the watermarks of the tables that the views read, as JSON-compatible values."""
    row = connection.execute("SELECT max(day) FROM rollup.search_days").fetchone()
    assert row is not None
    last_days = [] if row[0] is None else [row[0]]
    rows = connection.execute(statement(__file__, "watermarks"), {"last_days": last_days})
    return {source: {"rows": count, "newest": newest} for source, count, newest in rows}
