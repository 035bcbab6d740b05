"""Transactions that overlap each other and refreshes in the ways that lose changes elsewhere."""

import time
from concurrent.futures import ThreadPoolExecutor

import psycopg
import pytest

from etl.refresh.publish import publish
from tests.factories import (
    ist,
    make_booking,
    make_category,
    make_customer,
    make_payment,
    make_provider,
    make_search,
    make_user,
)
from tests.locks import waiting_for
from tests.oracle import naive
from tests.postgres import Database


@pytest.fixture
def marketplace(database: Database) -> Database:
    """A booking of 1 March 2025, paid on the 2nd, and a search of 1 March; published."""
    with database.connect() as connection:
        naive.install(connection)
        provider = make_provider(connection, make_category(connection))
        make_payment(connection, make_booking(connection, make_customer(connection), provider))
        make_search(connection)
    publish(database.owner_url)
    return database


def assert_exact(database: Database) -> None:
    with database.connect() as connection:
        assert naive.differences(connection) == {}


def cell(database: Database, query: str) -> object:
    with database.connect() as connection:
        row = connection.execute(query.encode()).fetchone()
    assert row is not None
    return row[0]


def test_a_payment_changes_while_its_booking_moves_to_another_day(marketplace: Database) -> None:
    """Had the payment's trigger looked up its booking's day, it would have marked the old one."""
    with marketplace.connect() as payer, marketplace.connect() as mover:
        payer.execute("UPDATE payments SET status = 'FAILED'")
        mover.execute("UPDATE bookings SET created_at = %s", (ist("2025-03-09 12:00"),))
        mover.commit()
        publish(marketplace.owner_url)
        payer.commit()
    publish(marketplace.owner_url)
    assert_exact(marketplace)
    assert cell(marketplace, "SELECT paid FROM rollup.booking_cohorts") == 0


@pytest.mark.parametrize(
    "change",
    [
        "INSERT INTO reviews (booking_id, customer_id, provider_id, overall_rating, created_at)"
        " SELECT id, customer_id, provider_id, 4, '2025-03-20' FROM bookings",
        "INSERT INTO booking_status_history (booking_id, status, changed_by, created_at)"
        " SELECT id, 'DISPUTED', 'admin', '2025-03-20' FROM bookings",
        "DELETE FROM payments",
    ],
)
def test_what_depends_on_a_booking_changes_while_it_moves_to_another_day(
    marketplace: Database, change: str
) -> None:
    with marketplace.connect() as writer, marketplace.connect() as mover:
        writer.execute(change.encode())
        mover.execute("UPDATE bookings SET created_at = %s", (ist("2025-03-09 12:00"),))
        mover.commit()
        publish(marketplace.owner_url)
        writer.commit()
    publish(marketplace.owner_url)
    assert_exact(marketplace)


def test_a_booking_changes_currency_while_its_review_is_written(marketplace: Database) -> None:
    with marketplace.connect() as reviewer, marketplace.connect() as other:
        reviewer.execute(
            "INSERT INTO reviews (booking_id, customer_id, provider_id, overall_rating, created_at)"
            " SELECT id, customer_id, provider_id, 4, '2025-03-20 12:00+05:30' FROM bookings"
        )
        other.execute("UPDATE bookings SET currency = 'USD'")
        other.commit()
        publish(marketplace.owner_url)
        reviewer.commit()
    publish(marketplace.owner_url)
    assert_exact(marketplace)
    reviewed = "SELECT currency FROM analytics.provider_stats_daily WHERE reviews = 1"
    assert cell(marketplace, reviewed) == "USD"


def test_a_commit_that_comes_late_is_counted(marketplace: Database) -> None:
    with marketplace.connect() as writer:
        make_search(writer, created_at=ist("2025-03-01 15:00"))
        for _ in range(2):
            publish(marketplace.owner_url)
        searches = "SELECT sum(searches)::int FROM analytics.search_stats_daily"
        assert cell(marketplace, searches) == 1
        writer.commit()
    publish(marketplace.owner_url)
    assert cell(marketplace, searches) == 2
    assert_exact(marketplace)


