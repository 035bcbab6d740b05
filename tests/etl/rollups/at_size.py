"""What the tests of this folder try on few rows, on a marketplace of any size.

`python -m tests.etl.rollups.at_size [VAR] [--schedules 20] [--kills 20] [--crashes 5]`, for the
private cluster under VAR (`var`), with a marketplace that was generated and published and that you
can do without. Four writers and two refreshers do anything at random but TRUNCATE while weeks are
detached; then refreshers are killed at random moments, and the server is stopped at once amid a
refresh. In the end every published object is compared, bit for bit, with what was recorded of it
as it was refreshed day by day, and with what a full refresh makes of the sources.
"""

import argparse
import os
import signal
import subprocess
import sys
import time
from contextlib import ExitStack
from itertools import count
from pathlib import Path
from random import Random

import psycopg

from etl.cluster import home, postmaster
from etl.cluster.home import Home
from etl.refresh.publish import publish
from etl.refresh.versions import Version
from tests import factories
from tests.etl.rollups import test_any_schedule, test_kills
from tests.etl.rollups.test_server_crashes import newest_version, start
from tests.etl.rollups.writers import WRITES, truncate
from tests.oracle import naive
from tests.postgres import Database


def main(var: Path, schedules: int, kills: int, crashes: int) -> None:
    """Do all of it; ends with an error when anything differs."""
    place = home.at(var.resolve())
    factories._numbers = count(1_000_000)
    del WRITES[truncate]
    database = start(place)
    with database.connect() as connection:
        naive.install(connection)
    run_schedules(database, schedules)
    undone = sum(kill(database, Random(number)) for number in range(kills))
    print(f"{kills} refreshers killed, {undone} of them before they had published", flush=True)
    undone = sum(crash(place, Random(number)) for number in range(crashes))
    print(f"{crashes} stops of the server, {undone} of them before a version was published")
    compare(start(place))


def run_schedules(database: Database, schedules: int) -> None:
    """Write, refresh and detach at random, with the weeks attached again in the end."""
    with ExitStack() as stack:
        writers = [
            stack.enter_context(psycopg.connect(database.owner_url + test_any_schedule.IMPATIENT))
            for _ in range(test_any_schedule.WRITERS)
        ]
        for number in range(schedules):
            test_any_schedule.restore_weeks(database)
            test_any_schedule.run(database, writers, Random(number))
    test_any_schedule.restore_weeks(database)
    print(f"{schedules} schedules, version {newest_version(database)}", flush=True)


def kill(database: Database, chance: Random) -> bool:
    """Kill a refresher at a random moment; return whether nothing was published by it."""
    before = newest_version(database)
    refresh = busy_refresher(database, chance)
    refresh.kill()
    refresh.communicate()
    test_kills.wait_until_gone(database)
    return newest_version(database) == before


def crash(place: Home, chance: Random) -> bool:
    """Stop the server at once amid a refresh; return whether nothing was published by it."""
    database = start(place)
    before = newest_version(database)
    refresh = busy_refresher(database, chance)
    server = postmaster.running(place)
    assert server is not None
    os.kill(server.pid, signal.SIGQUIT)
    refresh.communicate()
    while postmaster.running(place) is not None:
        time.sleep(0.02)
    return newest_version(start(place)) == before


def busy_refresher(database: Database, chance: Random) -> subprocess.Popen[str]:
    """Write, and return a refresher that has been at work for a random while."""
    test_kills.write_something(database, chance)
    refresh = test_kills.refresher(database, 0)
    test_kills.wait_for_transaction(database, refresh)
    time.sleep(chance.uniform(0, 1.2 * seconds_of_a_refresh(database)))
    return refresh


def seconds_of_a_refresh(database: Database) -> float:
    """Return how long the newest refresh of single days took."""
    with database.connect() as connection:
        row = connection.execute(
            "SELECT seconds FROM analytics.data_versions WHERE kind = 'incremental'"
            " ORDER BY version_id DESC LIMIT 1"
        ).fetchone()
    return 1.0 if row is None else float(row[0])


GROW_OLDER = """
    UPDATE users SET created_at = created_at - interval '1 hour'
    FROM unnest(etl.tenure_days()) AS tenure (days)
    WHERE now() + interval '1 hour' - created_at
        BETWEEN make_interval(hours => 24 * days - 12) AND make_interval(hours => 24 * days - 11)
"""
"""Nobody's tenure grows within the hour, between the versions that are compared."""


def compare(database: Database) -> None:
    """Print how much is equal in the end."""
    with database.connect() as connection:
        connection.execute(GROW_OLDER.encode())
    incremental = states(published(database, full=False))
    with database.connect() as connection:
        torn = naive.torn(connection)
    recomputed = states(published(database, full=True))
    differing = sorted(name for name in recomputed if incremental[name] != recomputed[name])
    for name, (rows, checksum) in recomputed.items():
        print(f"  {name:<24} {rows:>11,} rows, checksum {checksum}")
    if torn or differing:
        sys.exit(f"not as recorded: {torn}; not as recomputed: {differing}")
    print(f"{len(recomputed)} objects are as recorded, and as a full refresh makes them")


def published(database: Database, *, full: bool) -> Version:
    """Publish."""
    version = publish(database.owner_url, full=full)
    assert version is not None
    return version


def states(version: Version) -> dict[str, tuple[int, str]]:
    """Return (rows, checksum) of every object."""
    return {state.name: (state.rows, state.checksum) for state in version.objects}


if __name__ == "__main__":
    parser = argparse.ArgumentParser()
    parser.add_argument("var", nargs="?", type=Path, default=Path("var"))
    parser.add_argument("--schedules", type=int, default=20)
    parser.add_argument("--kills", type=int, default=20)
    parser.add_argument("--crashes", type=int, default=5)
    main(**vars(parser.parse_args()))
