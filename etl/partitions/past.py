"""Make partitions for rows of the past: a marketplace that is loaded is older than its database."""

from dataclasses import dataclass
from datetime import date
from functools import partial

import psycopg
from psycopg.rows import class_row

from etl.db import Lock, connect, exclusive
from etl.errors import PartitionError
from etl.ledger import in_ledger
from etl.partitions.expire import EXPIRES
from etl.partitions.patience import patiently
from etl.partitions.premake import Missing, make
from etl.rotation import today
from etl.statements import statement

MOST = 1000
"""Partitions that one run may make, of about thirteen years: all of them cost every statement that
reads all rows."""


@dataclass(frozen=True)
class Past(Missing):
    """A partition of the past that does not exist, and why it is not to be made, if so."""

    left_out: str | None

    def __str__(self) -> str:
        """Return why it is left out, and what can be done."""
        week = self.child.rpartition("_y")[2]
        return {
            "archived": f"{self.child} is in the archive: `localpro archive restore {week}`"
            " brings it back",
            "expired": f"{self.child} would be dropped at once: {self.parent} are kept for"
            f" {EXPIRES.get(self.parent)}",
            "lost": f"{self.child} was here and is gone; its figures stand. Attach it from a"
            " backup, as `localpro doctor` says",
        }.get(self.left_out or "", self.child)


def make_past(first_day: date, url: str | None = None) -> tuple[list[str], list[Past]]:
    """Make what rows from `first_day` until today need; return what was made and was left out.

    Raises PartitionError, having made nothing, for a day in the future, more than MOST partitions,
    or when everything that is missing has to be left out; BusyError and InUseError as `maintain`.
    """
    with connect(url, autocommit=True, application_name="localpro partitions") as connection:
        wanted, left_out = plan_past(connection, first_day)
        if left_out and not wanted:
            raise PartitionError("nothing can be made: " + "; ".join(map(str, left_out)))
        with (
            in_ledger("partitions", {"from": f"{first_day}"}, url) as run,
            exclusive(connection, Lock.PARTITIONS),
        ):
            for partition in wanted:
                step = partial(make, connection, partition)
                patiently(connection, f"make {partition.child}", step)
            run.row_count = len(wanted)
    return [partition.child for partition in wanted], left_out


def plan_past(connection: psycopg.Connection, first_day: date) -> tuple[list[Past], list[Past]]:
    """Return the missing partitions from `first_day` on: those to make, and those to leave out."""
    if first_day > today(connection):
        raise PartitionError(
            f"{first_day} lies in the future: `localpro partitions` alone makes what is to come"
        )
    with connection.cursor(row_factory=class_row(Past)) as cursor:
        missing = cursor.execute(
            statement(__file__, "sql/past"),
            {"first_day": first_day, "parents": list(EXPIRES), "kept": list(EXPIRES.values())},
        ).fetchall()
    wanted = [partition for partition in missing if partition.left_out is None]
    if len(wanted) > MOST:
        weeks = sum(partition.parent == "search_logs" for partition in wanted)
        raise PartitionError(
            f"from {first_day} on {weeks:,} weeks and {len(wanted) - weeks:,} months are missing,"
            f" more than {MOST:,} at once: name the day of the first rows there really are"
        )
    return wanted, [partition for partition in missing if partition.left_out]
