"""Publish one data version: every materialized view and its row in `data_versions`, or nothing."""

import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

import psycopg
from psycopg import sql
from psycopg.types.json import Jsonb

from etl.db import Lock, connect, exclusive
from etl.errors import RefreshError
from etl.geo.locate import locate
from etl.ledger import Run, close_abandoned, recorded
from etl.refresh.watermarks import Watermarks, read_watermarks
from etl.views import MATERIALIZED


@dataclass(frozen=True)
class ObjectState:
    """What one object held when it was published: rows, checksum, seconds it took."""

    name: str
    rows: int
    checksum: str
    seconds: float


@dataclass(frozen=True)
class Version:
    """A published data version. Everything committed before `as_of` is in it."""

    version_id: int
    as_of: datetime
    objects: tuple[ObjectState, ...]


def publish(
    url: str | None = None,
    *,
    only_if_changed: bool = False,
    on_object: Callable[[ObjectState], None] = lambda _: None,
) -> Version | None:
    """Refresh all views in one transaction and return the new version.

    Returns None when `only_if_changed` and every source's row count and newest row are as they
    were at the last version. Raises BusyError when a refresh is running, RefreshError when the
    database refuses; in both cases the last version stays.
    """
    with (
        recorded("refresh", {"kind": "full", "only_if_changed": only_if_changed}, url) as run,
        connect(url, application_name="localpro refresh") as connection,
        exclusive(connection, Lock.REFRESH),
    ):
        close_abandoned(connection, run)
        connection.commit()
        try:
            version = _publish(connection, run, only_if_changed, on_object)
        except psycopg.Error as error:
            raise RefreshError(f"nothing was published: {error}") from error
        if version is not None:
            _vacuum(connection)
        return version


def _publish(
    connection: psycopg.Connection,
    run: Run,
    only_if_changed: bool,
    on_object: Callable[[ObjectState], None],
) -> Version | None:
    connection.isolation_level = psycopg.IsolationLevel.REPEATABLE_READ
    with connection.transaction():
        # Compiling costs more than it saves here: many small partitions, and a view at a time.
        connection.execute("SET LOCAL jit = off")
        connection.execute("SET LOCAL work_mem = '128MB'")
        started = time.monotonic()
        watermarks = read_watermarks(connection)
        if only_if_changed and watermarks == _published_watermarks(connection):
            return None
        locate(connection)
        states = tuple(_refresh(connection, name, on_object) for name in MATERIALIZED)
        run.row_count = sum(state.rows for state in states)
        return _record(connection, states, watermarks, time.monotonic() - started)


def _refresh(
    connection: psycopg.Connection, name: str, on_object: Callable[[ObjectState], None]
) -> ObjectState:
    started = time.monotonic()
    view = sql.Identifier("analytics", name)
    connection.execute(sql.SQL("REFRESH MATERIALIZED VIEW CONCURRENTLY {view}").format(view=view))
    rows, checksum = fingerprint(connection, view)
    state = ObjectState(name, rows, checksum, round(time.monotonic() - started, 3))
    on_object(state)
    return state


def fingerprint(connection: psycopg.Connection, relation: sql.Identifier) -> tuple[int, str]:
    """Return (row count, checksum) of a relation; the checksum does not depend on row order."""
    row = connection.execute(
        sql.SQL(
            "SELECT count(*), COALESCE(sum(hashtextextended(item::text, 0)::numeric), 0)"
            " FROM {relation} AS item"
        ).format(relation=relation)
    ).fetchone()
    assert row is not None
    return row[0], str(row[1])


def _published_watermarks(connection: psycopg.Connection) -> Watermarks | None:
    row = connection.execute(
        "SELECT watermarks FROM analytics.data_versions ORDER BY version_id DESC LIMIT 1"
    ).fetchone()
    return None if row is None else row[0]


def _record(
    connection: psycopg.Connection,
    states: tuple[ObjectState, ...],
    watermarks: Watermarks,
    seconds: float,
) -> Version:
    objects = {
        state.name: {"rows": state.rows, "checksum": state.checksum, "seconds": state.seconds}
        for state in states
    }
    row = connection.execute(
        "INSERT INTO analytics.data_versions (as_of, kind, seconds, watermarks, objects)"
        " VALUES (transaction_timestamp(), 'full', %s, %s, %s) RETURNING version_id, as_of",
        (Decimal(str(round(seconds, 3))), Jsonb(watermarks), Jsonb(objects)),
    ).fetchone()
    assert row is not None
    return Version(row[0], row[1], states)


def _vacuum(connection: psycopg.Connection) -> None:
    """Refreshing concurrently leaves dead rows behind, and new rows without statistics."""
    connection.autocommit = True
    for name in MATERIALIZED:
        connection.execute(
            sql.SQL("VACUUM (ANALYZE) {view}").format(view=sql.Identifier("analytics", name))
        )
