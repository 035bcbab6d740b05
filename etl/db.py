"""Connections of the ETL to PostgreSQL, and the advisory locks that keep jobs from overlapping."""

from collections.abc import Iterator
from contextlib import contextmanager
from enum import IntEnum

import psycopg

from etl.errors import BusyError, LocalProError
from etl.settings import settings

LOCK_SPACE = 0x4C50
"""First key of every advisory lock of the product ("LP")."""


class Lock(IntEnum):
    """Second key of an advisory lock: one per job that must not run twice at once."""

    MIGRATE = 1
    REFRESH = 2
    LOAD = 3
    PARTITIONS = 4
    ARCHIVE = 5
    REPUTATION = 6


def connect(
    url: str | None = None, *, autocommit: bool = False, application_name: str = "localpro"
) -> psycopg.Connection:
    """Return a connection as the owner.

    Raises LocalProError (without the password) when the server cannot be reached.
    """
    try:
        return psycopg.connect(
            url or settings().require_database_url(),
            autocommit=autocommit,
            connect_timeout=10,
            application_name=application_name,
        )
    except psycopg.OperationalError as error:
        reason = str(error).splitlines()[0]
        raise LocalProError(f"cannot connect to the database: {reason}") from error


@contextmanager
def exclusive(connection: psycopg.Connection, lock: Lock) -> Iterator[None]:
    """Hold `lock` for the session of `connection`; raise BusyError when another holds it.

    Take it before the transaction whose snapshot must see what the previous holder did.
    """
    row = connection.execute("SELECT pg_try_advisory_lock(%s, %s)", (LOCK_SPACE, lock)).fetchone()
    if not connection.autocommit:
        connection.commit()
    if row is None or not row[0]:
        raise BusyError(f"another process is already running this job ({lock.name.lower()})")
    try:
        yield
    finally:
        if not connection.closed:
            connection.rollback()
            connection.execute("SELECT pg_advisory_unlock(%s, %s)", (LOCK_SPACE, lock))
            if not connection.autocommit:
                connection.commit()


@contextmanager
def server_cursor(connection: psycopg.Connection, name: str) -> Iterator[psycopg.ServerCursor]:
    """Give a cursor that the server keeps; close it, also when the server ends before it."""
    cursor = connection.cursor(name=name)
    try:
        yield cursor
    finally:
        try:
            cursor.close()
        finally:
            # A server cursor stays open for the driver when the server cannot be told.
            psycopg.Cursor.close(cursor)
