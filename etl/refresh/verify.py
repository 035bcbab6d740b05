"""Verify: recompute without writing, and compare with what is published."""

from collections.abc import Iterator
from datetime import date

import psycopg
from psycopg import sql

from etl.db import connect
from etl.errors import VerifyError
from etl.ledger import recorded
from etl.refresh import coverage, held, listed, quality, totals, versions
from etl.refresh.images import fingerprint, fingerprint_of
from etl.refresh.marks import Marks, dirty_days, pending, present_days
from etl.refresh.recompute import batches, computing, day_of, recorded_days
from etl.rollups import ALL, BOOKINGS, FAMILIES, LISTED, PLACED, Family
from etl.rotation import is_turn, today
from etl.views import MATERIALIZED

SHOWN = 5

DAY = sql.Identifier("day")


def verify(url: str | None = None, days: int | None = None) -> int:
    """Compare all days that can be recomputed, or the last `days` and a sample of the older ones.

    Returns the number of days compared; days whose change waits for a refresh are left out, and
    everything is where that will be a full one. Raises
    VerifyError, which stays in the ledger, when anything differs. Writes nothing else.
    """
    with (
        recorded("verify", {"days": days}, url) as run,
        connect(url, application_name="localpro verify") as connection,
    ):
        connection.isolation_level = psycopg.IsolationLevel.REPEATABLE_READ
        connection.read_only = True
        with connection.transaction():
            connection.execute("SET LOCAL jit = off")
            marks = pending(connection)
            if marks.are_all():
                return 0
            chosen = {family: _chosen(connection, family, marks, days) for family in FAMILIES}
            checked = sum(map(len, chosen.values()))
            chosen[PLACED] = chosen[BOOKINGS]
            found = [
                *(text for family in ALL for text in _rollups(connection, family, chosen[family])),
                *_version(connection),
                *_held(connection, marks),
                *_totals(connection),
                *_listed(connection, marks),
                *_coverage(connection, marks),
                *_quality(connection, marks),
                *_materialized(connection, marks),
            ]
        run.row_count = checked
        if found:
            raise VerifyError(_said(found))
        return checked


def _said(found: list[str]) -> str:
    more = f" and {len(found) - SHOWN} more" if len(found) > SHOWN else ""
    return (
        f"{len(found)} differences: {'; '.join(found[:SHOWN])}{more};"
        " `localpro refresh --full` recomputes everything"
    )


def _chosen(
    connection: psycopg.Connection, family: Family, marks: Marks, days: int | None
) -> list[date]:
    clean = sorted(present_days(connection, family) - {*dirty_days(connection, family, marks)})
    if days is None:
        return clean
    now = today(connection)
    return [day for day in clean if (now - day).days < days or is_turn(day, now)]


def _rollups(connection: psycopg.Connection, family: Family, days: list[date]) -> Iterator[str]:
    for batch in batches(family, days):
        for rollup, view in family.rollups.items():
            table = sql.Identifier("rollup", rollup)
            computed = computing(rollup) + sql.SQL("({})").format(batch)
            held = _by_day(connection, table, batch)
            wanted = _by_day(connection, table, batch, rows=computed)
            yield from _differing(f"rollup.{rollup}", held, wanted)
            if view:
                shown = sql.Identifier("analytics", view)
                published = _by_day(connection, shown, batch, day=day_of(view))
                recorded_then = _recorded(connection, view, batch)
                yield from _differing(f"analytics.{view}", published, recorded_then)


Fingerprints = dict[date, tuple[int, str]]


def _by_day(
    connection: psycopg.Connection,
    relation: sql.Identifier,
    days: list[date],
    *,
    day: sql.Identifier = DAY,
    rows: sql.Composable | None = None,
) -> Fingerprints:
    """By day, of a relation or of other rows with its columns."""
    found = connection.execute(
        sql.SQL(
            "SELECT {day}, {fingerprint} FROM {rows} AS item WHERE {day} = ANY (%s) GROUP BY {day}"
        ).format(day=day, fingerprint=fingerprint_of(connection, relation), rows=rows or relation),
        (days,),
    )
    return {day: (count, str(checksum)) for day, count, checksum in found}


