"""Computes units of a rollup, never by deltas, and writes what differs."""

from collections.abc import Iterator, Sequence
from datetime import date, timedelta
from typing import Any, TypeVar

import psycopg
from psycopg import sql
from psycopg.rows import dict_row

from etl.refresh.images import image
from etl.rollups import Rollup
from etl.rollups.units import Key, Unit

AnyKey = TypeVar("AnyKey", bound=Key)

Row = dict[str, Any]
"""Of a row that came or went, its `unit` and the columns by which others follow it."""

Changes = dict[str, list[Row]]
"""By rollup, the rows that came or went."""

WRITE = sql.SQL("""
WITH compared AS MATERIALIZED (
    SELECT held.position, made.item
    FROM (
        SELECT ctid AS position, {image} AS image FROM {table} AS item
        WHERE {key} = ANY (%(units)s)
    ) AS held
    FULL JOIN (
        SELECT item, {image} AS image FROM {compute}(%(units)s) AS item
    ) AS made USING (image)
    WHERE held.image IS NULL OR made.image IS NULL
),
gone AS (
    DELETE FROM {table} AS item
    WHERE ctid = ANY (ARRAY(SELECT position FROM compared WHERE position IS NOT NULL))
    RETURNING {told}
),
came AS (
    INSERT INTO {table} AS item
    SELECT (compared.item).* FROM compared
    -- Counting them has them deleted before: others with the same key may come.
    WHERE position IS NULL AND (SELECT count(*) FROM gone) >= 0
    RETURNING {told}
)
SELECT true AS is_gone, * FROM gone UNION SELECT false, * FROM came
""")
"""Make a rollup hold of these units what its function computes: deletes the rows that it does not
compute, inserts those that are not held, and leaves the others. Returns what is told of them."""


def write(connection: psycopg.Connection, rollup: Rollup, units: Sequence[Key]) -> list[Row]:
    """Make the rollup hold of these units what the transaction sees.

    Returns the rows that came or went, as others follow them.
    """
    if not units:
        return []
    table = sql.Identifier("rollup", rollup.name)
    told = (sql.Identifier("item", column) for column in rollup.tells)
    statement = WRITE.format(
        table=table,
        key=sql.SQL(rollup.unit.key),
        compute=computing(rollup),
        image=image(connection, table),
        told=sql.SQL(", ").join([sql.SQL(rollup.unit.key) + sql.SQL(" AS unit"), *told]),
    )
    with connection.cursor(row_factory=dict_row) as cursor:
        return [
            row
            for batch in batches(rollup.unit, units)
            for row in cursor.execute(statement, {"units": batch})
        ]


def computing(rollup: Rollup) -> sql.Identifier:
    """Return the name of the function that computes given units of the rollup."""
    return sql.Identifier("rollup", f"compute_{rollup.name}")


def batches(unit: Unit, units: Sequence[AnyKey]) -> Iterator[list[AnyKey]]:
    """Yield the units (in order), as many at once as are computed together."""
    batch: list[AnyKey] = []
    for each in units:
        is_apart = unit.are_in_a_row and batch and not _is_next(batch[-1], each)
        if is_apart or len(batch) == unit.at_once:
            yield batch
            batch = []
        batch.append(each)
    if batch:
        yield batch


def _is_next(unit: Key, after: Key) -> bool:
    return isinstance(unit, date) and after == unit + timedelta(days=1)
