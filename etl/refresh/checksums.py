"""Rows and checksums by unit: of what a rollup holds, computes and shows, and of what was shown.

Those of published views are kept, so that a refresh need not read the units that stayed; the state
of a view is the sum over its units.
"""

from collections.abc import Iterable, Sequence

import psycopg
from psycopg import sql

from etl.refresh.images import fingerprint_of
from etl.rollups import Rollup
from etl.rollups.units import Key

Fingerprints = dict[str, tuple[int, str]]
"""(row count, checksum) by the name of the unit."""

BY_UNIT = sql.SQL(
    "SELECT {key}::text AS unit, {fingerprint} FROM {rows} AS item WHERE {chosen} GROUP BY {key}"
)
KEEP = sql.SQL("INSERT INTO rollup.unit_checksums SELECT %(view)s, by_unit.* FROM ({}) AS by_unit")


def keep(connection: psycopg.Connection, rollup: Rollup, units: Iterable[Key]) -> None:
    """Take the checksums of these units of the rollup's view."""
    chosen = sorted(units)
    if not chosen:
        return
    connection.execute(
        "DELETE FROM rollup.unit_checksums WHERE object = %s AND unit = ANY (%s)",
        (rollup.view, [str(unit) for unit in chosen]),
    )
    by_unit = _by_unit(connection, shown(rollup), shown_key(rollup))
    connection.execute(KEEP.format(by_unit), {"view": rollup.view, "units": chosen})


def keep_all(connection: psycopg.Connection, rollup: Rollup) -> None:
    """Take the checksums of all units that the rollup's view shows."""
    connection.execute("DELETE FROM rollup.unit_checksums WHERE object = %s", (rollup.view,))
    by_unit = _by_unit(connection, shown(rollup), shown_key(rollup), chosen=sql.SQL("true"))
    connection.execute(KEEP.format(by_unit), {"view": rollup.view})


def kept(connection: psycopg.Connection, view: str) -> tuple[int, str]:
    """Return (row count, checksum) of a view, from the checksums of its units."""
    row = connection.execute(
        "SELECT COALESCE(sum(rows), 0)::bigint, COALESCE(sum(checksum), 0)"
        " FROM rollup.unit_checksums WHERE object = %s",
        (view,),
    ).fetchone()
    assert row is not None
    return row[0], str(row[1])


def kept_of(connection: psycopg.Connection, rollup: Rollup, units: Sequence[Key]) -> Fingerprints:
    """Return the kept fingerprints of these units of the rollup's view."""
    rows = connection.execute(
        "SELECT unit, rows, checksum FROM rollup.unit_checksums"
        " WHERE object = %s AND unit = ANY (%s)",
        (rollup.view, [str(unit) for unit in units]),
    )
    return {unit: (count, str(checksum)) for unit, count, checksum in rows}


def fingerprints(
    connection: psycopg.Connection,
    relation: sql.Identifier,
    key: sql.SQL,
    units: Sequence[Key],
    rows: sql.Composable | None = None,
) -> Fingerprints:
    """Return the fingerprints of these units of a relation, or of other `rows` like its."""
    found = connection.execute(_by_unit(connection, relation, key, rows), {"units": units})
    return {unit: (count, str(checksum)) for unit, count, checksum in found}


def shown(rollup: Rollup) -> sql.Identifier:
    """Return the rollup's view."""
    assert rollup.view is not None
    return sql.Identifier("analytics", rollup.view)


def shown_key(rollup: Rollup) -> sql.SQL:
    """Return what names the unit in a row of the rollup's view."""
    return sql.SQL(rollup.view_key or rollup.unit.key)


def _by_unit(
    connection: psycopg.Connection,
    relation: sql.Identifier,
    key: sql.SQL,
    rows: sql.Composable | None = None,
    chosen: sql.Composable | None = None,
) -> sql.Composed:
    return BY_UNIT.format(
        key=key,
        fingerprint=fingerprint_of(connection, relation),
        rows=rows or relation,
        chosen=chosen or sql.SQL("{} = ANY (%(units)s)").format(key),
    )
