"""The materialized views: those whose sources changed are refreshed, concurrently with readers."""

import time
from collections.abc import Callable, Iterator
from typing import Any

import psycopg
from psycopg import sql

from etl.refresh.marks import Marks
from etl.refresh.recompute import fingerprint
from etl.refresh.state import ObjectState
from etl.views import MATERIALIZED


def refresh(
    connection: psycopg.Connection,
    marks: Marks,
    *,
    everything: bool,
    on_object: Callable[[ObjectState], None],
) -> Iterator[ObjectState]:
    """Refresh what the marked sources may have changed; yield the state of every view."""
    before = published_objects(connection)
    for name, sources in MATERIALIZED.items():
        if everything or name not in before or sources & marks.sources:
            state = _refresh(connection, name)
        else:
            state = ObjectState(name, before[name]["rows"], before[name]["checksum"], 0, False)
        on_object(state)
        yield state


def _refresh(connection: psycopg.Connection, name: str) -> ObjectState:
    started = time.monotonic()
    view = sql.Identifier("analytics", name)
    connection.execute(sql.SQL("REFRESH MATERIALIZED VIEW CONCURRENTLY {}").format(view))
    rows, checksum = fingerprint(connection, view)
    return ObjectState(name, rows, checksum, round(time.monotonic() - started, 3))


def published_objects(connection: psycopg.Connection) -> dict[str, Any]:
    """Return `{object: {"rows": …, "checksum": …, "seconds": …}}` of the last version."""
    row = connection.execute(
        "SELECT objects FROM analytics.data_versions ORDER BY version_id DESC LIMIT 1"
    ).fetchone()
    return {} if row is None else row[0]
