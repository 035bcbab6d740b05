"""Schedulers as processes: they share the work, and stop when told."""

import itertools
import os
import signal
import subprocess
import sys
import time
from pathlib import Path
from threading import Event

import psycopg
import pytest

from etl.jobs import scheduler
from etl.jobs.schedule import Job
from tests.etl.jobs.conftest import Overdue, due_at, job, runs
from tests.postgres import Database

SERVE = (
    "import logging; from etl.jobs import scheduler; from tests.etl.jobs.conftest import job;"
    "logging.basicConfig(level=logging.INFO);"
    "scheduler.LOOK_EVERY = 0.2; scheduler.serve([job('slow')])"
)
ROOT = Path(__file__).resolve().parents[3]


def start(database: Database) -> subprocess.Popen[bytes]:
    return subprocess.Popen(
        [sys.executable, "-c", SERVE],
        env=os.environ | {"LOCALPRO_DATABASE_URL": database.owner_url},
        cwd=ROOT,
        stderr=subprocess.PIPE,
    )


def wait_until_it_serves(process: subprocess.Popen[bytes]) -> None:
    """Wait for the line that says so: before it, a signal simply ends the process."""
    assert process.stderr is not None
    assert any(b"looking after slow" in line for line in process.stderr)


def test_two_schedulers_share_a_job_and_finish_it_before_they_stop(
    database: Database, overdue: Overdue
) -> None:
    overdue("slow")
    both = [start(database) for _ in range(2)]
    for process in both:
        wait_until_it_serves(process)
    with database.connect(autocommit=True) as observer:
        oldest = due_at(observer)
        while not runs(observer):
            assert all(process.poll() is None for process in both)
            time.sleep(0.05)
        for process in both:
            process.send_signal(signal.SIGTERM)
        ends = [process.communicate() and process.returncode for process in both]
        assert ends == [0, 0]
        assert runs(observer) == [("succeeded", oldest)]


def test_once_runs_what_is_due_and_tells_of_failures(
    connection: psycopg.Connection, database: Database, overdue: Overdue
) -> None:
    assert not scheduler.run_due([overdue("wrong")], database.owner_url)
    assert scheduler.run_due([job("wrong")], database.owner_url), "it is due next hour"
    assert [outcome for outcome, _ in runs(connection)] == ["failed"]


def test_a_failure_is_logged_without_a_traceback(
    database: Database, overdue: Overdue, caplog: pytest.LogCaptureFixture
) -> None:
    scheduler.run_due([overdue("wrong")], database.owner_url)
    assert caplog.messages == ["wrong: failed: LocalProError: the disk is full"]


def test_looks_do_not_wait_for_a_clock_that_is_set_back(monkeypatch: pytest.MonkeyPatch) -> None:
    """Whatever time the machine claims, ten looks come one after the other."""
    stop, looks = Event(), list[str]()

    def look(looked_at: Job, _url: str | None) -> bool:
        looks.append(looked_at.name)
        if len(looks) == 10:
            stop.set()
        return True

    claimed = itertools.count(2e9, -7200)
    monkeypatch.setattr(time, "time", lambda: next(claimed))
    monkeypatch.setattr(scheduler, "LOOK_EVERY", 0.01)
    monkeypatch.setattr(scheduler, "attend", look)
    scheduler.look_after(job("slow"), stop)
    assert looks == ["slow"] * 10


def test_a_look_ends_what_readers_left_running(
    database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    ended: list[str | None] = []
    stop = Event()
    monkeypatch.setattr(scheduler, "WATCH_EVERY", 0)
    monkeypatch.setattr(scheduler, "end_long_reads", lambda url: (ended.append(url), stop.set()))
    scheduler.watch(stop, database.owner_url)
    assert ended == [database.owner_url]


def test_a_watchdog_that_fails_is_logged_and_goes_on(caplog: pytest.LogCaptureFixture) -> None:
    scheduler.guard("postgresql://nobody@127.0.0.1:1/none")
    assert "watchdog: LocalProError: cannot connect" in caplog.text
