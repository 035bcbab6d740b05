"""Engines of the reading side: how a server is connected to, and under what limits."""

import os
from collections.abc import Mapping
from functools import lru_cache, partial
from typing import Any, cast

import psycopg
from psycopg import sql
from sqlalchemy import Connection, Dialect, Engine, create_engine, event
from sqlalchemy.engine.interfaces import DBAPIConnection, ExecutionContext
from sqlalchemy.pool import ConnectionPoolEntry

from queries.pools import watched
from queries.settings import QuerySettings, settings
from queries.watchful import WatchfulConnection

PINS = {
    "DateStyle": "ISO,MDY",
    "IntervalStyle": "postgres",
    "bytea_output": "hex",
    "extra_float_digits": "1",
    "search_path": "public",
    "standard_conforming_strings": "on",
    "transform_null_equals": "off",
    "array_nulls": "on",
    "row_security": "on",
    "gin_fuzzy_search_limit": "0",
    "lock_timeout": "5s",
    "idle_in_transaction_session_timeout": "5min",
    "idle_session_timeout": "0",
    "client_connection_check_interval": "2s",
}
"""Settings that change what a query finds, or whether it ends; the zone and the limit are set."""

KEEPALIVE = {
    "keepalives_idle": 10,
    "keepalives_interval": 5,
    "keepalives_count": 3,
    "tcp_user_timeout": 20_000,
}
"""By which a machine that is gone without a word is noticed within half a minute."""

NAME = "localpro_name"
"""The option of an execution that says what a statement is called."""

WRITERS = 5
"""Connections of this process that write: what they do takes milliseconds."""

MISLEADING = (
    *("PGSERVICE", "PGHOSTADDR", "PGTARGETSESSIONATTRS"),
    *("PGOPTIONS", "PGTZ", "PGDATESTYLE", "PGGEQO", "PGCLIENTENCODING"),
)
"""Variables by which the environment would choose another server, or settings above the pins."""

LOCAL = ("127.0.0.1", "::1", "localhost")
"""Nobody listens on the way: the environment's demand for encryption is not meant for these."""


@lru_cache
def engine_of(url: str, *, writes: bool = False, most: int | None = None) -> Engine:
    """Return the one engine of this process for a URL, which only reads unless it `writes`.

    It has so many connections at `most`, where that is said.
    """
    values = settings()
    pins = _pins(values, writes=writes)
    most = WRITERS if writes else most
    made = create_engine(
        url.replace("postgresql://", "postgresql+psycopg://", 1),
        pool_size=most or values.pool_connections,
        max_overflow=0,
        pool_timeout=values.query_timeout_seconds,  # many at once wait for each other's questions
        pool_pre_ping=True,
        isolation_level="READ COMMITTED" if writes else "REPEATABLE READ",
        hide_parameters=True,
        connect_args={
            "connect_timeout": values.connect_timeout_seconds,
            **KEEPALIVE,
            "application_name": "localpro dashboard",
            "client_encoding": "UTF8",
            "options": " ".join(f"-c {name}={value}" for name, value in pins.items()),
            # Behind a pooler, the next transaction may have another server process.
            "prepare_threshold": None,
        },
    )
    event.listen(made, "do_connect", _connect)
    event.listen(made, "begin", partial(_pin, statement=_set_local(pins)))
    event.listen(made, "before_cursor_execute", _name, retval=True)
    return watched(made)


def _pins(values: QuerySettings, *, writes: bool = False) -> dict[str, str]:
    """Return what holds in every transaction, whatever server, database and role are set to."""
    limit = int(values.query_timeout_seconds * 1000)
    read_only = "off" if writes else "on"
    return {
        "TimeZone": values.timezone,
        "statement_timeout": str(limit),
        "default_transaction_read_only": read_only,
        **PINS,
    }


def _connect(
    _dialect: Dialect, _record: ConnectionPoolEntry, cargs: list[Any], cparams: dict[str, Any]
) -> DBAPIConnection:
    """Connect with the pins, so that they hold from the first statement on.

    A pooler may refuse them, or drop them: then they hold in every transaction all the same.
    """
    for name in MISLEADING:
        os.environ.pop(name, None)
    if cparams.get("host") in LOCAL:
        for demand in ("sslmode", "gssencmode", "channel_binding"):
            cparams.setdefault(demand, "prefer")
    try:
        return cast(DBAPIConnection, WatchfulConnection.connect(*cargs, **cparams))
    except psycopg.OperationalError as error:
        if "startup parameter" not in str(error):
            raise
        unpinned = cparams | {"options": ""}
        return cast(DBAPIConnection, WatchfulConnection.connect(*cargs, **unpinned))


def _set_local(pins: Mapping[str, str]) -> str:
    """Return the statements that pin one transaction, and say whether it only reads."""
    setting = sql.SQL("SET LOCAL {} TO {}")
    wanted = {**pins, "transaction_read_only": pins["default_transaction_read_only"]}
    return (
        sql.SQL("; ")
        .join(
            setting.format(sql.Identifier(name), sql.Literal(value))
            for name, value in wanted.items()
        )
        .as_string()
    )


def _pin(connection: Connection, *, statement: str) -> None:
    # Without parameters, several statements go at once.
    connection.exec_driver_sql(statement, execution_options={"no_parameters": True})


def _name(
    _connection: Connection,
    _cursor: object,
    statement: str,
    parameters: object,
    context: ExecutionContext | None,
    _executemany: bool,
) -> tuple[str, object]:
    """Put before a statement what it is called, by which the server's own count knows it."""
    name = context and context.execution_options.get(NAME)
    return (f"/* {name} */ {statement}" if name else statement), parameters
