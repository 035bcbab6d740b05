"""The pools of this process: one for each role on each server, none larger than it may be."""

from collections.abc import Iterator
from weakref import WeakSet

from prometheus_client.core import GaugeMetricFamily
from sqlalchemy import Engine, QueuePool

_engines: WeakSet[Engine] = WeakSet()


def watched(engine: Engine) -> Engine:
    """Return the engine; from now on its pool is measured."""
    _engines.add(engine)
    return engine


def measured() -> Iterator[GaugeMetricFamily]:
    """Yield how many connections each pool has open, has handed out, and may hold."""
    labels = ["endpoint", "role"]
    of = {
        "open": GaugeMetricFamily(
            "localpro_pool_connections_open", "Connections that a pool has open.", labels=labels
        ),
        "used": GaugeMetricFamily(
            "localpro_pool_connections_used", "Those of them that somebody uses.", labels=labels
        ),
        "most": GaugeMetricFamily(
            "localpro_pool_connections_max", "As many as it may hold.", labels=labels
        ),
    }
    for engine in sorted(_engines, key=lambda engine: str(engine.url)):
        where = [f"{engine.url.host}:{engine.url.port or 5432}", str(engine.url.username)]
        pool = engine.pool
        if isinstance(pool, QueuePool):
            of["open"].add_metric(where, pool.checkedin() + pool.checkedout())
            of["used"].add_metric(where, pool.checkedout())
            of["most"].add_metric(where, pool.size())
    yield from of.values()
