"""Promise: recalculating 10,000 scores is 50 times as fast as calling the function for each.

Both sides do the same work in turn, five times over: computing every score; then a night's work,
computing every score and writing the hundred that are wrong. Prints the ratio of the medians.
"""

import time
from collections.abc import Callable
from pathlib import Path
from statistics import median

import psycopg

from etl.cluster import bootstrap
from etl.reputation.recalc import recalc, stale_providers
from tests import postgres
from tests.postgres import Database

ROUNDS = 5
WRONG = 100
MARKETPLACE = Path(__file__).with_name("reputation.sql").read_bytes()
SPOIL = """
    UPDATE provider_profiles SET reputation_score = 0
    WHERE id IN (SELECT 'provider' || n * 100 FROM generate_series(1, %s) AS n)
"""
COMPUTE_EACH = """
    SELECT id FROM provider_profiles WHERE reputation_score <> calculate_reputation_score(id)
"""
# OFFSET 0 keeps the planner from calling the function twice for a row.
WRITE_EACH = """
    UPDATE provider_profiles AS provider
    SET reputation_score = scored.score
    FROM (
        SELECT id, calculate_reputation_score(id) AS score FROM provider_profiles OFFSET 0
    ) AS scored
    WHERE provider.id = scored.id AND provider.reputation_score <> scored.score
"""


def main() -> None:
    """Measure on a marketplace of its own."""
    with postgres.in_use():
        cluster = postgres.start()
        database = cluster.migrated()
        try:
            with bootstrap.superuser(cluster.server, database.name) as connection:
                connection.execute(MARKETPLACE)
            with database.connect(autocommit=True) as connection:
                connection.execute("VACUUM (ANALYZE) users, provider_profiles, reviews")
                measure(database, connection)
        finally:
            cluster.drop(database)


def measure(database: Database, connection: psycopg.Connection) -> None:
    """Print how both sides compare, without and with writing."""
    compare(
        connection,
        "computing 10,000 scores (promised: 50)",
        lambda: len(stale_providers(connection)),
        lambda: len(connection.execute(COMPUTE_EACH).fetchall()),
    )
    compare(
        connection,
        f"computing 10,000 scores and writing the {WRONG} that are wrong",
        lambda: recalc(database.owner_url).changed,
        lambda: connection.execute(WRITE_EACH).rowcount,
    )


def compare(
    connection: psycopg.Connection, name: str, at_once: Callable[[], int], each: Callable[[], int]
) -> None:
    """Print the median seconds of both ways and their ratio; both must find what is wrong."""
    seconds: tuple[list[float], list[float]] = ([], [])
    for _ in range(ROUNDS):
        for way, taken in zip((at_once, each), seconds, strict=True):
            connection.execute(SPOIL, (WRONG,))
            started = time.perf_counter()
            found = way()
            taken.append(time.perf_counter() - started)
            assert found == WRONG
    ours, theirs = map(median, seconds)
    print(f"{name}: {ours:.3f} s at once, {theirs:.2f} s one by one, ratio {theirs / ours:.1f}")


if __name__ == "__main__":
    main()
