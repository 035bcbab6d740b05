"""Two sessions at once: wait until one really waits for the other."""

from time import sleep

import psycopg

from tests.postgres import Database


def wait_until_blocked(database: Database, session: psycopg.Connection) -> None:
    """Return once another session holds what `session` asks for."""
    with database.connect(autocommit=True) as observer:
        while not _is_blocked(observer, session.info.backend_pid):
            sleep(0.01)


def _is_blocked(observer: psycopg.Connection, process: int) -> bool:
    row = observer.execute("SELECT pg_blocking_pids(%s) <> '{}'", (process,)).fetchone()
    return row == (True,)
