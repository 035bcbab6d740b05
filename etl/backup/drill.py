"""The drill: loses a table, and then a whole cluster, and brings each back from a backup.

It works on clusters of its own and touches no other. What it loses is a marketplace of a month,
four months ago: its weeks of searches go to the archive, some before the backup, some after it.
"""

import os
import shutil
import signal
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

import psycopg

from etl.archive.run import archive, due
from etl.archive.store import Store, open_store
from etl.backup import archiving, contents
from etl.backup.archiving import LONGEST_OPEN
from etl.backup.base import base
from etl.backup.contents import Version
from etl.backup.restore import Restored, remove, restore
from etl.backup.server import Server, server_of
from etl.backup.verify import verify
from etl.cluster import home, lifecycle, postmaster
from etl.cluster.environment import Role
from etl.db import connect
from etl.embeddings import embedder_named
from etl.errors import BackupError
from etl.migrate.run import migrate
from etl.refresh.publish import publish
from etl.refresh.verify import verify as recompute
from etl.synthetic.generate import finished_day
from etl.synthetic.load import load
from etl.synthetic.marketplace import Recipe
from etl.synthetic.scales import scale_named

AGO = timedelta(days=120)
"""How long ago the rehearsed month ended: all its searches are due for the archive."""

Said = Callable[[str], None]


@dataclass(frozen=True)
class Mark:
    """What a cluster held at a moment."""

    at: datetime
    tables: dict[str, tuple[int, object]]
    version: Version | None


@dataclass(frozen=True)
class Outcome:
    """What a drill found. It has found nothing wrong when it returns one."""

    tables: int
    rows: int
    weeks: int
    days: int
    rto_seconds: float
    """From the decision to restore until the restored cluster answered."""
    rpo_seconds: float
    """How much of the last commits was lost with the cluster."""
    rpo_most_seconds: float
    """How much can be lost: how long a segment stays open, and takes to be archived."""


def drill(folder: Path, said: Said = lambda _: None) -> Outcome:
    """Load, back up, write, mark, drop a table, restore to the mark, compare; then lose it all.

    Raises BackupError when anything is not as it was, VerifyError when the published version is not
    what the restored sources say.
    """
    said("Making a cluster with a month of data")
    server, store = _prepared(folder)
    said("Backing it up")
    verify(server, base(server))
    said("Writing, publishing and archiving on")
    _write(server)
    _archive(server, store, weeks=None)
    mark = _mark(server)
    _execute(server, "DROP TABLE public.reviews CASCADE")
    said(f"Lost a table after {mark.at:%H:%M:%S.%f}: restoring to that moment")
    archiving.finish_segment(server, archiving.ask(server).lineage or "")
    restored = restore(server.folder, folder / "second", mark.at)
    weeks, days = _compare(restored, mark, store)
    _check_indexes(server, restored)
    lifecycle.down(restored.place)
    said("Comparing went well. Losing the cluster: restoring what is archived")
    lost, most = _lose(server, folder / "third")
    return Outcome(
        tables=len(mark.tables),
        rows=sum(rows for rows, _ in mark.tables.values()),
        weeks=weeks,
        days=days,
        rto_seconds=restored.seconds,
        rpo_seconds=lost,
        rpo_most_seconds=most,
    )


def told(outcome: Outcome) -> Iterator[str]:
    """Yield what a drill found and measured."""
    yield (
        f"{outcome.tables} tables, {outcome.rows:,} rows: every count and checksum equal;"
        " pg_amcheck --heapallindexed is clean."
    )
    yield (
        f"The published version is the same, {outcome.days} days recomputed agree with it;"
        f" {outcome.weeks} archived weeks are as the database knows them."
    )
    yield f"RTO: {outcome.rto_seconds:.1f} s until the restored cluster answered."
    yield (
        f"RPO: the last {outcome.rpo_seconds:.2f} s were lost; it can be"
        f" {outcome.rpo_most_seconds:.1f} s at most while archiving works."
    )


