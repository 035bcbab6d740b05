"""Who waits for or holds a table, in the database of the connection that asks.

Databases cloned from one template share the oids of their tables, and the server's list of locks
shows those of every database: tests that run beside each other must not take these for their own.
"""

import psycopg


def waiting_for(connection: psycopg.Connection, table: str) -> list[int]:
    """Return the server processes that wait for the table."""
    return _processes(connection, table, None)


def holding(connection: psycopg.Connection, table: str, mode: str) -> list[int]:
    """Return the server processes that hold the table in a mode such as `ShareLock`."""
    return _processes(connection, table, mode)


def _processes(connection: psycopg.Connection, table: str, held: str | None) -> list[int]:
    rows = connection.execute(
        "SELECT pid FROM pg_locks WHERE relation = %(table)s::regclass"
        " AND database = (SELECT oid FROM pg_database WHERE datname = current_database())"
        " AND CASE WHEN %(held)s::text IS NULL THEN NOT granted"
        "   ELSE granted AND mode = %(held)s END",
        {"table": table, "held": held},
    )
    return [pid for (pid,) in rows.fetchall()]
