"""Connections that break off leave nothing open."""

import psycopg
import pytest

from etl.db import server_cursor
from tests.postgres import Database


def test_a_server_that_ends_leaves_no_cursor_open(database: Database) -> None:
    with psycopg.connect(database.owner_url) as connection:
        reading = server_cursor(connection, "numbers")
        cursor = reading.__enter__()
        cursor.execute("SELECT generate_series(1, 10)")
        assert cursor.fetchone() == (1,)
        end(database, connection.info.backend_pid)
        with pytest.raises(psycopg.OperationalError):
            reading.__exit__(None, None, None)
        assert cursor.closed


def end(database: Database, process: int) -> None:
    """End a server process and wait until it is gone."""
    with database.connect(autocommit=True) as connection:
        connection.execute("SELECT pg_terminate_backend(%s)", (process,))
        while connection.execute(
            "SELECT FROM pg_stat_activity WHERE pid = %s", (process,)
        ).rowcount:
            pass
