"""Whether what people read is of today, and whether anybody sees to that."""

from collections.abc import Iterator
from datetime import timedelta

import psycopg
from psycopg.rows import dict_row

from etl.checks.findings import Finding
from etl.jobs.schedule import scheduled_jobs
from etl.refresh.marks import pending
from etl.statements import statement

OLDEST = timedelta(hours=24)
"""How long nobody may have looked for changes."""

SCHEDULE = "Start `localpro schedule`"
REFRESH = f"{SCHEDULE}, or run `localpro refresh --if-changed`"


def check_data(connection: psycopg.Connection) -> Iterator[Finding]:
    """Tell whether there is a data version, and when a refresh last looked for changes."""
    with connection.cursor(row_factory=dict_row) as cursor:
        found = cursor.execute(statement(__file__, "sql/freshness")).fetchone()
    if found is None or found["published_at"] is None:
        yield Finding("data", "no data version is published", "Run `localpro refresh`")
        return
    published = f"published {found['published_at']:%Y-%m-%d %H:%M %Z}"
    if found["published_at"] > found["now"] + timedelta(minutes=5):
        yield Finding(
            "data",
            f"{published}, which is in the future: the clock was ahead",
            "Run `localpro refresh --full`",
        )
    elif found["now"] - found["looked_at"] > OLDEST:
        days = (found["now"] - found["looked_at"]) / timedelta(days=1)
        state = f"{published}; the last look for changes was {days:.1f} days ago"
        if sources := pending(connection).sources:
            state += f"; changes of {', '.join(sorted(sources))} wait"
        yield Finding("data", state, REFRESH)
    else:
        yield Finding("data", published)


def check_schedule(connection: psycopg.Connection) -> Iterator[Finding]:
    """Tell of jobs that nobody runs: neither a scheduler nor a cron line of their own."""
    with connection.cursor(row_factory=dict_row) as cursor:
        rows = cursor.execute(statement(__file__, "sql/unattended")).fetchall()
    attended = {row["job"] for row in rows if row["is_attended"]}
    is_young = any(row["is_young"] for row in rows)
    left = [job.name for job in scheduled_jobs() if job.name not in attended]
    if left and not is_young:
        state = f"{', '.join(left)}: not scheduled, and not run for two days"
        yield Finding("schedule", state, f"{SCHEDULE}, or run each by cron")
    elif not left:
        yield Finding("schedule", "every job is scheduled, was run, or is off")
