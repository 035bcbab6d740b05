"""The materialized views: those whose sources changed are refreshed, concurrently with readers."""

import time
from collections.abc import Callable, Iterator

import psycopg
from psycopg import sql

from etl.refresh.images import fingerprint
from etl.refresh.marks import Marks
from etl.refresh.versions import ObjectState, Recorded
from etl.views import MATERIALIZED


def refresh(
    connection: psycopg.Connection,
    marks: Marks,
    before: Recorded,
    *,
    everything: bool,
    on_object: Callable[[ObjectState], None],
) -> Iterator[ObjectState]:
    """Refresh what the marked sources may have changed; yield the state of every view."""
    for name, sources in MATERIALIZED.items():
        if everything or name not in before.objects or sources & marks.sources:
            state = _refresh(connection, name)
        else:
            kept = before.objects[name]
            state = ObjectState(name, kept["rows"], kept["checksum"], 0, False)
        on_object(state)
        yield state


def _refresh(connection: psycopg.Connection, name: str) -> ObjectState:
    started = time.monotonic()
    view = sql.Identifier("analytics", name)
    connection.execute(sql.SQL("REFRESH MATERIALIZED VIEW CONCURRENTLY {}").format(view))
    rows, checksum = fingerprint(connection, view)
    return ObjectState(name, rows, checksum, round(time.monotonic() - started, 3))
