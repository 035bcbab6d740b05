"""Take a partition out of its parent while readers and writers go on."""

from functools import partial

import psycopg
from psycopg import sql

from etl.partitions.patience import patiently
from etl.statements import statement

CONCURRENTLY = sql.SQL("ALTER TABLE {parent} DETACH PARTITION {child} CONCURRENTLY")
FINALIZE = sql.SQL("ALTER TABLE {parent} DETACH PARTITION {child} FINALIZE")


def detach(connection: psycopg.Connection, parent: str, child: str) -> None:
    """Detach `child`, finishing first what an earlier run left in the middle.

    `connection` must be in autocommit mode. New queries lose sight of the rows at once; the detach
    ends when no transaction is left that may still see them. Raises InUseError when that takes too
    long: the detach then stays pending, and the next call finishes it.
    """
    finish_pending(connection, parent)
    patiently(connection, f"detach {child}", partial(_step, connection, parent, child))


def finish_pending(connection: psycopg.Connection, parent: str) -> None:
    """Finish the detach that an earlier run left in the middle, if there is one."""
    for (pending,) in connection.execute(
        statement(__file__, "sql/unfinished"), (parent,)
    ).fetchall():
        patiently(
            connection, f"finish detaching {pending}", partial(_step, connection, parent, pending)
        )


def state_of(connection: psycopg.Connection, child: str) -> str | None:
    """Return `attached`, `detaching` or `detached`; None when there is no such table."""
    row = connection.execute(statement(__file__, "sql/state"), (child,)).fetchone()
    return None if row is None else row[0]


def _step(connection: psycopg.Connection, parent: str, child: str) -> None:
    """Do what the partition's state asks for: an attempt that timed out leaves it pending."""
    statements = {"attached": CONCURRENTLY, "detaching": FINALIZE}
    if action := statements.get(state_of(connection, child) or ""):
        connection.execute(
            action.format(
                parent=sql.Identifier("public", parent), child=sql.Identifier("partitions", child)
            )
        )
