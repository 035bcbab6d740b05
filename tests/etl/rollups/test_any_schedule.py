"""Whatever four writers and two refreshers do at once, incremental = full, bit for bit."""

import os
from collections.abc import Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import ExitStack
from datetime import date
from random import Random

import psycopg
import pytest
from psycopg import sql

from etl.archive.restore import attach
from etl.errors import BusyError, RefreshError
from etl.refresh.publish import publish
from etl.refresh.versions import Version
from tests.etl.rollups.writers import REFUSED, populate, write
from tests.oracle import naive
from tests.postgres import Database

SCHEDULES = int(os.environ.get("LOCALPRO_TEST_SCHEDULES", "25"))
WRITERS = 4
STEPS = 30
IMPATIENT = "?options=-c%20lock_timeout%3D150"


@pytest.fixture
def writers(database: Database) -> Iterator[list[psycopg.Connection]]:
    """Connections that give up rather than wait for each other's locks."""
    with ExitStack() as stack:
        connections = []
        for _ in range(WRITERS):
            connection = stack.enter_context(psycopg.connect(database.owner_url + IMPATIENT))
            connection.isolation_level = psycopg.IsolationLevel.READ_COMMITTED
            connections.append(connection)
        populate(connections[0])
        connections[0].commit()
        yield connections


@pytest.mark.timeout(60 + 10 * SCHEDULES)
def test_incremental_equals_full(database: Database, writers: list[psycopg.Connection]) -> None:
    publish(database.owner_url)
    seed = int(os.environ.get("LOCALPRO_TEST_SEED", "1"))
    for number in range(seed, seed + SCHEDULES):
        restore_weeks(database)
        run(database, writers, Random(number))
        publish(database.owner_url)
        with database.connect() as connection:
            assert naive.differences(connection) == {}, f"schedule {number}"


def run(database: Database, writers: list[psycopg.Connection], chance: Random) -> None:
    """Let the writers write and end their transactions at random, with refreshes meanwhile."""
    with ThreadPoolExecutor(2) as refreshers:
        refreshes = []
        for _ in range(STEPS):
            writer = chance.choice(writers)
            step = chance.random()
            if step < 0.15:
                refreshes.append(refreshers.submit(publish, database.owner_url + IMPATIENT))
            elif step < 0.40:
                writer.commit()
            elif step < 0.45:
                writer.rollback()
            elif step < 0.47:
                detach_a_week(database)
            else:
                attempt(writer, chance)
        for refresh in refreshes:
            settle(refresh)
        for writer in chance.sample(writers, WRITERS):
            chance.choice([writer.commit, writer.commit, writer.rollback])()


def attempt(writer: psycopg.Connection, chance: Random) -> None:
    """Write; a writer that is refused or would wait takes everything back."""
    try:
        write(writer, chance)
    except REFUSED:
        writer.rollback()


def settle(refresh: Future[Version | None]) -> None:
    """Wait for a refresh: it publishes, or says that another does or that a lock is held."""
    try:
        refresh.result()
    except BusyError:
        pass
    except RefreshError as error:
        assert "lock timeout" in str(error)  # noqa: PT017


def detach_a_week(database: Database) -> None:
    """Archive the oldest week: it is detached unless anything of it waits for a refresh."""
    with psycopg.connect(database.owner_url + IMPATIENT) as connection:
        try:
            week = connection.execute(
                "SELECT format('partitions.%I', child), first_day, next_day"
                " FROM etl.existing_partitions()"
                " WHERE parent = 'search_logs' AND state = 'attached' ORDER BY first_day LIMIT 1"
            ).fetchone()
            assert week is not None
            name = sql.Identifier(*week[0].split("."))
            connection.execute(sql.SQL("ALTER TABLE search_logs DETACH PARTITION {}").format(name))
            if is_marked(connection, *week[1:]):
                connection.rollback()
            else:
                naive.count_detached(connection)
        except psycopg.errors.LockNotAvailable:
            connection.rollback()


def is_marked(connection: psycopg.Connection, first_day: date, next_day: date) -> bool:
    row = connection.execute(
        "SELECT EXISTS (SELECT FROM etl.day_marks WHERE source IN ('search_logs', 'bookings',"
        "   'customer_profiles') AND (day IS NULL OR day >= %(first)s AND day < %(next)s))"
        " OR EXISTS (SELECT FROM rollup.days_of_booked_searches() AS day"
        "   WHERE day >= %(first)s AND day < %(next)s)",
        {"first": first_day, "next": next_day},
    ).fetchone()
    return row == (True,)


def restore_weeks(database: Database) -> None:
    """Restore every detached week: its rows are as they were, what they are counted by need not."""
    with database.connect() as connection:
        connection.execute("DROP SCHEMA IF EXISTS naive CASCADE")
        weeks = connection.execute(
            "SELECT child, first_day FROM etl.existing_partitions()"
            " WHERE parent = 'search_logs' AND state = 'detached'"
        ).fetchall()
        for child, first_day in weeks:
            attach(connection, child, first_day)
        naive.install(connection)