def _recorded(connection: psycopg.Connection, view: str, days: list[date]) -> Fingerprints:
    rows = connection.execute(
        "SELECT day, rows, checksum FROM rollup.day_checksums WHERE object = %s AND day = ANY (%s)",
        (view, days),
    )
    return {day: (count, str(checksum)) for day, count, checksum in rows}


def _differing(name: str, held: Fingerprints, wanted: Fingerprints) -> Iterator[str]:
    for day in sorted(held.keys() | wanted.keys()):
        if held.get(day) != wanted.get(day):
            rows, right = held.get(day, (0, ""))[0], wanted.get(day, (0, ""))[0]
            yield f"{name} on {day} ({rows} rows, {right} recomputed)"


def _version(connection: psycopg.Connection) -> Iterator[str]:
    """What the newest version says of its plain views, against what they show and their checksums.

    What they show on single days is compared with these days' checksums.
    """
    for name, state in versions.newest(connection).objects.items():
        if name in MATERIALIZED:
            continue
        published = (state["rows"], state["checksum"])
        if name in (*LISTED, coverage.NAME, quality.NAME):
            shown = fingerprint(connection, sql.Identifier("analytics", name))
            if shown != published:
                yield f"analytics.{name} ({shown[0]} rows, {published[0]} published)"
        if _kept(connection, name) != published:
            yield f"the checksums of analytics.{name}"


def _kept(connection: psycopg.Connection, name: str) -> tuple[int, str]:
    if name in LISTED:
        return listed.recorded(connection, name)
    if name == coverage.NAME:
        return coverage.recorded(connection)
    if name == quality.NAME:
        return quality.recorded(connection)
    return recorded_days(connection, name)


def _held(connection: psycopg.Connection, marks: Marks) -> Iterator[str]:
    for name in held.HELD:
        count = held.differing(connection, name, marks)
        if count:
            yield f"rollup.{name} ({count} rows differ)"


def _totals(connection: psycopg.Connection) -> Iterator[str]:
    count = totals.differing(connection)
    if count:
        yield f"rollup.provider_totals (of {count} providers)"


def _listed(connection: psycopg.Connection, marks: Marks) -> Iterator[str]:
    for name in LISTED:
        count = listed.differing(connection, name, marks)
        if count:
            yield f"rollup.{name} (of {count} providers)"


def _coverage(connection: psycopg.Connection, marks: Marks) -> Iterator[str]:
    """The cells counted anew if their areas stayed, from the providers as they are held.

    Whether these changed does not matter.
    """
    if not {"pincodes", "districts"} & marks.sources:
        table = sql.Identifier("rollup", coverage.NAME)
        kept = fingerprint(connection, table)
        right = fingerprint(connection, table, sql.SQL("rollup.compute_coverage_cells()"))
        if kept != right:
            yield f"rollup.{coverage.NAME} ({kept[0]} rows, {right[0]} recomputed)"


def _quality(connection: psycopg.Connection, marks: Marks) -> Iterator[str]:
    count = quality.differing(connection, marks)
    if count:
        yield f"rollup.{quality.NAME} ({count} rows differ)"


def _materialized(connection: psycopg.Connection, marks: Marks) -> Iterator[str]:
    """What a view holds against its record, and its definition if nothing that it reads waits."""
    for name, state in versions.newest(connection).objects.items():
        if name not in MATERIALIZED:
            continue
        held = fingerprint(connection, sql.Identifier("analytics", name))
        if held != (state["rows"], state["checksum"]):
            yield f"analytics.{name} ({held[0]} rows, {state['rows']} published)"
        elif not MATERIALIZED[name] & marks.sources:
            right = _defined(connection, name)
            if held != right:
                yield f"analytics.{name} ({held[0]} rows, {right[0]} recomputed)"


def _defined(connection: psycopg.Connection, name: str) -> tuple[int, str]:
    row = connection.execute(
        "SELECT rtrim(pg_get_viewdef(format('analytics.%%I', %s::text)::regclass), ';')", (name,)
    ).fetchone()
    assert row is not None
    # The definition comes from the catalog, not from anybody's input.
    defined = sql.SQL("({})").format(sql.SQL(row[0]))
    return fingerprint(connection, sql.Identifier("analytics", name), defined)
