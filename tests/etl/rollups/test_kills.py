"""A refresher killed anywhere leaves one whole version, and no change is lost."""

import os
import signal
import subprocess
import sys
import time
from random import Random

import pytest

from etl.refresh.publish import publish
from tests.etl.rollups.writers import REFUSED, populate, write
from tests.locks import holding
from tests.oracle import naive
from tests.postgres import Database

KILLS = int(os.environ.get("LOCALPRO_KILLS", "6"))


@pytest.fixture
def busy(database: Database) -> Database:
    """A marketplace of random rows, published."""
    with database.connect() as connection:
        naive.install(connection)
        populate(connection)
    write_something(database, Random(0))
    publish(database.owner_url)
    return database


def write_something(database: Database, chance: Random) -> None:
    """Commit ten random changes."""
    with database.connect() as connection:
        for _ in range(10):
            try:
                with connection.transaction():
                    write(connection, chance)
            except REFUSED:
                continue


def test_before_any_statement(busy: Database) -> None:
    """Spread over all statements of a refresh, among them the first and the last."""
    alive = refresher(busy, 0)
    statements = int(alive.communicate()[0].split()[-1])
    between = range(2, statements)
    places = Random(1).sample(between, min(KILLS - 2, len(between)))
    for place in (1, *sorted(places), statements):
        write_something(busy, Random(place))
        dying = refresher(busy, place)
        dying.communicate()
        assert dying.returncode == -signal.SIGKILL, place
        assert_whole(busy)
    publish_exactly(busy)


def test_amid_a_statement(busy: Database) -> None:
    """The server goes on with it alone. At random moments between a refresh's begin and its end."""
    chance = Random(7)
    for number in range(KILLS):
        write_something(busy, Random(number))
        refresh = refresher(busy, 0)
        wait_for_transaction(busy, refresh)
        time.sleep(chance.uniform(0, 1.2 * seconds_of_a_refresh(busy)))
        refresh.kill()
        refresh.communicate()
        assert_whole(busy)
    publish_exactly(busy)


def refresher(database: Database, deadly: int) -> subprocess.Popen[str]:
    """Start a refresh once the one before is gone; it dies at that statement, 0 means never."""
    wait_until_gone(database)
    return subprocess.Popen(
        [sys.executable, "-m", "tests.dying", str(deadly), "refresh"],
        env=os.environ | {"LOCALPRO_DATABASE_URL": database.owner_url},
        stdout=subprocess.PIPE,
        text=True,
    )


def assert_whole(database: Database) -> None:
    with database.connect() as connection:
        assert naive.torn(connection) == []


def publish_exactly(database: Database) -> None:
    wait_until_gone(database)
    publish(database.owner_url)
    with database.connect() as connection:
        assert naive.differences(connection) == {}


def seconds_of_a_refresh(database: Database) -> float:
    with database.connect() as connection:
        row = connection.execute("SELECT max(seconds) FROM analytics.data_versions").fetchone()
    assert row is not None
    return float(row[0])


def wait_for_transaction(database: Database, process: subprocess.Popen[str]) -> None:
    """Wait until the refresh holds its sources, or is over."""
    with database.connect(autocommit=True) as connection:
        while process.poll() is None:
            if holding(connection, "etl.point_cells", "ShareRowExclusiveLock"):
                return
            time.sleep(0.01)


def wait_until_gone(database: Database) -> None:
    """Wait until the server has noticed that the killed client is gone."""
    with database.connect(autocommit=True) as connection:
        while connection.execute(
            "SELECT pid FROM pg_stat_activity WHERE application_name = 'localpro refresh'"
            " AND datname = current_database() LIMIT 1"
        ).fetchone():
            time.sleep(0.05)
