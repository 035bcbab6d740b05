"""The lifecycle while others read and write: made, expired, detached, killed in the middle."""

import os
import signal
import subprocess
import sys
from collections.abc import Callable
from datetime import UTC, datetime
from threading import Event, Thread
from time import sleep

import psycopg
import pytest
from psycopg import sql
from typer.testing import CliRunner

from etl.db import Lock, connect, exclusive
from etl.errors import BusyError, InUseError
from etl.partitions import commands, patience
from etl.partitions.detach import detach, state_of
from etl.partitions.lifecycle import maintain, plan
from etl.partitions.premake import missing
from tests.factories import ist, make_search, make_user
from tests.postgres import Database

LAST_WEEK = "SELECT max(child) FROM etl.existing_partitions() WHERE parent = 'search_logs'"
OLD = "notifications_y2025m01"


@pytest.fixture
def hurried(monkeypatch: pytest.MonkeyPatch) -> None:
    """Give up soon: the other side will not let go before we do."""
    monkeypatch.setattr(patience, "LOCK_TIMEOUT", "100ms")
    monkeypatch.setattr(patience, "ATTEMPTS", 2)


@pytest.fixture
def aged(database: Database) -> Database:
    """A database with an expired month of notifications, a month of messages and a week as old."""
    with database.connect() as connection:
        connection.execute("SELECT etl.ensure_partitions('2025-01-06', '2025-01-06')")
        add_notification(connection, ist("2025-01-06 12:00"))
    return database


def add_notification(connection: psycopg.Connection, moment: datetime) -> None:
    connection.execute(
        "INSERT INTO notifications (user_id, type, title, body, created_at)"
        " VALUES (%s, 'SYSTEM_ALERT', 'Hello', 'Hello', %s)",
        (make_user(connection), moment),
    )


def drop_last_week(connection: psycopg.Connection) -> str:
    row = connection.execute(LAST_WEEK).fetchone()
    assert row is not None
    connection.execute(sql.SQL("DROP TABLE {}").format(sql.Identifier("partitions", row[0])))
    return str(row[0])


def state(database: Database, child: str) -> str | None:
    with database.connect() as connection:
        return state_of(connection, child)


def runs(database: Database) -> list[tuple[str, object]]:
    with database.connect() as connection:
        return connection.execute(
            "SELECT outcome, arguments -> 'runway_short_of' FROM etl.runs"
            " WHERE job = 'partitions' ORDER BY run_id"
        ).fetchall()


def test_makes_what_is_missing_and_drops_only_expired_notifications(aged: Database) -> None:
    with aged.connect() as connection:
        week = drop_last_week(connection)
    assert (plan(aged.owner_url).made, plan(aged.owner_url).dropped) == ([week], [OLD])
    assert state(aged, OLD) == "attached", "a plan changes nothing"
    outcome = maintain(aged.owner_url)
    assert (outcome.made, outcome.dropped) == ([week], [OLD])
    assert state(aged, week) == "attached"
    assert state(aged, OLD) is None
    assert state(aged, "messages_y2025m01") == "attached"
    assert state(aged, "search_logs_y2025w02") == "attached"
    assert maintain(aged.owner_url).made == maintain(aged.owner_url).dropped == []


def test_notifications_stay_until_the_whole_month_is_six_months_old(database: Database) -> None:
    """A month may go when the day after it is six months ago, and not a day earlier."""
    with database.connect() as connection:
        connection.execute(
            "SELECT etl.ensure_partitions(today - 240, today, 'notifications')"
            " FROM etl.business_day(now()) AS today"
        )
        row = connection.execute(
            'SELECT array_agg(to_char(month, \'"notifications_y"YYYY"m"MM\') ORDER BY month)'
            " FROM etl.business_day(now()) AS today,"
            " generate_series(date_trunc('month', today - 240), today, '1 month') AS month"
            " WHERE month + interval '1 month' + interval '6 months' <= today"
        ).fetchone()
    assert row is not None
    assert row[0]
    assert plan(database.owner_url).dropped == row[0]


def test_a_short_runway_stands_in_the_ledger(database: Database) -> None:
    with database.connect() as connection:
        row = connection.execute(
            "SELECT child FROM etl.existing_partitions(), etl.business_day(now()) AS today"
            " WHERE parent = 'search_logs' AND today + 21 >= first_day AND today + 21 < next_day"
        ).fetchone()
        assert row is not None
        connection.execute(sql.SQL("DROP TABLE {}").format(sql.Identifier("partitions", row[0])))
    maintain(database.owner_url)
    maintain(database.owner_url)
    assert runs(database) == [("succeeded", [row[0]]), ("succeeded", [])]


