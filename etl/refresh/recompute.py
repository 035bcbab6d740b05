"""Recompute days of rollups, never by deltas; write what differs, and keep the days' checksums."""

from collections.abc import Iterator, Sequence
from datetime import date

import psycopg
from psycopg import sql

from etl.refresh.images import fingerprint_of, image
from etl.rollups import DAY_COLUMNS, Family

WRITE = sql.SQL("""
WITH compared AS MATERIALIZED (
    SELECT held.position, made.item
    FROM (
        SELECT ctid AS position, {image} AS image FROM {rollup} AS item
        WHERE day = ANY (%(days)s)
    ) AS held
    FULL JOIN (
        SELECT item, {image} AS image FROM {compute}(%(days)s) AS item
    ) AS made USING (image)
    WHERE held.image IS NULL OR made.image IS NULL
),
gone AS (
    DELETE FROM {rollup}
    WHERE ctid = ANY (ARRAY(SELECT position FROM compared WHERE position IS NOT NULL))
    RETURNING day
),
came AS (
    INSERT INTO {rollup}
    SELECT (item).* FROM compared
    -- Counting them has them deleted before: others with the same key may come.
    WHERE position IS NULL AND (SELECT count(*) FROM gone) >= 0
    RETURNING day
)
SELECT day FROM came UNION SELECT day FROM gone
""")
"""Make a rollup hold on these days what its function computes: deletes the rows that it does not
compute, inserts those that are not held, and leaves the others. Returns the days that differed."""


def recompute(
    connection: psycopg.Connection, family: Family, days: Sequence[date]
) -> dict[str, set[date]]:
    """Make all rollups of the family hold on these days what the transaction sees.

    Returns for each rollup the days on which it held something else.
    """
    differed: dict[str, set[date]] = {rollup: set() for rollup in family.rollups}
    if not days:
        return differed
    writes = {rollup: _write(connection, rollup) for rollup in family.rollups}
    for batch in batches(family, days):
        for rollup, write in writes.items():
            rows = connection.execute(write, {"days": batch})
            differed[rollup].update(day for (day,) in rows)
    return differed


def _write(connection: psycopg.Connection, rollup: str) -> sql.Composed:
    held = sql.Identifier("rollup", rollup)
    return WRITE.format(rollup=held, compute=computing(rollup), image=image(connection, held))


def computing(rollup: str) -> sql.Identifier:
    """Return the name of the function that computes given days of the rollup."""
    return sql.Identifier("rollup", f"compute_{rollup}")


def batches(family: Family, days: Sequence[date]) -> Iterator[list[date]]:
    """Yield the days (in order), as many at once as the family takes."""
    batch: list[date] = []
    for day in days:
        is_apart = family.days_in_a_row and batch and (day - batch[-1]).days > 1
        if is_apart or len(batch) == family.days_at_once:
            yield batch
            batch = []
        batch.append(day)
    if batch:
        yield batch


def record_days(connection: psycopg.Connection, view: str, days: Sequence[date]) -> None:
    """Take the checksums of these days of a plain view of `analytics`."""
    if not days:
        return
    shown = sql.Identifier("analytics", view)
    connection.execute(
        "DELETE FROM rollup.day_checksums WHERE object = %s AND day = ANY (%s)", (view, list(days))
    )
    connection.execute(
        sql.SQL(
            "INSERT INTO rollup.day_checksums (object, day, rows, checksum)"
            " SELECT %s, {day}, {fingerprint} FROM {view} AS item"
            " WHERE {day} = ANY (%s) GROUP BY {day}"
        ).format(day=day_of(view), fingerprint=fingerprint_of(connection, shown), view=shown),
        (view, list(days)),
    )


def day_of(relation: str) -> sql.Identifier:
    """Return the column that holds the day of a rollup or of a plain view."""
    return sql.Identifier(DAY_COLUMNS.get(relation, "day"))


def recorded_days(connection: psycopg.Connection, view: str) -> tuple[int, str]:
    """Return (row count, checksum) of a plain view, from the checksums of its days."""
    row = connection.execute(
        "SELECT COALESCE(sum(rows), 0)::bigint, COALESCE(sum(checksum), 0)"
        " FROM rollup.day_checksums WHERE object = %s",
        (view,),
    ).fetchone()
    assert row is not None
    return row[0], str(row[1])


def all_days(connection: psycopg.Connection, view: str) -> list[date]:
    """Return the days that a plain view of `analytics` holds."""
    statement = sql.SQL("SELECT DISTINCT {} FROM {}").format(
        day_of(view), sql.Identifier("analytics", view)
    )
    return [day for (day,) in connection.execute(statement)]
