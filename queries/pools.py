"""The pools of this process: one for each role on each server, none larger than it may be."""

from collections import Counter, defaultdict
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
    """Yield how many connections the pools have open, have handed out, and may hold: those of one
    role to one server together, since who looks at servers has a pool of its own.
    """
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
    for where, counts in sorted(_counted().items()):
        for name, family in of.items():
            family.add_metric(where, counts[name])
    yield from of.values()


def _counted() -> dict[tuple[str, str], Counter[str]]:
    """Return the connections by server and role."""
    found: defaultdict[tuple[str, str], Counter[str]] = defaultdict(Counter)
    for engine in list(_engines):
        where = f"{engine.url.host}:{engine.url.port or 5432}", str(engine.url.username)
        pool = engine.pool
        if isinstance(pool, QueuePool):
            used = pool.checkedout()
            found[where].update(open=pool.checkedin() + used, used=used, most=pool.size())
    return found
