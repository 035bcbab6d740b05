"""Publish one data version: what changed is recomputed and recorded at once, or nothing is."""

import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date

import psycopg
from psycopg import sql

from etl.db import Lock, connect, exclusive
from etl.errors import RefreshError
from etl.geo.locate import locate_providers, locate_searches
from etl.ledger import recorded
from etl.refresh import coverage, held, listed, materialized, quality, totals, versions
from etl.refresh.marks import TABLES, Marks, dirty_days, take
from etl.refresh.recompute import all_days, batches, recompute, record_days, recorded_days
from etl.refresh.versions import ObjectState, Version
from etl.refresh.watermarks import read_watermarks
from etl.rollups import ALL, BOOKINGS, FAMILIES, PLACED, SEARCHES, Family
from etl.views import MATERIALIZED


@dataclass(frozen=True)
class Recomputed:
    """A family whose rollups are up to date."""

    changed: dict[str, set[date]]
    """For each rollup the days on which it held something else before; in a full refresh all."""
    seconds: float


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
        recorded("refresh", arguments, url) as run,
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
        full = full or marks.are_all()
        days = {
            family: dirty_days(connection, family, marks, everything=full) for family in FAMILIES
        }
        _relocate(connection, marks, days[SEARCHES], everything=full)
        recomputed, providers = _recompute_all(connection, marks, days, full=full)
        before = versions.newest(connection)
        states = [
            *materialized.refresh(connection, marks, before, everything=full, on_object=on_object),
            *_published(connection, marks, recomputed, on_object, everything=full),
            *_of_providers(connection, marks, providers, on_object, everything=full),
        ]
        return versions.record(
            connection,
            "full" if full else "incremental",
            tuple(states),
            read_watermarks(connection, marks, {} if full else before.watermarks),
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
    connection.execute(
        "LOCK TABLE public.bookings, public.booking_status_history, public.payments,"
        " public.reviews, public.search_logs, public.users, public.categories,"
        " public.provider_profiles, public.system_config IN ACCESS SHARE MODE"
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
    for batch in batches(SEARCHES, search_days):
        locate_searches(connection, batch)
    locate_providers(connection, None if everything else marks.providers)


def _recompute_all(
    connection: psycopg.Connection, marks: Marks, days: dict[Family, list[date]], *, full: bool
) -> tuple[dict[Family, Recomputed], set[str]]:
    """Recompute every rollup: those of PLACED on the days on which what they read changed.

    Returns what was recomputed, and the providers whose totals or places are others now.
    """
    before = set() if full else totals.facts(connection, days[BOOKINGS])
    recomputed = {
        family: _recompute(connection, family, days[family], full=full) for family in FAMILIES
    }
    counted: set[str] = set()
    if full:
        totals.recount_all(connection)
    else:
        counted = totals.changed(before, totals.facts(connection, days[BOOKINGS]))
        totals.recount(connection, counted)
    moved = _moved(connection, marks, everything=full)
    read = set[date]().union(*recomputed[BOOKINGS].changed.values())
    placed = sorted(read.union(_days_of(connection, moved)))
    recomputed[PLACED] = _recompute(connection, PLACED, placed, full=full)
    return recomputed, counted | moved


def _moved(connection: psycopg.Connection, marks: Marks, *, everything: bool) -> set[str]:
    """Hold where the providers belong now; return those that moved."""
    gone, came = held.follow(connection, "provider_places", marks, everything=everything)
    return {provider for provider, *_ in gone + came}


def _days_of(connection: psycopg.Connection, providers: set[str]) -> list[date]:
    rows = connection.execute("SELECT rollup.days_of_providers(%s)", (list(providers),))
    return [day for (day,) in rows]


def _recompute(
    connection: psycopg.Connection, family: Family, days: list[date], *, full: bool
) -> Recomputed:
    started = time.monotonic()
    changed = recompute(connection, family, days)
    if full:
        changed = {rollup: {*days} for rollup in family.rollups}
    return Recomputed(changed, time.monotonic() - started)


def _published(
    connection: psycopg.Connection,
    marks: Marks,
    recomputed: dict[Family, Recomputed],
    on_object: Callable[[ObjectState], None],
    *,
    everything: bool,
) -> Iterator[ObjectState]:
    """The plain views; the time to recompute a family's rollups is shared among its views.

    Of `everything`, the checksums of days that cannot be recomputed any more are taken again too.
    """
    for family in ALL:
        for rollup, view in family.rollups.items():
            if view is None:
                continue
            started = time.monotonic()
            changed = recomputed[family].changed[rollup]
            if everything or (view == "search_demand_daily" and "categories" in marks.sources):
                changed = changed.union(all_days(connection, view))
            record_days(connection, view, sorted(changed))
            rows, checksum = recorded_days(connection, view)
            taken = time.monotonic() - started + recomputed[family].seconds / len(family.views)
            state = ObjectState(view, rows, checksum, round(taken, 3))
            on_object(state)
            yield state


def _of_providers(
    connection: psycopg.Connection,
    marks: Marks,
    providers: set[str],
    on_object: Callable[[ObjectState], None],
    *,
    everything: bool,
) -> Iterator[ObjectState]:
    for state in (
        *listed.refresh(connection, marks, providers, everything=everything),
        coverage.refresh(connection, marks, everything=everything),
        quality.refresh(connection),
    ):
        on_object(state)
        yield state


def _vacuum(connection: psycopg.Connection, version: Version) -> None:
    """Refreshing concurrently leaves dead rows behind, and all new rows are without statistics."""
    connection.autocommit = True
    refreshed = [
        state.name for state in version.objects if state.name in MATERIALIZED and state.is_refreshed
    ]
    tables = [*TABLES, *(sql.Identifier("analytics", name) for name in refreshed)]
    command = sql.SQL("VACUUM {}")
    if version.kind == "full":
        command = sql.SQL("VACUUM (ANALYZE) {}")
        tables += [sql.Identifier("rollup", name) for name in _kept(connection)]
    connection.execute(command.format(sql.SQL(", ").join(tables)))


def _kept(connection: psycopg.Connection) -> list[str]:
    """Return the tables that a full refresh may fill anew."""
    rows = connection.execute("SELECT tablename FROM pg_tables WHERE schemaname = 'rollup'")
    return [name for (name,) in rows.fetchall()]
