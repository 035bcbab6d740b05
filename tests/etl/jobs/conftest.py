"""Jobs of tests, and what the ledger says of them."""

from collections.abc import Callable
from datetime import datetime, timedelta

import psycopg
import pytest
from tenacity import wait_none

from etl.jobs import retry
from etl.jobs.due import register
from etl.jobs.schedule import Job
from tests.postgres import Database

WORK = "tests.etl.jobs.work"

Overdue = Callable[..., Job]


def job(name: str, target: str | None = None, **arguments: object) -> Job:
    """Return a job that is due every hour and calls a function of `tests.etl.jobs.work`.

    Half past in India is on the hour in UTC.
    """
    return Job(name, "30 * * * *", f"{WORK}:{target or name}", arguments)


@pytest.fixture(autouse=True)
def _at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    """Retries do not wait."""
    monkeypatch.setattr(retry, "attempts", retry.attempts.copy(wait=wait_none()))


@pytest.fixture
def overdue(database: Database) -> Overdue:
    """`overdue(name, hours=3)`: a job that is registered and has been due for that long."""

    def _overdue(name: str, hours: float = 3, **arguments: object) -> Job:
        made = job(name, **arguments)
        register([made], database.owner_url)
        with database.connect() as connection:
            connection.execute(
                "UPDATE etl.schedule SET due_at = date_trunc('hour', now()) - %s",
                (timedelta(hours=hours),),
            )
        return made

    return _overdue


def due_at(connection: psycopg.Connection) -> datetime:
    """Return the due time of the only job."""
    row = connection.execute("SELECT due_at FROM etl.schedule").fetchone()
    assert row is not None
    due = row[0]
    assert isinstance(due, datetime)
    return due


def runs(connection: psycopg.Connection) -> list[tuple[str, datetime | None]]:
    """Return outcome and due time of every run, the first one first."""
    return connection.execute("SELECT outcome, due_at FROM etl.runs ORDER BY run_id").fetchall()
