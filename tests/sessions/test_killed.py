"""A client that is killed amid a statement takes its server process with it."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable

from psycopg import sql

from etl.db import connect
from etl.refresh.publish import publish
from tests.postgres import Database

SECONDS = 60
"""Far more than it takes, on a machine that is not busy."""

WAITING = """
    SELECT pid FROM pg_stat_activity
    WHERE datname = current_database() AND application_name = 'localpro refresh'
        AND wait_event_type = 'Lock'
"""


def test_a_killed_refresh_ends_on_the_server(
    plain: Database, clone: Callable[[Database], Database]
) -> None:
    """Its statement waits for a table, as long as the other holds it, and nobody waits for it.

    By itself the database would look for its client only when the statement is done.
    """
    database = clone(plain)
    with database.connect() as connection:
        name = sql.Identifier(connection.info.dbname)
        connection.execute(
            sql.SQL("ALTER DATABASE {} SET client_connection_check_interval = 0").format(name)
        )
    with connect(database.owner_url) as blocker:
        blocker.execute("LOCK TABLE public.bookings")
        refresh = subprocess.Popen(
            [sys.executable, "-m", "tests.dying", "0", "refresh"],
            env=os.environ | {"LOCALPRO_DATABASE_URL": database.owner_url},
        )
        until(database, lambda found: found)
        refresh.send_signal(signal.SIGKILL)
        refresh.wait()
        until(database, lambda found: not found)
    assert publish(database.owner_url) is not None


def until(database: Database, is_so: Callable[[list[object]], bool]) -> None:
    """Wait until it is so of the refreshes that wait for a lock."""
    deadline = time.monotonic() + SECONDS
    with connect(database.owner_url) as observer:
        while not is_so(list(observer.execute(WAITING))):
            assert time.monotonic() < deadline
            observer.rollback()
            time.sleep(0.05)
