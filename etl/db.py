"""Connections of the ETL to PostgreSQL, and the advisory locks that keep jobs from overlapping.

Every connection is made here, and pinned: what a server, a database, a role or an environment sets
changes neither what the ETL computes nor how long it may take.
"""

import os
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from enum import IntEnum

import psycopg
from psycopg.conninfo import conninfo_to_dict, make_conninfo

from etl.errors import BusyError, LocalProError, PooledError
from etl.settings import settings

PATIENCE = {
    "statement_timeout": "0",
    "lock_timeout": "0",
    "idle_session_timeout": "0",
    "idle_in_transaction_session_timeout": "15min",
}
"""How long a session may take, where its address does not say otherwise."""

PINS = {
    "TimeZone": "UTC",
    "DateStyle": "ISO,MDY",
    "IntervalStyle": "postgres",
    "bytea_output": "hex",
    "extra_float_digits": "1",
    "search_path": "public",
    "default_transaction_isolation": "read\\ committed",
    "default_transaction_read_only": "off",
    "default_transaction_deferrable": "off",
    "standard_conforming_strings": "on",
    "transform_null_equals": "off",
    "array_nulls": "on",
    "row_security": "on",
    "gin_fuzzy_search_limit": "0",
    "quote_all_identifiers": "off",
    # A statement whose client was killed ends within this time.
    "client_connection_check_interval": "2s",
}
"""Settings that change what a statement means, or whether it ends."""

MISLEADING = (
    *("PGSERVICE", "PGHOSTADDR", "PGTARGETSESSIONATTRS"),
    *("PGOPTIONS", "PGTZ", "PGDATESTYLE", "PGGEQO", "PGCLIENTENCODING"),
)
"""Variables by which the environment would choose another server, or settings above the pins."""

LOCAL = ("127.0.0.1", "::1", "localhost")
"""Nobody listens on the way: the environment's demand for encryption is not meant for these."""

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
    BACKUP = 7
    UPKEEP = 8


def connect(
    url: str | None = None,
    *,
    autocommit: bool = False,
    application_name: str = "localpro",
    is_direct: bool = True,
) -> psycopg.Connection:
    """Return a pinned connection to `url`, or as the owner.

    Raises LocalProError (without the password) when the server cannot be reached, PooledError when
    a pooler is in between and the connection `is_direct`; others take one without pins there.
    """
    try:
        connection = _connected(address(url, application_name=application_name), is_direct)
        if is_direct:
            _require_direct(connection)
    except psycopg.OperationalError as error:
        reason = str(error).splitlines()[0]
        if "startup parameter" in reason:
            raise PooledError from None
        raise LocalProError(f"cannot connect to the database: {reason}") from error
    connection.autocommit = autocommit
    return connection


def _connected(pinned: str, is_direct: bool) -> psycopg.Connection:
    try:
        return psycopg.connect(pinned, autocommit=True)
    except psycopg.OperationalError as error:
        if is_direct or "startup parameter" not in str(error):
            raise
        return psycopg.connect(make_conninfo(pinned, options=""), autocommit=True)


def address(url: str | None = None, *, application_name: str = "localpro") -> str:
    """Return the connection string of a pinned session, for whatever driver speaks libpq.

    Options that the URL itself has stay, but for those that are pinned.
    """
    for name in MISLEADING:
        os.environ.pop(name, None)
    given = conninfo_to_dict(url or settings().require_database_url())
    if given.get("host") in LOCAL:
        for demand in ("sslmode", "gssencmode", "channel_binding"):
            given.setdefault(demand, "prefer")
    own = given.pop("options", "")
    pinned = {
        "options": f"{_options(PATIENCE)} {own} {_options(PINS)}",
        "client_encoding": "UTF8",
        "connect_timeout": "10",
        "application_name": application_name,
    }
    return make_conninfo("", **(given | pinned))


def each_server(url: str) -> list[str]:
    """Return the address of each server that a URL names, in its order."""
    given = conninfo_to_dict(url)
    hosts, ports = (str(given.get(name) or "").split(",") for name in ("host", "port"))
    if len(hosts) == 1:
        return [url]
    every = ports * len(hosts) if len(ports) == 1 else ports
    return [
        make_conninfo("", **(given | {"host": host, "port": port or None}))
        for host, port in zip(hosts, every, strict=True)
    ]


def at_replicas(url: str | None = None) -> list[str]:
    """Return the addresses by which the owner reaches the replicas that the settings name."""
    readers, owner = settings().analytics_url, settings().database_url
    if readers is None or owner is None or url not in (None, owner.get_secret_value()):
        return []
    *replicas, _ = map(conninfo_to_dict, each_server(readers.get_secret_value()))
    return [
        make_conninfo(owner.get_secret_value(), host=each["host"], port=each.get("port"))
        for each in replicas
    ]


def _options(pins: Mapping[str, str]) -> str:
    return " ".join(f"-c {name}={value}" for name, value in pins.items())


def _require_direct(connection: psycopg.Connection) -> None:
    """A pooler greets with a number of its own, not with that of the server process."""
    row = connection.execute("SELECT pg_backend_pid()").fetchone()
    if row != (connection.info.backend_pid,):
        connection.close()
        raise PooledError


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
