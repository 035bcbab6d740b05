"""Promise: recalculating 10,000 scores is 50 times as fast as calling the function for each.

Prints the time to compute all scores both ways and their ratio, then the time to write them.
"""

import statistics
import time
from collections.abc import Callable
from pathlib import Path

import psycopg

from etl.cluster import bootstrap
from etl.reputation.recalc import BATCH, rescore, stale_providers
from tests import postgres

PROVIDERS = 10_000
WRITTEN = 500
MARKETPLACE = Path(__file__).with_name("reputation.sql").read_bytes()
PER_ROW = (
    "SELECT id FROM provider_profiles WHERE reputation_score <> calculate_reputation_score(id)"
)


def main() -> None:
    """Measure on a marketplace of its own."""
    with postgres.in_use():
        cluster = postgres.start()
        database = cluster.migrated()
        try:
            with bootstrap.superuser(cluster.server, database.name) as connection:
                connection.execute(MARKETPLACE)
            with database.connect(autocommit=True) as connection:
                measure(connection)
        finally:
            cluster.drop(database)


def measure(connection: psycopg.Connection) -> None:
    """Print what computing and writing the scores cost."""
    stale = stale_providers(connection)
    assert len(stale) == PROVIDERS
    at_once = statistics.median(seconds(lambda: stale_providers(connection)) for _ in range(5))
    each = seconds(lambda: connection.execute(PER_ROW).fetchall())
    print(f"compute {PROVIDERS:,} scores: {at_once:.3f} s at once, {each:.2f} s one by one,")
    print(f"  ratio {each / at_once:.1f} (promised: 50)")
    taken = seconds(
        lambda: [rescore(connection, stale[i : i + BATCH]) for i in range(0, WRITTEN, BATCH)]
    )
    print(f"write: {taken / WRITTEN * 1000:.2f} ms per changed score (the index of embeddings)")


def seconds(work: Callable[[], object]) -> float:
    """Return how long the work takes."""
    started = time.perf_counter()
    work()
    return time.perf_counter() - started


if __name__ == "__main__":
    main()
