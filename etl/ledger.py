"""The ledger of runs: every job writes when it started, how it ended, and why it failed."""

from collections.abc import Iterator
from contextlib import contextmanager, suppress
from contextvars import ContextVar
from dataclasses import dataclass
from datetime import datetime

import psycopg
from psycopg.types.json import Jsonb

from etl.db import connect
from etl.errors import BusyError, LocalProError
from etl.schema.revision import require_newest

ABANDONED = "the process ended without finishing"

LOCK_SPACE = 0x4C52
"""First key of the advisory locks that running runs hold; the second is the run's id."""


@dataclass
class Run:
    """A run in progress; the job sets `row_count` before it ends."""

    run_id: int
    job: str
    row_count: int | None = None


_served: ContextVar[datetime | None] = ContextVar("served", default=None)


@contextmanager
def serving(due_at: datetime) -> Iterator[None]:
    """Write the runs within down as serving a due time of the schedule."""
    token = _served.set(due_at)
    try:
        yield
    finally:
        _served.reset(token)


@contextmanager
def in_ledger(job: str, arguments: dict[str, object], url: str | None = None) -> Iterator[Run]:
    """Write a run of `job` into `etl.runs`, on a connection of its own so that failures stay.

    The outcome is `succeeded`, `refused` when another process holds the job, else `failed`: also
    for earlier runs of the job whose process is gone. Raises what the job raises, MigrationError
    before it starts when the database is not at the revision that this release is written for, and
    LocalProError when the job is done but its end cannot be written down.
    """
    with connect(url, autocommit=True) as connection:
        require_newest(connection)
        run = _start(connection, job, arguments)
        try:
            yield run
        except BaseException as error:
            outcome = "refused" if isinstance(error, BusyError) else "failed"
            # When the server is gone, too: the job's own error says more, the next run closes this.
            with suppress(psycopg.OperationalError):
                _finish(connection, run, outcome, f"{type(error).__name__}: {error}")
            raise
        try:
            _finish(connection, run, "succeeded", None)
        except psycopg.OperationalError as error:
            raise LocalProError(f"{job} is done, but not in the ledger: {error}") from error


def _start(connection: psycopg.Connection, job: str, arguments: dict[str, object]) -> Run:
    """Write the run down. It is seen by others once its connection holds its lock."""
    _close_abandoned(connection, job)
    with connection.transaction():
        row = connection.execute(
            "INSERT INTO etl.runs (job, arguments, due_at) VALUES (%s, %s, %s) RETURNING run_id",
            (job, Jsonb(arguments), _served.get()),
        ).fetchone()
        assert row is not None
        connection.execute("SELECT pg_advisory_lock(%s, %s::integer)", (LOCK_SPACE, row[0]))
    return Run(run_id=row[0], job=job)


def _close_abandoned(connection: psycopg.Connection, job: str) -> None:
    """Mark running runs of the job as failed when no connection holds their lock any more."""
    connection.execute(
        "UPDATE etl.runs SET outcome = 'failed', finished_at = clock_timestamp(), error = %s"
        " WHERE job = %s AND outcome = 'running' AND run_id NOT IN ("
        "  SELECT objid FROM pg_locks WHERE locktype = 'advisory' AND classid = %s"
        "  AND database = (SELECT oid FROM pg_database WHERE datname = current_database()))",
        (ABANDONED, job, LOCK_SPACE),
    )


def _finish(connection: psycopg.Connection, run: Run, outcome: str, error: str | None) -> None:
    connection.execute(
        "UPDATE etl.runs SET outcome = %s, row_count = %s, error = %s,"
        " finished_at = clock_timestamp() WHERE run_id = %s",
        (outcome, run.row_count, error, run.run_id),
    )
