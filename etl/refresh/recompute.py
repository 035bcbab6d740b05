"""Recompute days of rollups: delete and insert, never deltas, and keep the days' checksums."""

from collections.abc import Iterator, Sequence
from datetime import date

import psycopg
from psycopg import sql

from etl.rollups import DAY_COLUMNS, Family

FINGERPRINT = sql.SQL("count(*), COALESCE(sum(hashtextextended(item::text, 0)::numeric), 0)")
"""Row count and checksum of the rows called `item`; the checksum does not depend on their order."""


def recompute(connection: psycopg.Connection, family: Family, days: Sequence[date]) -> None:
    """Make all rollups of the family hold on these days what the transaction sees."""
    for batch in batches(days, family.days_at_once):
        for rollup in family.rollups:
            table = sql.Identifier("rollup", rollup)
            if rollup in family.preparations:
                prepare = sql.Identifier("rollup", family.preparations[rollup])
                connection.execute(sql.SQL("SELECT {}(%s)").format(prepare), (batch,))
            connection.execute(
                sql.SQL("DELETE FROM {} WHERE day = ANY (%s)").format(table), (batch,)
            )
            connection.execute(
                sql.SQL("INSERT INTO {} SELECT * FROM {}(%s)").format(table, computing(rollup)),
                (batch,),
            )


def computing(rollup: str) -> sql.Identifier:
    """Return the name of the function that computes given days of the rollup."""
    return sql.Identifier("rollup", f"compute_{rollup}")


def batches(days: Sequence[date], size: int) -> Iterator[list[date]]:
    """Yield the days, so many at once."""
    for start in range(0, len(days), size):
        yield list(days[start : start + size])


def fingerprint(connection: psycopg.Connection, relation: sql.Composable) -> tuple[int, str]:
    """Return (row count, checksum) of a relation; the checksum does not depend on row order."""
    row = connection.execute(
        sql.SQL("SELECT {} FROM {} AS item").format(FINGERPRINT, relation)
    ).fetchone()
    assert row is not None
    return row[0], str(row[1])


def record_days(connection: psycopg.Connection, view: str, days: Sequence[date]) -> None:
    """Take the checksums of these days of a plain view of `analytics`."""
    connection.execute(
        "DELETE FROM rollup.day_checksums WHERE object = %s AND day = ANY (%s)", (view, list(days))
    )
    connection.execute(
        sql.SQL(
            "INSERT INTO rollup.day_checksums (object, day, rows, checksum)"
            " SELECT %s, {day}, {fingerprint} FROM {view} AS item"
            " WHERE {day} = ANY (%s) GROUP BY {day}"
        ).format(day=day_of(view), fingerprint=FINGERPRINT, view=sql.Identifier("analytics", view)),
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
    statement = sql.SQL("SELECT DISTINCT day FROM {}").format(sql.Identifier("analytics", view))
    return [day for (day,) in connection.execute(statement)]
