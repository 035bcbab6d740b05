"""Verify: recompute without writing, and compare with what is published."""

from collections.abc import Iterator, Sequence
from datetime import date

import psycopg
from psycopg import sql

from etl.db import connect
from etl.errors import VerifyError
from etl.ledger import in_ledger
from etl.refresh import checksums, versions
from etl.refresh.checksums import Fingerprints, fingerprints
from etl.refresh.engine import Affected, are_all
from etl.refresh.marks import pending
from etl.refresh.write import batches, computing
from etl.rollups import ROLLUPS, Rollup
from etl.rollups.units import Key
from etl.rotation import is_turn, today

SHOWN = 5


def verify(url: str | None = None, days: int | None = None) -> int:
    """Compare all units that can be computed; of days the last `days` and a sample of older ones.

    Returns the number of days compared with the sources; what waits for a refresh is left out, and
    everything is where that will be a full one. Raises VerifyError, which stays in the ledger, when
    anything differs. Writes nothing else.
    """
    with (
        in_ledger("verify", {"days": days}, url) as run,
        connect(url, application_name="localpro verify") as connection,
    ):
        connection.isolation_level = psycopg.IsolationLevel.REPEATABLE_READ
        connection.read_only = True
        with connection.transaction():
            marks = pending(connection)
            if are_all(marks):
                return 0
            _begin(connection)
            affected = Affected(connection, marks)
            chosen = {rollup: _chosen(connection, rollup, affected, days) for rollup in ROLLUPS}
            found = [
                *(
                    text
                    for each in ROLLUPS
                    for text in _differences(connection, each, chosen[each])
                ),
                *_versions(connection),
            ]
        run.row_count = _days(chosen)
        if found:
            raise VerifyError(_said(found))
        return run.row_count


def _begin(connection: psycopg.Connection) -> None:
    """Set up the transaction: what depends on time is computed as of the newest version."""
    connection.execute("SET LOCAL jit = off")
    connection.execute(
        "SELECT set_config('localpro.as_of', as_of::text, true)"
        " FROM analytics.data_versions ORDER BY version_id DESC LIMIT 1"
    )


def _said(found: list[str]) -> str:
    more = f" and {len(found) - SHOWN} more" if len(found) > SHOWN else ""
    return (
        f"{len(found)} differences: {'; '.join(found[:SHOWN])}{more};"
        " `localpro refresh --full` recomputes everything"
    )


def _chosen(
    connection: psycopg.Connection, rollup: Rollup, affected: Affected, days: int | None
) -> list[Key]:
    waiting = {*affected.units(rollup)}
    units = [unit for unit in affected.all_units(rollup) if unit not in waiting]
    if days is None:
        return units
    now = today(connection)
    return [
        unit
        for unit in units
        if not isinstance(unit, date) or (now - unit).days < days or is_turn(unit, now)
    ]


def _days(chosen: dict[Rollup, list[Key]]) -> int:
    """Return how many days were compared with the sources."""
    return len(
        {
            (rollup.unit, unit)
            for rollup, units in chosen.items()
            for unit in units
            if rollup.marks and isinstance(unit, date)
        }
    )


def _differences(
    connection: psycopg.Connection, rollup: Rollup, units: Sequence[Key]
) -> Iterator[str]:
    """What is held against what is computed, and what is shown against what was kept."""
    table, key = sql.Identifier("rollup", rollup.name), sql.SQL(rollup.unit.key)
    computed = sql.SQL("{}(%(units)s)").format(computing(rollup))
    for batch in batches(rollup.unit, units):
        held = fingerprints(connection, table, key, batch)
        right = fingerprints(connection, table, key, batch, computed)
        yield from _differing(f"rollup.{rollup.name} {rollup.unit.word}", held, right)
        if rollup.view:
            view, view_key = checksums.shown(rollup), checksums.shown_key(rollup)
            now = fingerprints(connection, view, view_key, batch)
            then = checksums.kept_of(connection, rollup, batch)
            yield from _differing(f"analytics.{rollup.view} {rollup.unit.word}", now, then)


def _differing(name: str, held: Fingerprints, wanted: Fingerprints) -> Iterator[str]:
    for unit in sorted(held.keys() | wanted.keys()):
        if held.get(unit) != wanted.get(unit):
            rows, right = held.get(unit, (0, ""))[0], wanted.get(unit, (0, ""))[0]
            yield f"{name} {unit} ({rows} rows, {right} recomputed)"


def _versions(connection: psycopg.Connection) -> Iterator[str]:
    """What the newest version says of its objects, against the checksums of their units."""
    for name, state in versions.newest(connection).objects.items():
        if checksums.kept(connection, name) != (state["rows"], state["checksum"]):
            yield f"the checksums of analytics.{name}"
