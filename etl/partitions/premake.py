"""Make partitions ahead of the rows that will need them."""

from dataclasses import dataclass
from datetime import date, timedelta
from functools import partial

import psycopg

from etl.partitions.patience import patiently
from etl.statements import statement

RUNWAY = {
    "messages": timedelta(days=183),
    "notifications": timedelta(days=183),
    "search_logs": timedelta(weeks=12),
}
"""How far ahead of today partitions are made."""

ALARM = 0.5
"""The share of the runway that must be there: less means that runs were missed."""


@dataclass(frozen=True)
class Missing:
    """A partition that does not exist yet, and the first day whose rows need it."""

    parent: str
    child: str
    first_day: date


def missing(connection: psycopg.Connection, share: float = 1) -> list[Missing]:
    """Return what the runway lacks, the most urgent first; `share` looks less far ahead."""
    days = [int(ahead.days * share) for ahead in RUNWAY.values()]
    found = connection.execute(
        statement(__file__, "sql/missing"), {"parents": list(RUNWAY), "days": days}
    )
    return [Missing(*row) for row in found]


def premake(connection: psycopg.Connection) -> list[str]:
    """Make what the runway lacks, one at a time, and return the names of the children.

    `connection` must be in autocommit mode. Raises InUseError when a table stays locked.
    """
    planned = missing(connection)
    for partition in planned:
        patiently(connection, f"make {partition.child}", partial(make, connection, partition))
    return [partition.child for partition in planned]


def make(connection: psycopg.Connection, partition: Missing) -> None:
    """Make and attach it, unless another session was first."""
    connection.execute(
        "SELECT etl.ensure_partitions(%(day)s, %(day)s, %(parent)s)",
        {"day": partition.first_day, "parent": partition.parent},
    )
