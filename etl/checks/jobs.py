"""What the doctor asks about jobs: which of them failed when they last ran, or are late."""

from collections.abc import Iterator
from datetime import timedelta

import psycopg
from psycopg.rows import DictRow, dict_row

from etl.checks.findings import Finding
from etl.jobs.schedule import COMMANDS, Job

AHEAD = timedelta(minutes=1)
"""How much later than its schedule says a job may be due: as far as clocks are apart."""


def check_jobs(connection: psycopg.Connection) -> Iterator[Finding]:
    """Yield a finding on every job that failed or is late, or one that all are well.

    What only people run, such as a restore, told them when it failed.
    """
    with connection.cursor(row_factory=dict_row) as cursor:
        jobs = cursor.execute(
            "SELECT *, clock_timestamp() AS now FROM analytics.jobs ORDER BY job"
        ).fetchall()
    watched = [job for job in jobs if job["cron"] or job["job"] in COMMANDS]
    troubles = [trouble for job in watched if (trouble := _trouble(job))]
    yield from troubles
    if not troubles:
        dues = [
            f"{job['job']} due {job['due_at']:%Y-%m-%d %H:%M %Z}" for job in jobs if job["cron"]
        ]
        yield Finding("jobs", ", ".join(dues) or "none is scheduled by `localpro schedule`")


def _trouble(job: DictRow) -> Finding | None:
    subject = f"job {job['job']}"
    if job["alert"] == "failed":
        again = COMMANDS.get(job["job"])
        state = f"failed at {job['finished_at']:%Y-%m-%d %H:%M %Z}: {job['error']}"
        remedy = f"Put that right and run `{again}`" if again else "Put that right, and run it"
        return Finding(subject, state, f"{remedy} again")
    if job["alert"] == "late":
        state = f"was due at {job['due_at']:%Y-%m-%d %H:%M %Z} and has not run"
        return Finding(subject, state, "Start `localpro schedule`")
    if (
        job["cron"]
        and job["due_at"] > Job(job["job"], job["cron"], "").next_due(job["now"]) + AHEAD
    ):
        state = f"is due at {job['due_at']:%Y-%m-%d %H:%M %Z} only: the clock was ahead"
        return Finding(subject, state, "Start `localpro schedule`, which corrects that")
    return None
