"""Archiving beside refreshes, readers, writers and itself: nobody waits, and no search is lost."""

from threading import Event, Thread

import psycopg
import pytest

from etl.archive.run import archive
from etl.archive.store import Store
from etl.db import Lock, connect, exclusive
from etl.errors import BusyError, InUseError
from tests.etl.archive.conftest import WEEKS, old_partitions, rows, states
from tests.factories import ist, make_search
from tests.postgres import Database


def test_what_no_refresh_has_seen_is_counted_before_it_leaves(
    searched: Database, store: Store
) -> None:
    with searched.connect() as connection:
        make_search(connection, created_at=ist("2025-01-07 12:00"), query="late")
    archive(store, searched.owner_url)
    query = "SELECT day::text, searches FROM rollup.search_terms WHERE term = 'late'"
    assert rows(searched, query) == [("2025-01-07", 1)]


def test_one_refresh_is_enough_for_all_weeks(searched: Database, store: Store) -> None:
    with searched.connect() as connection:
        for day in ("2025-01-07", "2025-01-14"):
            make_search(connection, created_at=ist(f"{day} 12:00"), query="late")
    refreshes = "SELECT count(*) FROM etl.runs WHERE job = 'refresh'"
    assert rows(searched, refreshes) == [(1,)]
    archive(store, searched.owner_url)
    assert rows(searched, refreshes) == [(2,)]
    assert states(searched) == dict.fromkeys(WEEKS, "archived")


def test_nothing_leaves_while_a_refresh_runs(searched: Database, store: Store) -> None:
    """Its snapshot may be older than the detach: it would count the days of no partition."""
    with (
        connect(searched.owner_url) as other,
        exclusive(other, Lock.REFRESH),
        pytest.raises(BusyError),
    ):
        archive(store, searched.owner_url)
    assert old_partitions(searched) == dict.fromkeys(WEEKS, "attached")
    archive(store, searched.owner_url)
    assert old_partitions(searched) == {}


@pytest.mark.usefixtures("hurried")
def test_a_long_reader_and_a_busy_writer_go_on(searched: Database, store: Store) -> None:
    stop, failures = Event(), list[psycopg.Error]()

    def search() -> None:
        with searched.connect(autocommit=True) as connection:
            while not stop.is_set():
                try:
                    connection.execute(
                        "INSERT INTO search_logs (query, results_count) VALUES ('w', 1)"
                    )
                except psycopg.Error as error:
                    failures.append(error)

    writer = Thread(target=search)
    writer.start()
    try:
        with searched.connect() as reader:
            reader.isolation_level = psycopg.IsolationLevel.REPEATABLE_READ
            count = "SELECT count(*) FROM search_logs WHERE created_at < '2025-02-01'"
            assert reader.execute(count).fetchone() == (9,)
            with pytest.raises(InUseError, match="search_logs_y2025w02"):
                archive(store, searched.owner_url)
            assert reader.execute(count).fetchone() == (9,), "its snapshot keeps the week"
        archive(store, searched.owner_url)
    finally:
        stop.set()
        writer.join()
    assert failures == []
    assert old_partitions(searched) == {}


def test_two_at_once_one_says_so(searched: Database, store: Store) -> None:
    with (
        connect(searched.owner_url) as other,
        exclusive(other, Lock.ARCHIVE),
        pytest.raises(BusyError, match="archive"),
    ):
        archive(store, searched.owner_url)
