"""A version is of one moment, whatever commits while it is made, and keeps what it cannot redo."""

import time
from collections.abc import Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import contextmanager

import psycopg
import pytest

from etl.refresh.publish import publish
from etl.refresh.versions import Version
from tests.factories import (
    ist,
    make_booking,
    make_category,
    make_customer,
    make_provider,
    make_search,
)
from tests.oracle import naive
from tests.postgres import Database


@pytest.fixture
def marketplace(database: Database) -> Database:
    """A booking and a search of 1 March 2025; published."""
    with database.connect() as connection:
        naive.install(connection)
        make_provider(connection, make_category(connection))
        make_customer(connection)
        book(connection)
        make_search(connection)
    publish(database.owner_url)
    return database


def book(connection: psycopg.Connection) -> None:
    """Insert a booking of the only provider by the only customer."""
    row = connection.execute(
        "SELECT customer.id, provider.id FROM customer_profiles AS customer, provider_profiles"
        " AS provider"
    ).fetchone()
    assert row is not None
    make_booking(connection, *row)


def assert_exact(database: Database) -> None:
    with database.connect() as connection:
        assert naive.differences(connection) == {}


def counted(database: Database) -> tuple[int, int]:
    """Return the bookings and the searches that are published."""
    with database.connect() as connection:
        row = connection.execute(
            "SELECT (SELECT sum(requested)::int FROM analytics.provider_stats_daily),"
            " (SELECT sum(searches)::int FROM analytics.search_stats_daily)"
        ).fetchone()
    assert row is not None
    return row


@contextmanager
def waiting_refresh(
    database: Database, holder: psycopg.Connection
) -> Iterator[Future[Version | None]]:
    """Yield a refresh that waits for what `holder` holds; it is let go at the end."""
    with ThreadPoolExecutor(1) as refresher, database.connect(autocommit=True) as observer:
        refresh = refresher.submit(publish, database.owner_url)
        while not observer.execute(
            "SELECT FROM pg_stat_activity WHERE application_name = 'localpro refresh'"
            " AND datname = current_database() AND wait_event_type = 'Lock'"
        ).rowcount:
            assert not refresh.done()
            time.sleep(0.01)
        yield refresh
        holder.commit()
        refresh.result()


def test_what_commits_meanwhile_is_in_the_next_version(marketplace: Database) -> None:
    """Bookings are counted already, searches of the same day are not yet."""
    with marketplace.connect() as writer:
        make_search(writer)
        writer.execute("UPDATE bookings SET final_price = 7")
    with marketplace.connect() as holder, marketplace.connect() as writer:
        holder.execute("LOCK TABLE rollup.search_days IN SHARE MODE")
        with waiting_refresh(marketplace, holder):
            make_search(writer)
            book(writer)
            writer.commit()
    assert counted(marketplace) == (1, 2)
    publish(marketplace.owner_url)
    assert counted(marketplace) == (2, 3)
    assert_exact(marketplace)


def test_reference_data_that_are_loaded_meanwhile_make_it_wait(marketplace: Database) -> None:
    """Both would empty the cache of points; the later one would fail."""
    with marketplace.connect() as connection:
        connection.execute("UPDATE geo.districts SET district = district")
    with marketplace.connect() as loader:
        loader.execute("DELETE FROM etl.point_cells")
        with waiting_refresh(marketplace, loader):
            pass
    assert_exact(marketplace)


def test_a_mark_of_an_archived_day_is_ignored(marketplace: Database) -> None:
    """D6: recomputing the day would find nothing."""
    with marketplace.connect() as connection:
        connection.execute(
            "ALTER TABLE search_logs DETACH PARTITION partitions.search_logs_y2025w09"
        )
        connection.execute("INSERT INTO etl.day_marks VALUES ('search_logs', '2025-03-01')")
        make_search(connection, created_at=ist("2025-03-10 12:00"))
    publish(marketplace.owner_url)
    assert counted(marketplace) == (1, 2)
    with marketplace.connect() as connection:
        naive.count_detached(connection)
    assert_exact(marketplace)
