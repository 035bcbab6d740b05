"""Weeks of searches old enough for the archive, and the folder that they go to."""

from collections.abc import Callable
from pathlib import Path
from time import sleep

import psycopg
import pytest

from etl.archive.store import Store, open_store
from etl.partitions import patience
from etl.refresh.publish import publish
from tests.factories import LUCKNOW, ist, make_search
from tests.postgres import Database

WEEKS = ["2025w02", "2025w03"]
"""From Mondays 6 and 13 January 2025."""

AWKWARD: list[dict[str, object]] = [
    {"query": "", "session_id": ""},
    {"query": 'say "hi", \n\tplumber\r\n', "session_id": None},
    {"query": "\\N", "session_id": "\\."},
    {"query": "नल का मिस्त्री 🔧", "filters": {"categoryId": "cat", "text": 'a "b" \\ ü'}},
    {"query": "NULL", "location": None, "response_time": 0},
    {"query": "tap", "location": {"lat": 27.5, "lng": 78.0}, "results_count": 0},
    {"query": "tap", "clicked_provider_id": "p1", "click_position": 2, "response_time": 120},
]
"""Texts that look like something else on their way through a file."""

EVERY_SEARCH = "SELECT search_logs::text FROM search_logs ORDER BY 1"


@pytest.fixture
def searched(database: Database) -> Database:
    """Two old weeks and one search of today, all published."""
    with database.connect() as connection:
        for number, row in enumerate(AWKWARD):
            make_search(connection, created_at=ist(f"2025-01-06 0{number}:00:00.000001"), **row)
        make_search(connection, created_at=ist("2025-01-12 23:59:59.999999"))
        make_search(connection, created_at=ist("2025-01-13 00:00"), user_id="u1")
        connection.execute(
            "INSERT INTO search_logs (query, results_count, location) VALUES ('today', 1, %s)",
            (f'{{"lat": {LUCKNOW[0]}, "lng": {LUCKNOW[1]}}}',),
        )
    publish(database.owner_url)
    return database


@pytest.fixture
def store(tmp_path: Path) -> Store:
    """An archive in a folder that does not exist yet."""
    return open_store(str(tmp_path / "archive"))


@pytest.fixture
def hurried(monkeypatch: pytest.MonkeyPatch) -> None:
    """Give up soon: the other side will not let go before we do."""
    monkeypatch.setattr(patience, "LOCK_TIMEOUT", "100ms")
    monkeypatch.setattr(patience, "ATTEMPTS", 2)


def rows(database: Database, query: str = EVERY_SEARCH) -> list[tuple[object, ...]]:
    with database.connect() as connection:
        return connection.execute(query.encode()).fetchall()


def states(database: Database) -> dict[str, str]:
    """Return the weeks of the ledger with their states."""
    return dict(rows(database, "SELECT week, state FROM etl.archived_weeks"))  # type: ignore[arg-type]


def old_partitions(database: Database) -> dict[str, str]:
    """Return the weeks of 2025 that are in the database, with the state of their partitions."""
    found = rows(
        database,
        "SELECT right(child, 7), state FROM etl.existing_partitions() WHERE child ~ 'y2025w'",
    )
    return dict(found)  # type: ignore[arg-type]


def wait_until_alone(database: Database) -> None:
    """Wait until the server has noticed that a killed archiver is gone."""
    query = (
        "SELECT FROM pg_stat_activity WHERE datname = current_database()"
        " AND application_name IN ('localpro archive', 'localpro refresh')"
    )
    while rows(database, query):
        sleep(0.02)


def wait_until(happens: Callable[[], bool]) -> None:
    while not happens():
        sleep(0.02)


def published(database: Database) -> dict[str, list[tuple[object, ...]]]:
    """Return all that people may read of searches."""
    views = ("search_stats_daily", "search_hours_daily", "search_terms_daily")
    with psycopg.connect(database.reader_url) as reader:
        return {
            view: reader.execute(f"SELECT v::text FROM analytics.{view} AS v ORDER BY 1").fetchall()  # type: ignore[arg-type]
            for view in (*views, "search_demand_daily")
        }
