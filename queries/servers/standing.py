"""The fleet of this process: looked at now and then, and what people are told of it."""

import logging
import threading
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import datetime
from functools import lru_cache
from zoneinfo import ZoneInfo

from pandas import DataFrame
from sqlalchemy import Engine, func, select, text
from sqlalchemy.exc import DBAPIError
from sqlalchemy.exc import TimeoutError as PoolTimeout

from queries.engine import NAME, engine_of
from queries.errors import Crowded, QueryError, Unavailable
from queries.faults import explained
from queries.frames import to_frame
from queries.load import named
from queries.primary import transaction
from queries.servers import moves
from queries.servers.breaker import is_closed
from queries.servers.endpoints import SERVES, WORKLOADS, Endpoint, Workload, endpoints
from queries.servers.fleet import Fleet, Sight
from queries.settings import settings
from queries.source import Source

log = logging.getLogger("localpro.queries")

EVERY = 5
"""Seconds between two looks of a process that serves people."""

OLD = 60
"""Seconds after which who reads looks first, where nobody else does."""

_looking = threading.Lock()


def fleet() -> Fleet:
    """Return the servers that the settings name, as this process knows them.

    Raises Unavailable when they name none.
    """
    orders = tuple((workload, endpoints(workload)) for workload in WORKLOADS)
    return fleet_of(orders, settings().lag_limit_seconds)


@lru_cache
def fleet_of(orders: tuple[tuple[Workload, tuple[Endpoint, ...]], ...], lag_limit: float) -> Fleet:
    """Return the one fleet of this process for these servers."""
    return Fleet(dict(orders), lag_limit)


def are_several() -> bool:
    """Return whether there is more than one server to read from."""
    return any(known.has_replicas for known in _known())


def engine_at(endpoint: Endpoint) -> Engine:
    """Return the engine of a server: of few connections where replicas should read."""
    if endpoint.is_primary and fleet().has_replicas:
        return engine_of(endpoint.url, most=settings().fallback_connections)
    return engine_of(endpoint.url)


def look() -> None:
    """See how every server stands, then let the primary beat: the next look finds who has that.

    Nobody looks twice at once, and nobody where there is one server alone. Raises nothing.
    """
    if not fleet().has_replicas or not _looking.acquire(blocking=False):
        return
    try:
        fleet().look(_sight)
        _beat()
        moves.keep(fleet())
    finally:
        _looking.release()


def look_sometimes() -> None:
    """Look, where nobody else has for long."""
    if fleet().age() > OLD:
        look()


@contextmanager
def watched() -> Iterator[None]:
    """Look every few seconds, in a thread of its own, while something else runs."""
    stopped = threading.Event()

    def watch() -> None:
        while not stopped.is_set():
            try:
                look()
            except Exception:
                log.exception("Looking at the servers failed")
            stopped.wait(EVERY)

    threading.Thread(target=watch, name="watching servers", daemon=True).start()
    try:
        yield
    finally:
        stopped.set()


def each_endpoint(workload: Workload) -> Sequence[Endpoint]:
    """Return every server of a workload, however it stands; none where the settings name none."""
    return [each for known in _known() for each in known.orders[workload]]


def servers(source: Source) -> DataFrame:
    """Return how each server stands, the primary first; one alone by what it answers a page with.

    Columns: server, serves (what is read from it now), state, lag_seconds and lag_bytes (behind
    the primary; missing for who does not answer), version (the newest there), seen_at.
    """
    rows = [_row(known, each) for known in _known() for each in known.every()]
    columns = ["server", "serves", "state", "lag_seconds", "lag_bytes", "version", "seen_at"]
    found = to_frame(columns, rows)
    if len(found) > 1:
        return found
    zone = ZoneInfo(settings().timezone)
    return found.assign(version=source.version, seen_at=datetime.now(zone))


def server_moves(source: Source) -> DataFrame:
    """Return when reads moved from one server to another, the newest first, whoever saw it.

    Columns: at, seen_by (a process of the dashboard), serves, server_before, server_after, why.
    """
    return moves.told(source, [each for known in _known() for each in known.unsaved])


def _known() -> list[Fleet]:
    """Return the fleet; nothing where the settings name no server."""
    try:
        return [fleet()]
    except Unavailable:
        return []


def _row(known: Fleet, endpoint: Endpoint) -> tuple[object, ...]:
    server, lag = known.of(endpoint), known.lag(endpoint)
    first = {workload: next(iter(known.order(workload)), None) for workload in WORKLOADS}
    read = [each for each, server in first.items() if server and server.name == endpoint.name]
    sight = server.sight
    behind = (None, None) if sight is None or server.trouble else (lag.seconds, lag.bytes)
    return (
        endpoint.name,
        "; ".join(SERVES[workload] for workload in read),
        _state(known, endpoint),
        *behind,
        sight and sight.version,
        sight and sight.at,
    )


def _state(known: Fleet, endpoint: Endpoint) -> str:
    server = known.of(endpoint)
    if server.trouble or not is_closed(server.circuit):
        return server.trouble
    return "too far behind" if known.is_late(endpoint) else "answers"


def _sight(endpoint: Endpoint) -> Sight:
    """Return what is seen of a server over a connection of its own, which shows that it takes any.

    Raises Unavailable when it does not answer.
    """
    asked, started = named("server_standing"), time.monotonic()
    try:
        with engine_of(endpoint.url, most=1).connect() as connection:
            connection.detach()
            row = connection.execute(text(asked.sql), execution_options={NAME: asked.name}).one()
            now = connection.execute(select(func.clock_timestamp())).scalar_one()
    except PoolTimeout as error:
        raise Crowded("another look is not over") from error
    except DBAPIError as error:
        raise explained(error, asked.name, time.monotonic() - started) from error
    return Sight(row.beat, int(row.place), row.version, now)


def _beat() -> None:
    try:
        with transaction("a beat of the primary") as connection:
            connection.execute(select(func.access.beat()))
    except QueryError as error:
        log.debug("no beat: %s", error)
