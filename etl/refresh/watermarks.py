"""How far each source table has come: its rows and its newest change."""

from pathlib import Path

import psycopg

Watermarks = dict[str, dict[str, object]]
"""`{source table: {"rows": count, "newest": ISO time or None}}`."""

SQL = Path(__file__).with_name("watermarks.sql").read_text(encoding="utf-8")


def read_watermarks(connection: psycopg.Connection) -> Watermarks:
    """Return the watermarks of the tables that the views read, as JSON-compatible values."""
    rows = connection.execute(SQL).fetchall()
    return {source: {"rows": count, "newest": newest} for source, count, newest in rows}
