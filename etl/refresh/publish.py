"""Publish one data version: what changed is recomputed and recorded at once, or nothing is."""

import time
from collections.abc import Callable
from datetime import date

import psycopg
from psycopg import sql

from etl.db import Lock, connect, exclusive
from etl.errors import RefreshError
from etl.geo.locate import locate_providers, locate_searches
from etl.ledger import in_ledger
from etl.refresh import versions
from etl.refresh.engine import Affected, are_all, refresh
from etl.refresh.marks import TABLES, Marks, take
from etl.refresh.versions import ObjectState, Version
from etl.refresh.watermarks import read_watermarks
from etl.refresh.write import batches
from etl.rollups.sources import SOURCES
from etl.rollups.units import SEARCH_DAY


def publish(
    url: str | None = None,
    *,
    full: bool = False,
    only_if_changed: bool = False,
    on_object: Callable[[ObjectState], None] = lambda _: None,
) -> Version | None:
    """Recompute in one transaction what changed, and return the new version.

    `full` recomputes everything that is still in the database. Returns None when `only_if_changed`
    and nothing was marked as changed. Raises BusyError when a refresh is running, RefreshError when
    the database refuses, which says what is published; no mark is lost.
    """
    arguments: dict[str, object] = {"full": full, "only_if_changed": only_if_changed}
    with (
        in_ledger("refresh", arguments, url) as run,
        connect(url, application_name="localpro refresh") as connection,
        exclusive(connection, Lock.REFRESH),
    ):
        try:
            version = _publish(connection, full, only_if_changed, on_object)
        except psycopg.Error as error:
            raise RefreshError(f"nothing was published: {error}") from error
        if version is not None:
            run.row_count = sum(state.rows for state in version.objects)
            try:
                _vacuum(connection, version)
            except psycopg.Error as error:
                raise RefreshError(
                    f"version {version.version_id} is published, but not vacuumed: {error}"
                ) from error
        return version


def _publish(
    connection: psycopg.Connection,
    full: bool,
    only_if_changed: bool,
    on_object: Callable[[ObjectState], None],
) -> Version | None:
    connection.isolation_level = psycopg.IsolationLevel.REPEATABLE_READ
    with connection.transaction():
        begin(connection)
        started = time.monotonic()
        marks = take(connection)
        if only_if_changed and not marks.sources:
            return None
        full = full or are_all(marks)
        affected = Affected(connection, marks)
        _relocate(connection, marks, affected.days(SEARCH_DAY, everything=full), everything=full)
        states = tuple(refresh(connection, affected, on_object, everything=full))
        before = {} if full else versions.newest(connection).watermarks
        return versions.record(
            connection,
            "full" if full else "incremental",
            states,
            read_watermarks(connection, marks, before),
            time.monotonic() - started,
        )


def begin(connection: psycopg.Connection) -> None:
    """Set up the transaction, before it has a snapshot.

    TRUNCATE and DETACH are seen by older snapshots too: hold the sources first, so that none of
    these can happen between the snapshot and the end. For the same reason nobody may empty the
    cache of points meanwhile.
    """
    # Compiling costs more than it saves here: many small partitions, and a view at a time.
    connection.prepare_threshold = None
    connection.execute("SET LOCAL jit = off")
    connection.execute("SET LOCAL work_mem = '128MB'")
    sources = (sql.Identifier(each.schema, each.name) for each in SOURCES)
    connection.execute(
        sql.SQL("LOCK TABLE {} IN ACCESS SHARE MODE").format(sql.SQL(", ").join(sources))
    )
    connection.execute("LOCK TABLE etl.point_cells, etl.location_cells IN SHARE ROW EXCLUSIVE MODE")


def _relocate(
    connection: psycopg.Connection, marks: Marks, search_days: list[date], *, everything: bool
) -> None:
    if "districts" in marks.sources:
        connection.execute("DELETE FROM etl.point_cells")
        connection.execute("DELETE FROM etl.location_cells")
    if {"pincodes", "districts"} & marks.sources:
        connection.execute("DELETE FROM etl.service_area_cells")
    everything = everything or bool({"provider_profiles", "pincodes", "districts"} & marks.whole)
    for batch in batches(SEARCH_DAY, search_days):
        locate_searches(connection, batch)
    locate_providers(connection, None if everything else marks.providers)


def _vacuum(connection: psycopg.Connection, version: Version) -> None:
    """Marks that were taken leave dead rows behind, and new rows are without statistics."""
    connection.autocommit = True
    tables = [*TABLES]
    command = sql.SQL("VACUUM {}")
    if version.kind == "full":
        # To give back the end of a table would end who reads it on a standby.
        command = sql.SQL("VACUUM (ANALYZE, TRUNCATE off) {}")
        tables += [sql.Identifier("rollup", name) for name in _kept(connection)]
    connection.execute(command.format(sql.SQL(", ").join(tables)))


def _kept(connection: psycopg.Connection) -> list[str]:
    """Return the tables that a full refresh may fill anew."""
    rows = connection.execute("SELECT tablename FROM pg_tables WHERE schemaname = 'rollup'")
    return [name for (name,) in rows.fetchall()]
