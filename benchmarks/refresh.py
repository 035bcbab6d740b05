"""Promise: a refresh costs what changed. One changed day against recomputing everything.

`python benchmarks/refresh.py [demo|month1|year1|year3]`: generates the marketplace in a database of
its own, publishes it in full, then changes every search of one day and a tenth of its bookings, and
publishes that. Prints the seconds of both, of each object, and the ratio.
"""

import sys
from datetime import date

from etl.embeddings import HashedNgrams
from etl.refresh.publish import Version, publish
from etl.synthetic.load import load
from etl.synthetic.marketplace import Recipe
from etl.synthetic.scales import SCALES
from tests import postgres
from tests.postgres import Database

UNTIL = date(2025, 11, 20)

CHANGE = """
    UPDATE search_logs SET results_count = results_count + 1
    WHERE created_at >= etl.business_midnight(%(day)s)
        AND created_at < etl.business_midnight(%(day)s + 1);
"""
CHANGE_BOOKINGS = """
    UPDATE bookings SET special_instructions = 'changed'
    WHERE created_at >= etl.business_midnight(%(day)s)
        AND created_at < etl.business_midnight(%(day)s + 1) AND hashtext(id) %% 10 = 0
"""


def main(scale: str = "demo") -> None:
    """Measure on a database of its own."""
    with postgres.in_use():
        cluster = postgres.start()
        database = cluster.migrated()
        try:
            fill(database, scale)
            measure(database, scale)
        finally:
            cluster.drop(database)


def fill(database: Database, scale: str) -> None:
    """Generate the marketplace and publish it once, so that both runs find statistics."""
    recipe = Recipe(SCALES[scale], 1, UNTIL, HashedNgrams())
    with database.connect(autocommit=True) as connection:
        load(connection, recipe, lambda _table, _rows: None)
    publish(database.owner_url)


def measure(database: Database, scale: str) -> None:
    """Print what a full refresh and the refresh of a changed day cost."""
    full = published(database, full=True)
    with database.connect() as connection:
        changed = connection.execute(CHANGE, {"day": UNTIL}).rowcount
        changed += connection.execute(CHANGE_BOOKINGS, {"day": UNTIL}).rowcount
    day = published(database, full=False)
    print(f"{scale}: {changed:,} rows of {UNTIL} changed")
    for before, after in zip(full.objects, day.objects, strict=True):
        print(f"  {before.name:<24} {before.seconds:>8.2f} s {after.seconds:>8.3f} s")
    took, whole = seconds(day), seconds(full)
    print(f"full {whole:.2f} s, one changed day {took:.2f} s; ratio 1/{whole / took:.0f}")


def published(database: Database, *, full: bool) -> Version:
    """Publish and return the version."""
    version = publish(database.owner_url, full=full)
    assert version is not None
    return version


def seconds(version: Version) -> float:
    """Return the seconds of all objects together."""
    return sum(state.seconds for state in version.objects)


if __name__ == "__main__":
    main(*sys.argv[1:])