def clear(folder: Path) -> None:
    """Stop the clusters of a drill that still run, and remove all that it made."""
    for name in ("first", "second", "third"):
        place = home.at(folder / name)
        remove(place)
        shutil.rmtree((place.var / "backup").resolve(), ignore_errors=True)
    shutil.rmtree(folder)


def _prepared(folder: Path) -> tuple[Server, Store]:
    place = home.at(folder / "first")
    url = lifecycle.up(place).url(Role.OWNER)
    migrate(url)
    recipe = Recipe(scale_named("month1"), 1, finished_day(None) - AGO, embedder_named("ngrams"))
    with connect(url, autocommit=True) as connection:
        load(connection, recipe, lambda _table, _rows: None)
    publish(url)
    server, store = server_of(place, url, place.var / "backup"), open_store(str(folder / "archive"))
    _archive(server, store, weeks=2)
    return server, store


def _write(server: Server) -> None:
    _execute(server, "UPDATE public.bookings SET updated_at = now() WHERE status = 'COMPLETED'")
    _execute(server, "DELETE FROM public.reviews WHERE overall_rating <= 3")
    publish(server.url)


def _archive(server: Server, store: Store, weeks: int | None) -> None:
    names = [week.week for week in due(server.url)][:weeks]
    archive(store, server.url, weeks=names, trust_clock=True)


def _mark(server: Server) -> Mark:
    with connect(server.url) as connection:
        tables = contents.fingerprints(connection)
        version = contents.version(connection)
        row = connection.execute("SELECT clock_timestamp()").fetchone()
    assert row is not None
    return Mark(row[0], dict(tables), version)


def _compare(restored: Restored, mark: Mark, store: Store) -> tuple[int, int]:
    """Return how many archived weeks and recomputed days the restored cluster agrees on."""
    url = lifecycle.addresses(restored.place).url(Role.OWNER)
    with connect(url) as connection:
        tables = contents.fingerprints(connection)
        apart = sorted(set(tables.items()) ^ set(mark.tables.items()))
        if apart:
            raise BackupError(f"{apart[0][0]} is restored as {tables.get(apart[0][0])}")
        if contents.version(connection) != mark.version:
            raise BackupError(f"version {mark.version} is restored as another")
        weeks, gone = contents.weeks_apart(connection, store)
        if gone:
            raise BackupError(f"the archive does not have the weeks {', '.join(gone)}")
    return weeks, recompute(url)


def _check_indexes(server: Server, restored: Restored) -> None:
    """Every index has what its table has, and no page is damaged; raises ClusterError."""
    running = restored.running
    place = ("--host", str(running.sockets), "--port", str(running.port), "--username", "postgres")
    server.run(
        *(server.program("pg_amcheck"), "--heapallindexed", "--install-missing"),
        *("--no-password", *place, "localpro"),
    )


def _lose(server: Server, into: Path) -> tuple[float, float]:
    """Kill a server between commits, restore to the last one that is archived, and return how long
    before its end that was, and how long it can be."""
    lineage = archiving.ask(server).lineage or ""
    began = time.monotonic()
    archiving.finish_segment(server, lineage)
    archived_in = time.monotonic() - began
    _execute(server, "CREATE TABLE public.not_archived ()")
    died = _kill(server)
    restored = restore(server.folder, into)
    with connect(lifecycle.addresses(restored.place).url(Role.OWNER)) as connection:
        row = connection.execute("SELECT to_regclass('public.not_archived')").fetchone()
    if row != (None,):
        raise BackupError("a commit that was never archived was restored")
    lifecycle.down(restored.place)
    return (died - restored.reached).total_seconds(), LONGEST_OPEN + archived_in


def _kill(server: Server) -> datetime:
    assert server.home is not None
    running = postmaster.running(server.home)
    assert running is not None
    with connect(server.url) as connection:
        row = connection.execute("SELECT clock_timestamp()").fetchone()
    assert row is not None
    os.kill(running.pid, signal.SIGKILL)
    died: datetime = row[0]
    return died


def _execute(server: Server, statement: psycopg.abc.Query) -> None:
    with connect(server.url) as connection:
        connection.execute(statement)
