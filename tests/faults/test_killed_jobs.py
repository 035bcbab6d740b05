"""A job is killed anywhere while customers come and people look: the next run finishes it."""

import os
import signal
from collections.abc import Callable
from datetime import timedelta
from random import Random

import psycopg
import pytest

from etl.archive.restore import restore
from etl.archive.store import open_store
from etl.backup.catalog import every_base
from etl.backup.store import Folder
from etl.settings import settings
from tests.factories import insert, ist, make_search, make_user
from tests.faults.commands import localpro, started
from tests.faults.conftest import Machine
from tests.faults.traffic import traffic, until

pytestmark = pytest.mark.proof

FIRST_MONDAY = ist("2025-01-06 00:00")
PLACES = (0.05, 0.4, 0.7, 0.95)
"""Parts of a run after which it is killed."""

SEARCHES = 30
"""In each old week."""

WEEKS_END = FIRST_MONDAY + timedelta(weeks=10)
"""The old weeks of these tests end before it."""


def new_searches(_: Machine, number: int) -> None:
    """Nothing: customers see to what a refresh has to do."""


def old_week(machine: Machine, number: int) -> None:
    """Log searches of a week that is due for the archive."""
    with psycopg.connect(machine.url) as connection:
        for each in range(SEARCHES):
            moment = FIRST_MONDAY + timedelta(weeks=number, hours=each)
            make_search(connection, created_at=moment, query=f"tap {each}")


def expired_month(machine: Machine, number: int) -> None:
    """Add a month of notifications that has expired, and leave out a week ahead."""
    day = ist(f"2024-{number + 1:02}-10 12:00")
    with psycopg.connect(machine.url) as connection:
        connection.execute(
            "SELECT etl.ensure_partitions(etl.business_day(%s), etl.business_day(%s),"
            " 'notifications')",
            (day, day),
        )
        user = make_user(connection)
        values = {"type": "SYSTEM_ALERT", "title": "Hello", "body": "Hello", "created_at": day}
        insert(connection, "notifications", user_id=user, **values)


def every_search(machine: Machine) -> int:
    """Return how many old searches there are, with what is archived brought back."""
    with psycopg.connect(machine.url, autocommit=True) as connection:
        weeks = connection.execute(
            "SELECT week FROM etl.archived_weeks WHERE state = 'archived' ORDER BY week"
        ).fetchall()
        for (week,) in weeks:
            restore(open_store(os.environ["LOCALPRO_ARCHIVE_URL"]), week, machine.url)
        row = connection.execute(
            "SELECT count(*) FROM search_logs WHERE created_at < %s", (WEEKS_END,)
        ).fetchone()
    assert row is not None
    return int(row[0])


def no_month_left(machine: Machine) -> int:
    """Return how many expired months are there still."""
    with psycopg.connect(machine.url) as connection:
        row = connection.execute(
            "SELECT count(*) FROM pg_class WHERE relname ~ '^notifications_y2024'"
        ).fetchone()
    assert row is not None
    return int(row[0])


JOBS: dict[str, tuple[tuple[str, ...], Callable[[Machine, int], None]]] = {
    "refresh": (("refresh",), new_searches),
    "archive": (("archive",), old_week),
    "partitions": (("partitions",), expired_month),
    "backup": (("backup", "base"), new_searches),
}


@pytest.mark.parametrize("job", JOBS)
def test_the_next_run_finishes_what_a_killed_one_began(machine: Machine, job: str) -> None:
    words, prepare = JOBS[job]
    before = newest_run(machine)
    prepare(machine, 0)
    alive = started(*words, deadly=0)
    said, trouble = alive.communicate()
    assert alive.returncode == 0, trouble
    statements = int(said.split()[-1])
    with traffic(machine.url, "analytics", refreshed=False) as going:
        for number, place in enumerate(PLACES, 1):
            prepare(machine, number)
            visits = len(going.customers.acknowledged)
            until(lambda: len(going.customers.acknowledged) > visits, "no visit")  # noqa: B023
            _kill(words, max(1, round(statements * place)))
            going.viewers["analytics"].seconds_until_shown()
            machine.until_alone()
            finished = localpro(*words)
            assert finished.status == 0, finished
    for viewer in going.viewers.values():
        assert viewer.told == []
    _require_done(machine, job, before)
    going.require_right()


def test_a_backup_is_killed_while_it_copies(machine: Machine) -> None:
    """Its pg_basebackup lives on, and writes to where the next one clears up."""
    folder = settings().backups
    with traffic(machine.url, "analytics") as going:
        before = every_base(Folder(folder)) if folder.exists() else []
        dying = started("backup", "base")
        until(lambda: [*folder.glob("*/base/*.partial/*")], "no copy begins")
        dying.kill()
        dying.communicate()
        assert every_base(Folder(folder)) == before, "what is half is no backup"
        machine.until_alone()
        assert localpro("backup", "base").status == 0
        assert len(every_base(Folder(folder))) == len(before) + 1
        assert [*folder.glob("*/base/*.partial")] == []
        going.goes_on()
    assert localpro("backup", "verify").status == 0
    going.require_right()


def test_a_refresh_is_killed_amid_its_statements(machine: Machine) -> None:
    chance = Random(1)
    with traffic(machine.url, refreshed=False) as going:
        for _ in range(3):
            dying = started("refresh")
            until(lambda: _has_a_transaction(machine) or dying.poll() is not None, "no refresh")  # noqa: B023
            until(lambda: chance.random() < 0.1, "never")
            dying.send_signal(signal.SIGKILL)
            dying.communicate()
            machine.until_alone()
        assert localpro("refresh").status == 0
        going.viewers["analytics"].seconds_until_shown()
    going.require_right()


def _kill(words: tuple[str, ...], deadly: int) -> None:
    dying = started(*words, deadly=deadly)
    _, trouble = dying.communicate()
    assert dying.returncode == -signal.SIGKILL, (deadly, trouble)


def _has_a_transaction(machine: Machine) -> bool:
    with psycopg.connect(machine.url) as connection:
        return bool(
            connection.execute(
                "SELECT FROM pg_stat_activity WHERE application_name = 'localpro refresh'"
                " AND backend_xid IS NOT NULL"
            ).fetchall()
        )


def newest_run(machine: Machine) -> int:
    """Return the number of the newest run of any job."""
    with psycopg.connect(machine.url) as connection:
        row = connection.execute("SELECT COALESCE(max(run_id), 0) FROM etl.runs").fetchone()
    assert row is not None
    return int(row[0])


def _require_done(machine: Machine, job: str, before: int) -> None:
    if job == "archive":
        assert every_search(machine) == SEARCHES * (len(PLACES) + 1)
    if job == "partitions":
        assert no_month_left(machine) == 0
    with psycopg.connect(machine.url) as connection:
        outcomes = connection.execute(
            "SELECT outcome, error FROM etl.runs WHERE run_id > %s AND job LIKE %s || '%%'",
            (before, job),
        ).fetchall()
    assert {outcome for outcome, _ in outcomes} == {"failed", "succeeded"}
    assert {error for outcome, error in outcomes if outcome == "failed"} == {
        "the process ended without finishing"
    }
