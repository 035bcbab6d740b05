"""The server stops at once, as in `pg_ctl -m immediate`, amid writers, readers and a refresh.

On a durable cluster of this test's own. What was committed is there after the restart, marks of
changes too; the readers' version is the old one or the new one, whole.
"""

import os
import signal
import time
from collections.abc import Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass, field
from pathlib import Path
from random import Random

import psycopg
import pytest

from etl.cluster import lifecycle, postmaster
from etl.cluster.environment import DATABASE, Role
from etl.cluster.home import Home
from etl.errors import LocalProError
from etl.migrate.run import migrate
from etl.refresh.publish import publish
from tests import postgres
from tests.etl.rollups.writers import REFUSED, populate, write
from tests.locks import holding
from tests.oracle import naive
from tests.postgres import Database

ROUNDS = int(os.environ.get("LOCALPRO_CRASHES", "5"))
WRITERS = 4
IMPATIENT = "?options=-c%20lock_timeout%3D150"


@pytest.fixture
def place(tmp_path: Path) -> Iterator[Home]:
    """A home with a migrated cluster, created as `localpro up` does it."""
    with postgres.own_place(tmp_path / "var") as place:
        database = start(place)
        migrate(database.owner_url)
        with database.connect() as connection:
            populate(connection)
            naive.install(connection)
        publish(database.owner_url)
        yield place


def start(place: Home) -> Database:
    return Database(DATABASE, lifecycle.up(place))


@dataclass
class Traffic:
    """What goes on until the server stops."""

    database: Database
    published: list[int] = field(default_factory=list)
    reads: int = 0
    commits: int = 0

    def write(self, chance: Random) -> None:
        """Write at random; a writer that is refused or would wait takes everything back."""
        with psycopg.connect(self.database.owner_url + IMPATIENT) as connection:
            connection.isolation_level = psycopg.IsolationLevel.READ_COMMITTED
            while True:
                try:
                    write(connection, chance)
                except REFUSED:
                    connection.rollback()
                if chance.random() < 0.4:
                    connection.commit()
                    self.commits += 1

    def read(self) -> None:
        """Look at one version at a time, as a page of the dashboard does."""
        with self.database.connect(Role.READER) as connection:
            connection.isolation_level = psycopg.IsolationLevel.REPEATABLE_READ
            while True:
                assert naive.torn(connection) == []
                connection.rollback()
                self.reads += 1

    def refresh(self) -> None:
        """Publish one version after another; a lock timeout is no reason to stop."""
        while True:
            try:
                version = publish(self.database.owner_url + IMPATIENT)
            except LocalProError as error:
                if "lock timeout" not in str(error):
                    raise
            else:
                assert version is not None
                self.published.append(version.version_id)


@pytest.mark.timeout(120 + 60 * ROUNDS)
def test_whenever_the_server_stops_the_next_refresh_is_exact(place: Home) -> None:
    interrupted = 0
    for number in range(ROUNDS):
        chance = Random(number)
        database = start(place)
        traffic = Traffic(database)
        before = newest_version(database)
        interrupted += interrupt(place, traffic, chance)
        database = start(place)
        acknowledged = [before, *traffic.published][-1]
        assert newest_version(database) in (acknowledged, acknowledged + 1)
        with database.connect() as connection:
            assert naive.torn(connection) == []
        publish(database.owner_url)
        with database.connect() as connection:
            assert naive.differences(connection) == {}, f"round {number}"
        assert traffic.commits
        assert traffic.reads
    assert interrupted


def interrupt(place: Home, traffic: Traffic, chance: Random) -> bool:
    """Stop the server amid the traffic, during a refresh; return whether that was undone."""
    server = postmaster.running(place)
    assert server is not None
    with ThreadPoolExecutor(WRITERS + 2) as threads:
        running: list[Future[None]] = [threads.submit(traffic.read)]
        running += [threads.submit(traffic.write, Random(chance.random())) for _ in range(WRITERS)]
        refresher = threads.submit(traffic.refresh)
        wait_for_a_refresh(traffic)
        time.sleep(chance.uniform(0, 1.2 * seconds_of_a_refresh(traffic.database)))
        os.kill(server.pid, signal.SIGQUIT)  # what `pg_ctl stop -m immediate` does
    while postmaster.running(place) is not None:
        time.sleep(0.02)
    for ended in running:
        # a savepoint that cannot be taken back any more ends in its Rollback
        lost = isinstance(ended.exception(), psycopg.OperationalError | psycopg.Rollback)
        assert lost, ended.exception()
    told = isinstance(refresher.exception(), LocalProError | psycopg.OperationalError)
    assert told, refresher.exception()
    return "nothing was published" in str(refresher.exception())


def wait_for_a_refresh(traffic: Traffic) -> None:
    """Wait until a refresh holds its sources, and writers and readers have been at work."""
    with traffic.database.connect(autocommit=True) as connection:
        while not (
            traffic.commits
            and traffic.reads
            and holding(connection, "etl.point_cells", "ShareRowExclusiveLock")
        ):
            time.sleep(0.01)


def seconds_of_a_refresh(database: Database) -> float:
    with database.connect() as connection:
        row = connection.execute("SELECT max(seconds) FROM analytics.data_versions").fetchone()
    assert row is not None
    return float(row[0])


def newest_version(database: Database) -> int:
    with database.connect() as connection:
        row = connection.execute("SELECT max(version_id) FROM analytics.data_versions").fetchone()
    assert row is not None
    return int(row[0])
