"""Whether every row has a partition to go to, and every partition is where it belongs."""

from collections.abc import Iterator

import psycopg
from psycopg.rows import DictRow, dict_row

from etl.archive.weeks import KEPT
from etl.checks.findings import Finding
from etl.partitions.expire import expired
from etl.partitions.premake import ALARM, missing
from etl.statements import statement

ATTACH = (
    "SELECT etl.attach_partition('{parent}', '{child}', etl.business_midnight('{first_day}'),"
    " etl.business_midnight('{next_day}'))"
)


def check_runway(connection: psycopg.Connection) -> Iterator[Finding]:
    """Tell whether the coming rows have partitions to go to: half the runway is the alarm."""
    left = {week["child"] for week in _rows(connection, "sql/young_weeks", {"kept": KEPT})}
    lacking = [each.child for each in missing(connection, share=ALARM) if each.child not in left]
    if lacking:
        state = f"the runway is short, missing: {', '.join(lacking)}"
        yield Finding("partitions", state, "Run `localpro partitions`")
    else:
        yield Finding("partitions", "there for more than half the runway")


def check_gone(connection: psycopg.Connection) -> Iterator[Finding]:
    """Tell of weeks and months that are neither here nor archived."""
    for gone in _rows(connection, "sql/gone"):
        subject, week = f"partition {gone['child']}", gone["child"].rpartition("_y")[2]
        if gone["is_stored"]:
            state = "is only in the archive, though it was restored"
            yield Finding(subject, state, f"Run `localpro archive restore {week}`")
        elif gone["has_figures"]:
            yield Finding(
                subject,
                "is neither here nor archived; its figures stay as they were published",
                f"Copy its table from a backup to the schema `partitions`, then run in psql:"
                f" `{ATTACH.format_map(gone)}`",
            )
        else:
            state = "is missing between others: its rows would be refused"
            remedy = f"Run `localpro partitions --from {gone['first_day']}`"
            yield Finding(subject, state, remedy)


def check_detached(connection: psycopg.Connection) -> Iterator[Finding]:
    """Tell of partitions that are detached, or half so, and that no job is about to drop."""
    going = {each.child for each in expired(connection)}
    for left in _rows(connection, "sql/detached"):
        subject = f"partition {left['child']}"
        if left["child"] in going:
            yield Finding(subject, f"is {left['state']}", "Run `localpro partitions`")
        elif left["is_archiving"]:
            yield Finding(subject, f"is {left['state']}", "Run `localpro archive`")
        elif left["state"] == "detaching":
            finish = (
                f"ALTER TABLE public.{left['parent']} DETACH PARTITION"
                f" partitions.{left['child']} FINALIZE"
            )
            yield Finding(subject, "is half detached", f"Run in psql: `{finish}`")
        else:
            state = "is detached: its rows are hidden, new ones are refused"
            yield Finding(subject, state, f"Run in psql: `{ATTACH.format_map(left)}`")


def check_bounds(connection: psycopg.Connection) -> Iterator[Finding]:
    """Tell of partitions that hold other days than their names say, or that have other names."""
    for odd in _rows(connection, "sql/odd_bounds"):
        yield Finding(
            f"partition {odd['child']}",
            f"of {odd['parent']} holds what its name does not say: {odd['bound']}",
            "Detach it, and attach it under the name and with the bounds that"
            " `SELECT * FROM etl.planned_partitions(DAY, DAY)` gives",
        )


def check_young_weeks(connection: psycopg.Connection) -> Iterator[Finding]:
    """Tell of weeks on their way to the archive, or in it, that are too young for that."""
    for week in _rows(connection, "sql/young_weeks", {"kept": KEPT}):
        yield Finding(
            f"week {week['week']}",
            f"is {week['state']}, though younger than {KEPT}: the clock was ahead",
            f"Run `localpro archive restore {week['week']}`",
        )


def _rows(
    connection: psycopg.Connection, name: str, parameters: dict[str, object] | None = None
) -> list[DictRow]:
    with connection.cursor(row_factory=dict_row) as cursor:
        return cursor.execute(statement(__file__, name), parameters).fetchall()
