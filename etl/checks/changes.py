"""Whether what changes is marked: triggers as they are defined, and rows that nobody marked."""

from collections.abc import Iterator

import psycopg

from etl.checks.findings import Finding
from etl.schema import triggers
from etl.statements import statement

RECOMPUTE = "run `localpro refresh --full`"
RESTORE = f"Run `localpro migrate`, which puts them right, then {RECOMPUTE}"
RECOUNT = ", and `localpro reputation recalc --counters`"


def check_triggers(connection: psycopg.Connection) -> Iterator[Finding]:
    """Tell which triggers are missing, switched off, or not those of this release."""
    # those that mark first: what they miss is nowhere to be seen
    faults = sorted(triggers.faults(connection), key=lambda fault: not fault.trigger.marks)
    if not faults:
        yield Finding("triggers", f"all {len(triggers.defined())} as they are defined")
        return
    named = "; ".join(map(str, faults[:3]))
    more = f"; and {len(faults) - 3} more" if len(faults) > 3 else ""
    counts = any(fault.trigger.counts for fault in faults)
    yield Finding("triggers", named + more, RESTORE + (RECOUNT if counts else ""))


def check_marks(connection: psycopg.Connection) -> Iterator[Finding]:
    """Tell whether rows came or went that no refresh was told of."""
    rows = connection.execute(statement(__file__, "sql/unmarked")).fetchall()
    for source, stored, known in rows:
        state = f"{stored:,} {source} are stored, {known:,} of them are counted or marked"
        yield Finding(f"marks of {source}", state, f"Some changes were not marked: {RECOMPUTE}")
    if not rows:
        yield Finding("marks", "every row is counted, or marked for the next refresh")


def check_replication(connection: psycopg.Connection) -> Iterator[Finding]:
    """Tell of tables that a subscription fills: it fires no trigger of statements."""
    rows = connection.execute(statement(__file__, "sql/subscribed")).fetchall()
    if rows:
        tables = ", ".join(table for (table,) in rows)
        yield Finding(
            "subscriptions",
            f"{tables} are filled by logical replication, which marks nothing",
            "Run `localpro refresh --full` instead of `localpro refresh`, by cron",
        )
