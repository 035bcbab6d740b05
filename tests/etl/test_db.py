"""What an address becomes; connections that break off leave nothing open."""

import os

import psycopg
import pytest
from psycopg.conninfo import conninfo_to_dict

from etl.db import address, server_cursor
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


def test_options_of_the_address_stay_but_for_the_pins() -> None:
    """Of two settings of one name, the server takes the last."""
    url = "postgresql://owner@db/x?options=-c%20lock_timeout%3D100%20-c%20timezone%3DAsia/Tokyo"
    options = str(conninfo_to_dict(address(url))["options"])
    assert options.index("lock_timeout=0") < options.index("lock_timeout=100")
    assert options.index("timezone=Asia/Tokyo") < options.index("TimeZone=UTC")


@pytest.mark.parametrize(("host", "mode"), [("127.0.0.1", "prefer"), ("db.example.com", None)])
def test_only_other_machines_are_asked_for_encryption(host: str, mode: str | None) -> None:
    """What nobody can listen to need not be encrypted, whatever PGSSLMODE asks of the rest."""
    assert conninfo_to_dict(address(f"postgresql://owner@{host}/x")).get("sslmode") == mode
    asked = address(f"postgresql://owner@{host}/x?sslmode=verify-full")
    assert conninfo_to_dict(asked)["sslmode"] == "verify-full"


def test_the_environment_chooses_neither_server_nor_settings(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("PGHOSTADDR", "192.0.2.1")
    monkeypatch.setenv("PGPASSWORD", "secret")
    address("postgresql://owner@db/x")
    assert "PGHOSTADDR" not in os.environ
    assert os.environ["PGPASSWORD"] == "secret"
