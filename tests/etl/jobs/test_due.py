"""A job that is due runs once, whoever looks after it and whatever goes wrong."""

import os
import subprocess
import sys
import threading
import time
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import psycopg
import pytest

from etl import ledger
from etl.errors import LocalProError
from etl.jobs.due import LOCK_SPACE, register, run_if_due
from etl.ledger import in_ledger, serving
from tests.etl.jobs.conftest import Overdue, due_at, job, runs
from tests.postgres import Database

ROOT = Path(__file__).resolve().parents[3]


def next_hour() -> datetime:
    """Return the next full hour: the schedule of every test's job."""
    return (datetime.now(UTC) + timedelta(hours=1)).replace(minute=0, second=0, microsecond=0)


def test_a_job_that_is_not_due_does_not_run(
    connection: psycopg.Connection, database: Database
) -> None:
    register([job("slow")], database.owner_url)
    assert not run_if_due(job("slow"), database.owner_url)
    assert runs(connection) == []


def test_many_missed_times_are_caught_up_once(
    connection: psycopg.Connection, database: Database, overdue: Overdue
) -> None:
    """Seventy-two hourly runs are missing: one serves them all."""
    missed = overdue("slow", hours=72)
    oldest = due_at(connection)
    connection.rollback()
    assert run_if_due(missed, database.owner_url)
    assert not run_if_due(missed, database.owner_url)
    assert runs(connection) == [("succeeded", oldest)]
    assert due_at(connection) == next_hour()


def test_what_writes_the_marketplace_does_not_while_one_is_adopted(
    connection: psycopg.Connection, database: Database, overdue: Overdue
) -> None:
    writes, reads = replace(overdue("slow"), writes_marketplace=True), job("slow")
    connection.execute("INSERT INTO etl.adopted_tables (name) VALUES ('users')")
    connection.commit()
    assert not run_if_due(writes, database.owner_url)
    assert due_at(connection) == next_hour()
    connection.execute("UPDATE etl.adopted_tables SET finished_at = now()")
    connection.commit()
    overdue("slow")
    assert run_if_due(writes, database.owner_url)
    assert not run_if_due(reads, database.owner_url)


def test_two_schedulers_at_once_run_it_once(
    connection: psycopg.Connection, database: Database, overdue: Overdue
) -> None:
    shared = overdue("slow")
    both = threading.Barrier(2)
    ran: list[bool] = []

    def look() -> None:
        both.wait()
        ran.append(run_if_due(shared, database.owner_url))

    threads = [threading.Thread(target=look) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(ran) == [False, True]
    assert [outcome for outcome, _ in runs(connection)] == ["succeeded"]


def test_a_scheduler_that_is_killed_leaves_the_job_to_the_next(
    connection: psycopg.Connection, database: Database, overdue: Overdue
) -> None:
    left = overdue("slow", hours=2)
    oldest = due_at(connection)
    connection.rollback()
    script = (
        "from etl.jobs.due import run_if_due; from tests.etl.jobs.conftest import job;"
        "run_if_due(job('slow', 'endless'))"
    )
    process = subprocess.Popen(
        [sys.executable, "-c", script],
        env=os.environ | {"LOCALPRO_DATABASE_URL": database.owner_url},
        cwd=ROOT,
    )
    with database.connect(autocommit=True) as observer:
        while not runs(observer):
            assert process.poll() is None
            time.sleep(0.05)
        assert not run_if_due(left, database.owner_url), "the other scheduler runs it"
        process.kill()
        process.wait()
        while is_taken(observer):
            time.sleep(0.05)
    assert run_if_due(left, database.owner_url)
    assert runs(connection) == [("failed", oldest), ("succeeded", oldest)]


def is_taken(observer: psycopg.Connection) -> bool:
    """Tell whether the server still holds the locks of a scheduler and of the run it began."""
    row = observer.execute(
        "SELECT EXISTS (SELECT FROM pg_locks WHERE locktype = 'advisory' AND classid IN (%s, %s)"
        " AND database = (SELECT oid FROM pg_database WHERE datname = current_database()))",
        (LOCK_SPACE, ledger.LOCK_SPACE),
    ).fetchone()
    return row == (True,)


def test_what_succeeded_just_before_a_crash_is_not_done_twice(
    connection: psycopg.Connection, database: Database, overdue: Overdue
) -> None:
    done = overdue("slow")
    with serving(due_at(connection)), in_ledger("slow", {}, database.owner_url):
        pass
    connection.rollback()
    assert run_if_due(done, database.owner_url)
    assert [outcome for outcome, _ in runs(connection)] == ["succeeded"]
    assert due_at(connection) == next_hour()


def test_a_lost_connection_is_tried_again(
    connection: psycopg.Connection, database: Database, overdue: Overdue
) -> None:
    assert run_if_due(overdue("cut_off", until=3), database.owner_url)
    assert [outcome for outcome, _ in runs(connection)] == ["failed", "failed", "succeeded"]


def test_at_most_four_attempts(
    connection: psycopg.Connection, database: Database, overdue: Overdue
) -> None:
    with pytest.raises(psycopg.OperationalError):
        run_if_due(overdue("cut_off", until=9), database.owner_url)
    assert [outcome for outcome, _ in runs(connection)] == ["failed"] * 4
    assert due_at(connection) == next_hour()


def test_another_failure_is_not_tried_again(
    connection: psycopg.Connection, database: Database, overdue: Overdue
) -> None:
    with pytest.raises(LocalProError, match="the disk is full"):
        run_if_due(overdue("wrong"), database.owner_url)
    assert [outcome for outcome, _ in runs(connection)] == ["failed"]
    assert due_at(connection) == next_hour()


def test_a_job_that_another_process_does_is_done(
    connection: psycopg.Connection, database: Database, overdue: Overdue
) -> None:
    assert run_if_due(overdue("busy"), database.owner_url)
    assert [outcome for outcome, _ in runs(connection)] == ["refused"]
    assert due_at(connection) == next_hour()


def test_a_new_schedule_counts_from_now_and_a_job_that_is_off_is_forgotten(
    connection: psycopg.Connection, database: Database, overdue: Overdue
) -> None:
    known = overdue("slow")
    before = due_at(connection)
    connection.rollback()
    register([known], database.owner_url)
    assert due_at(connection) == before, "the same schedule changes nothing"
    connection.rollback()
    register([job("busy")], database.owner_url)
    assert connection.execute("SELECT job, due_at FROM etl.schedule").fetchall() == [
        ("busy", next_hour())
    ]


@pytest.mark.parametrize("look", [register, lambda jobs, url: run_if_due(jobs[0], url)])
def test_a_due_time_from_when_the_clock_was_ahead_is_corrected(
    connection: psycopg.Connection, database: Database, look: Callable[..., object]
) -> None:
    """Set back by two hours, an hourly job would wait for two; by 400 days, for 400 days."""
    later = job("slow")
    for ahead in (timedelta(hours=2), timedelta(days=400)):
        register([later], database.owner_url)
        connection.execute("UPDATE etl.schedule SET due_at = due_at + %s", (ahead,))
        connection.commit()
        look([later], database.owner_url)
        assert due_at(connection) == next_hour()
        connection.commit()
    assert runs(connection) == []