def test_a_truncate_is_never_half_seen(marketplace: Database) -> None:
    """A snapshot from before would see the table empty, but not why."""
    with marketplace.connect() as writer, ThreadPoolExecutor(1) as refresher:
        writer.execute("UPDATE search_logs SET results_count = 0")
        writer.execute("TRUNCATE payments, search_logs")
        refresh = refresher.submit(publish, marketplace.owner_url)
        time.sleep(0.5)
        assert not refresh.done()
        writer.commit()
        refresh.result()
    assert_exact(marketplace)
    assert cell(marketplace, "SELECT count(*) FROM rollup.revenue_days") == 0


def test_archived_days_are_kept(marketplace: Database) -> None:
    """D6: even a full refresh recomputes only what is still in the database."""
    with marketplace.connect() as connection:
        connection.execute(
            "ALTER TABLE search_logs DETACH PARTITION partitions.search_logs_y2025w09"
        )
        connection.execute("DROP TABLE partitions.search_logs_y2025w09 CASCADE")
        connection.execute("UPDATE geo.districts SET district = district")
    publish(marketplace.owner_url)
    version = publish(marketplace.owner_url, full=True)
    assert version is not None
    assert version.kind == "full"
    for view in ("stats", "hours", "terms", "demand"):
        searches = f"SELECT sum(searches)::int FROM analytics.search_{view}_daily"
        assert cell(marketplace, searches) == 1


@pytest.mark.parametrize(
    "change",
    [
        "UPDATE geo.districts SET boundary = ST_Translate(boundary, 20, 0)",
        "TRUNCATE geo.districts CASCADE",
    ],
)
def test_districts_that_change_move_all_searches(marketplace: Database, change: str) -> None:
    with marketplace.connect() as connection:
        connection.execute(change.encode())
    publish(marketplace.owner_url)
    assert cell(marketplace, "SELECT district FROM analytics.search_stats_daily") == "Unknown"
    assert_exact(marketplace)


def test_a_user_is_renamed_while_becoming_a_provider(marketplace: Database) -> None:
    """Had the user's trigger looked up its provider, it would have found none."""
    with marketplace.connect() as renamer, marketplace.connect() as owner:
        user = make_user(owner, name="Asha")
        owner.commit()
        renamer.execute("UPDATE users SET name = 'Usha' WHERE id = %s", (user,))
        owner.execute("UPDATE provider_profiles SET user_id = %s", (user,))
        owner.commit()
        publish(marketplace.owner_url)
        renamer.commit()
    publish(marketplace.owner_url)
    assert_exact(marketplace)
    assert cell(marketplace, "SELECT name FROM analytics.provider_directory") == "Usha"


def test_a_server_process_that_ends_loses_no_change(marketplace: Database) -> None:
    with marketplace.connect(autocommit=True) as blocker, ThreadPoolExecutor(1) as refresher:
        blocker.execute("UPDATE bookings SET final_price = 12")
        with blocker.transaction():
            blocker.execute("LOCK TABLE analytics.data_versions IN SHARE MODE")
            refresh = refresher.submit(publish, marketplace.owner_url)
            while not end_blocked(blocker):
                time.sleep(0.05)
            assert refresh.exception() is not None
    publish(marketplace.owner_url)
    assert_exact(marketplace)
    assert cell(marketplace, "SELECT final_amount::int FROM rollup.booking_cohorts") == 12


def end_blocked(connection: psycopg.Connection) -> bool:
    """End the refresh once it has done everything but to write its version."""
    waiting = waiting_for(connection, "analytics.data_versions")
    connection.execute("SELECT pg_terminate_backend(unnest(%s::integer[]))", (waiting,))
    return bool(waiting)