def test_partitions_are_made_while_others_read_and_write(database: Database) -> None:
    with (
        database.connect() as reader,
        database.connect() as writer,
        database.connect() as owner,
    ):
        week = drop_last_week(owner)
        owner.commit()
        make_search(writer, created_at=datetime.now(UTC))
        reader.execute("SELECT count(*) FROM search_logs")
        assert maintain(database.owner_url).made == [week]


@pytest.mark.usefixtures("hurried")
def test_a_locked_parent_costs_patience_not_a_partition(database: Database) -> None:
    with database.connect() as other, database.connect() as owner:
        week = drop_last_week(owner)
        owner.commit()
        other.execute("LOCK TABLE search_logs IN SHARE UPDATE EXCLUSIVE MODE")
        with pytest.raises(InUseError, match=f"cannot make {week}"):
            maintain(database.owner_url)
        other.rollback()
    assert runs(database)[-1][0] == "failed"
    assert maintain(database.owner_url).made == [week]


@pytest.mark.usefixtures("hurried")
def test_a_long_reader_delays_the_drop_and_nobody_else(aged: Database) -> None:
    """The reader goes on, writers go on, the detach stays pending; the next run finishes it."""
    with aged.connect() as reader, aged.connect() as writer:
        reader.execute("SELECT count(*) FROM notifications")
        with pytest.raises(InUseError, match=OLD):
            maintain(aged.owner_url)
        assert state(aged, OLD) == "detaching"
        add_notification(writer, datetime.now(UTC))
        writer.commit()
        # The new one: a later statement of READ COMMITTED no longer sees the month that leaves.
        assert reader.execute("SELECT count(*) FROM notifications").fetchone() == (1,)
    assert maintain(aged.owner_url).dropped == [OLD]
    assert state(aged, OLD) is None


def test_a_busy_writer_does_not_stop_a_detach(aged: Database) -> None:
    stop, failures = Event(), list[psycopg.Error]()

    def write() -> None:
        with aged.connect(autocommit=True) as connection:
            while not stop.is_set():
                try:
                    add_notification(connection, datetime.now(UTC))
                except psycopg.Error as error:
                    failures.append(error)

    writer = Thread(target=write)
    writer.start()
    try:
        assert maintain(aged.owner_url).dropped == [OLD]
    finally:
        stop.set()
        writer.join()
    assert failures == []


@pytest.mark.usefixtures("hurried")
def test_a_pending_detach_of_another_child_is_finished_first(aged: Database) -> None:
    with aged.connect() as owner:
        owner.execute("SELECT etl.ensure_partitions('2025-02-01', '2025-02-01', 'notifications')")
    with aged.connect() as reader, aged.connect(autocommit=True) as connection:
        reader.execute("SELECT count(*) FROM notifications")
        with pytest.raises(InUseError):
            detach(connection, "notifications", OLD)
        reader.rollback()
        detach(connection, "notifications", "notifications_y2025m02")
        assert state_of(connection, OLD) == "detached"
        assert state_of(connection, "notifications_y2025m02") == "detached"
    assert maintain(aged.owner_url).dropped == [OLD, "notifications_y2025m02"]


def test_killed_while_it_detaches_the_next_run_finishes(aged: Database) -> None:
    with aged.connect() as reader:
        reader.execute("SELECT count(*) FROM notifications")
        process = subprocess.Popen(
            [sys.executable, "-m", "etl.cli", "partitions"],
            env=os.environ | {"LOCALPRO_DATABASE_URL": aged.owner_url},
        )
        wait_until(lambda: state(aged, OLD) == "detaching")
        process.send_signal(signal.SIGKILL)
        process.wait()
    wait_until(lambda: sessions(aged) == 0)
    assert maintain(aged.owner_url).dropped == [OLD]
    assert [outcome for outcome, _ in runs(aged)] == ["failed", "succeeded"]


def sessions(database: Database) -> int:
    """Return how many sessions of the job the server still serves."""
    with database.connect() as connection:
        row = connection.execute(
            "SELECT count(*) FROM pg_stat_activity WHERE application_name = 'localpro partitions'"
            " AND datname = current_database()"
        ).fetchone()
    assert row is not None
    return int(row[0])


def wait_until(happens: Callable[[], bool]) -> None:
    while not happens():
        sleep(0.02)


def test_two_at_once_one_says_so(database: Database) -> None:
    with (
        connect(database.owner_url) as other,
        exclusive(other, Lock.PARTITIONS),
        pytest.raises(BusyError, match="partitions"),
    ):
        maintain(database.owner_url)
    assert runs(database)[-1][0] == "refused"


def test_the_command(aged: Database, use_database: Callable[[Database], None]) -> None:
    use_database(aged)
    run = CliRunner().invoke
    assert f"would drop {OLD}" in run(commands.app, ["--dry-run"]).stdout
    assert f"\ndropped {OLD}" in "\n" + run(commands.app).stdout
    assert "Nothing to do" in run(commands.app).stdout
    with aged.connect() as connection:
        assert missing(connection) == []
