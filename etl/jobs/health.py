"""What the doctor asks about jobs: which of them failed when they last ran, or are late."""

from collections.abc import Iterator

import psycopg
from psycopg.rows import DictRow, dict_row

from etl.cluster.findings import Finding


def check_jobs(connection: psycopg.Connection) -> Iterator[Finding]:
    """Yield a finding on every job that failed or is late, or one that all are well."""
    with connection.cursor(row_factory=dict_row) as cursor:
        jobs = cursor.execute("SELECT * FROM analytics.jobs ORDER BY job").fetchall()
    troubled = [job for job in jobs if job["alert"]]
    yield from map(_trouble, troubled)
    if not troubled:
        dues = [
            f"{job['job']} due {job['due_at']:%Y-%m-%d %H:%M %Z}" for job in jobs if job["cron"]
        ]
        yield Finding("jobs", ", ".join(dues) or "none is scheduled by `localpro schedule`")


def _trouble(job: DictRow) -> Finding:
    name = job["job"]
    if job["alert"] == "failed":
        state = f"failed at {job['finished_at']:%Y-%m-%d %H:%M %Z}: {job['error']}"
        return Finding(f"job {name}", state, f"Put that right and run `localpro {name}` again")
    state = f"was due at {job['due_at']:%Y-%m-%d %H:%M %Z} and has not run"
    return Finding(f"job {name}", state, "Start `localpro schedule`")
