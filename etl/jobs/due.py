"""Runs a job that is due once, however many schedulers look after it.

Two things see to that: an advisory lock per job while it runs, and its due time, which moves on
only when a run has ended. A scheduler that dies in between leaves the job due for the next one.
"""

import logging
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from datetime import datetime

import psycopg

from etl.adopt.state import is_under_way
from etl.db import connect
from etl.errors import BusyError
from etl.jobs import retry
from etl.jobs.schedule import Job
from etl.ledger import serving

log = logging.getLogger(__name__)

LOCK_SPACE = 0x4C51
"""First key of the schedulers' advisory locks; the second is the hash of the job's name."""


def register(jobs: Iterable[Job], url: str | None = None) -> None:
    """Make these jobs the schedule: a new one, or one at other times, is next due as it says.

    So is one that is due later than that: its due time was set while the clock was ahead.
    """
    with connect(url) as connection:
        now = _now(connection)
        for job in jobs:
            connection.execute(
                "INSERT INTO etl.schedule AS known (job, cron, due_at) VALUES (%s, %s, %s)"
                " ON CONFLICT (job) DO UPDATE SET cron = EXCLUDED.cron, due_at = EXCLUDED.due_at"
                " WHERE known.cron <> EXCLUDED.cron OR known.due_at > EXCLUDED.due_at",
                (job.name, job.cron, job.next_due(now)),
            )
        names = [job.name for job in jobs]
        connection.execute("DELETE FROM etl.schedule WHERE job <> ALL (%s)", (names,))


def run_if_due(job: Job, url: str | None = None) -> bool:
    """Run the job if it is due and no other scheduler runs it; return whether it ran.

    However many times were missed, it runs once; what writes the marketplace passes its time over
    while one is adopted. Raises what the job raises after its last attempt;
    it is then next due as its schedule says.
    """
    with (
        connect(url, autocommit=True, application_name=f"localpro schedule {job.name}") as watch,
        _alone(watch, job) as is_alone,
    ):
        if is_alone:
            _correct(watch, job)
        due = _due(watch, job) if is_alone else None
        if due is None:
            return False
        if job.writes_marketplace and is_under_way(watch):
            _move_on(job, due, url)
            return False
        try:
            _perform(watch, job, due, url)
        except Exception:
            _move_on(job, due, url)
            raise
        _move_on(job, due, url)
        return True


def _perform(watch: psycopg.Connection, job: Job, due: datetime, url: str | None) -> None:
    if _is_served(watch, job, due):
        return
    try:
        with serving(due):
            retry.attempts(job.run, url)
    except BusyError as error:
        log.info("%s: %s", job.name, error)


@contextmanager
def _alone(connection: psycopg.Connection, job: Job) -> Iterator[bool]:
    """Yield whether this is the scheduler that runs the job. The lock ends with the connection."""
    row = connection.execute(
        "SELECT pg_try_advisory_lock(%s, hashtext(%s))", (LOCK_SPACE, job.name)
    ).fetchone()
    yield row == (True,)


def _correct(connection: psycopg.Connection, job: Job) -> None:
    """Bring back a due time that lies beyond the next one: the clock was set back since."""
    next_due = job.next_due(_now(connection))
    connection.execute(
        "UPDATE etl.schedule SET due_at = %s WHERE job = %s AND due_at > %s",
        (next_due, job.name, next_due),
    )


def _due(connection: psycopg.Connection, job: Job) -> datetime | None:
    row = connection.execute(
        "SELECT due_at FROM etl.schedule WHERE job = %s AND due_at <= clock_timestamp()",
        (job.name,),
    ).fetchone()
    return row[0] if row else None


def _is_served(connection: psycopg.Connection, job: Job, due: datetime) -> bool:
    """Tell whether a run for this time succeeded, but its scheduler died before it moved on."""
    row = connection.execute(
        "SELECT EXISTS (SELECT FROM etl.runs"
        " WHERE job = %s AND due_at = %s AND outcome = 'succeeded')",
        (job.name, due),
    ).fetchone()
    return row == (True,)


def _move_on(job: Job, served: datetime, url: str | None) -> None:
    with connect(url) as connection:
        connection.execute(
            "UPDATE etl.schedule SET due_at = %s WHERE job = %s AND due_at = %s",
            (job.next_due(_now(connection)), job.name, served),
        )


def _now(connection: psycopg.Connection) -> datetime:
    """Return the server's time, which all schedulers share."""
    row = connection.execute("SELECT clock_timestamp()").fetchone()
    assert row is not None
    now = row[0]
    assert isinstance(now, datetime)
    return now
