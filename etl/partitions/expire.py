"""Drop the partitions whose rows need not be kept."""

from dataclasses import dataclass
from functools import partial

import psycopg
from psycopg import sql

from etl.partitions.detach import detach
from etl.partitions.patience import patiently
from etl.statements import statement

EXPIRES = {"notifications": "6 months"}
"""How long a parent keeps its rows. Messages stay; searches leave by way of the archive."""


@dataclass(frozen=True)
class Expired:
    """A partition that only holds rows older than its parent keeps."""

    parent: str
    child: str


def expired(connection: psycopg.Connection) -> list[Expired]:
    """Return the partitions that are to be dropped, the oldest first."""
    return [
        Expired(parent, child)
        for parent, kept in EXPIRES.items()
        for (child, _) in connection.execute(
            statement(__file__, "sql/expired"), {"parent": parent, "kept": kept}
        ).fetchall()
    ]


def expire(connection: psycopg.Connection) -> list[str]:
    """Detach and drop what has expired, and return the names of the children.

    `connection` must be in autocommit mode. Raises InUseError when a table stays in use.
    """
    gone = expired(connection)
    for partition in gone:
        detach(connection, partition.parent, partition.child)
        patiently(connection, f"drop {partition.child}", partial(drop, connection, partition.child))
    return [partition.child for partition in gone]


def drop(connection: psycopg.Connection, child: str) -> None:
    """Drop a detached child; its name stays free for a later one."""
    connection.execute(sql.SQL("DROP TABLE {}").format(sql.Identifier("partitions", child)))
