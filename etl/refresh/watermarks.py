"""How far each source table has come: its rows and its newest change."""

import psycopg
from psycopg import sql

from etl.refresh.marks import Marks
from etl.refresh.versions import Watermarks
from etl.statements import statement

UNDATED = ("categories", "users", "provider_profiles")
"""Sources without days: counted when any of their rows is marked."""


def read_watermarks(connection: psycopg.Connection, marks: Marks, before: Watermarks) -> Watermarks:
    """Return the watermarks of the tables that the views read, as JSON-compatible values.

    A source without days stays as it was `before`, unless anything of it is marked or it is new.
    """
    kept = {source: before[source] for source in UNDATED if source in before.keys() - marks.sources}
    counted = {source: _count(connection, source) for source in UNDATED if source not in kept}
    return kept | counted | _count_by_day(connection)


def _count(connection: psycopg.Connection, source: str) -> dict[str, object]:
    row = connection.execute(
        sql.SQL(
            "SELECT count(*),"
            " to_json(max(updated_at) FILTER (WHERE rollup.has_day(updated_at))) #>> '{{}}' FROM {}"
        ).format(sql.Identifier("public", source))
    ).fetchone()
    assert row is not None
    return {"rows": row[0], "newest": row[1]}


def _count_by_day(connection: psycopg.Connection) -> Watermarks:
    row = connection.execute("SELECT max(day) FROM rollup.search_days").fetchone()
    assert row is not None
    last_days = [] if row[0] is None else [row[0]]
    rows = connection.execute(statement(__file__, "dated_watermarks"), {"last_days": last_days})
    return {source: {"rows": count, "newest": newest} for source, count, newest in rows}
