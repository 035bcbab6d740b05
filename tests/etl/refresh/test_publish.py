"""A refresh publishes one version of everything, or nothing."""

import os
import signal
import subprocess
import sys
import time

import psycopg
import pytest
from psycopg import sql

from etl.db import Lock, connect, exclusive
from etl.errors import BusyError, RefreshError
from etl.ledger import ABANDONED
from etl.refresh.images import fingerprint
from etl.refresh.publish import publish
from etl.refresh.versions import newest
from etl.rollups import PUBLISHED
from tests.factories import (
    ist,
    make_booking,
    make_category,
    make_customer,
    make_payment,
    make_provider,
    make_review,
    make_search,
    make_status_change,
)
from tests.locks import waiting_for
from tests.postgres import Database


@pytest.fixture
def marketplace(database: Database) -> Database:
    """A marketplace with one booking and one search, published once."""
    with database.connect() as connection:
        category = make_category(connection)
        provider = make_provider(connection, category)
        make_booking(connection, make_customer(connection), provider)
        make_search(connection)
    publish(database.owner_url)
    return database


def add_booking(database: Database) -> None:
    with database.connect() as connection:
        provider = connection.execute("SELECT id FROM provider_profiles").fetchone()
        assert provider is not None
        make_booking(connection, make_customer(connection), provider[0])


def requested(connection: psycopg.Connection) -> int:
    row = connection.execute(
        "SELECT COALESCE(sum(requested), 0)::int FROM analytics.booking_funnel_daily"
    ).fetchone()
    assert row is not None
    return int(row[0])


def newest_version(connection: psycopg.Connection) -> int:
    row = connection.execute("SELECT max(version_id) FROM analytics.data_versions").fetchone()
    assert row is not None
    return int(row[0])


def outcomes(database: Database) -> list[tuple[str, str | None]]:
    with database.connect() as connection:
        return connection.execute(
            "SELECT outcome, error FROM etl.runs WHERE job = 'refresh' ORDER BY run_id"
        ).fetchall()


def test_publishes_every_object_with_its_rows_and_checksum(marketplace: Database) -> None:
    add_booking(marketplace)
    version = publish(marketplace.owner_url)
    assert version is not None
    assert [state.name for state in version.objects] == [*PUBLISHED]
    with psycopg.connect(marketplace.reader_url) as reader:
        assert requested(reader) == 2
        row = reader.execute(
            "SELECT version_id, objects FROM analytics.data_versions ORDER BY version_id DESC"
        ).fetchone()
        assert row is not None
        assert row[0] == version.version_id
        for name, state in row[1].items():
            rows, checksum = fingerprint(reader, sql.Identifier("analytics", name))
            assert (state["rows"], state["checksum"]) == (rows, checksum), name


def test_the_watermarks_are_those_of_the_tables(marketplace: Database) -> None:
    """Of the status history the disputes; a payment and a review come later, a booking goes."""
    with marketplace.connect() as connection:
        [(booking, customer, provider)] = connection.execute(
            "SELECT id, customer_id, provider_id FROM bookings"
        ).fetchall()
        doomed = make_booking(connection, customer, provider, created_at=ist("2025-03-05 12:00"))
        make_status_change(connection, booking, status="DISPUTED")
        make_status_change(connection, booking, status="CONFIRMED")
    publish(marketplace.owner_url)
    with marketplace.connect() as connection:
        make_payment(connection, booking)
        make_review(connection, booking, customer, provider, is_published=False)
        connection.execute("DELETE FROM bookings WHERE id = %s", (doomed,))
        connection.execute("UPDATE bookings SET special_instructions = 'ring twice'")
    publish(marketplace.owner_url)
    assert_watermarks(marketplace)
    with marketplace.connect() as connection:
        connection.execute("TRUNCATE bookings CASCADE")
    publish(marketplace.owner_url)
    assert_watermarks(marketplace)


def test_the_newest_search_may_go(marketplace: Database) -> None:
    with marketplace.connect() as connection:
        newest = make_search(connection, created_at=ist("2025-03-20 12:00"))
    publish(marketplace.owner_url)
    assert_watermarks(marketplace)
    for gone in (newest, "%"):
        with marketplace.connect() as connection:
            connection.execute("DELETE FROM search_logs WHERE id LIKE %s", (gone,))
        publish(marketplace.owner_url)
        assert_watermarks(marketplace)


@pytest.mark.parametrize(
    "change",
    [
        "UPDATE categories SET name = 'Another', updated_at = now()",
        "UPDATE provider_profiles SET average_rating = 3, updated_at = now()",
        "UPDATE users SET name = 'Another', updated_at = now()",
        "INSERT INTO users (role, phone, name) VALUES ('CUSTOMER', '+917999999999', 'New')",
        "TRUNCATE provider_profiles CASCADE",
    ],
)
def test_sources_without_days_are_counted_when_they_change(
    marketplace: Database, change: str
) -> None:
    with marketplace.connect() as connection:
        connection.execute(change.encode())
    publish(marketplace.owner_url)
    assert_watermarks(marketplace)


def test_a_user_who_only_logs_in_leaves_the_users_as_they_were(marketplace: Database) -> None:
    with marketplace.connect() as connection:
        before = newest_user(connection)
        connection.execute("UPDATE users SET last_login_at = now(), updated_at = now()")
        make_search(connection)
    publish(marketplace.owner_url)
    with marketplace.connect() as connection:
        assert newest_user(connection) == before
        connection.execute("UPDATE users SET name = 'Another', updated_at = now()")
    publish(marketplace.owner_url)
    assert_watermarks(marketplace)


def test_a_full_refresh_counts_what_was_not_marked(marketplace: Database) -> None:
    with marketplace.connect() as connection:
        connection.execute("UPDATE users SET updated_at = now()")
    publish(marketplace.owner_url, full=True)
    assert_watermarks(marketplace)


def newest_user(connection: psycopg.Connection) -> str:
    row = connection.execute(
        "SELECT watermarks -> 'users' ->> 'newest' FROM analytics.data_versions"
        " ORDER BY version_id DESC LIMIT 1"
    ).fetchone()
    assert row is not None
    return str(row[0])


def assert_watermarks(database: Database) -> None:
    with database.connect() as connection:
        row = connection.execute(
            "SELECT watermarks FROM analytics.data_versions ORDER BY version_id DESC LIMIT 1"
        ).fetchone()
        assert row is not None
        for source, state in row[0].items():
            assert (state["rows"], state["newest"]) == counted(connection, source), source
        assert row[0].keys() == SOURCES.keys()


SOURCES = {
    "bookings": "updated_at",
    "booking_status_history": "created_at",
    "categories": "updated_at",
    "payments": "updated_at",
    "provider_profiles": "updated_at",
    "reviews": "updated_at",
    "search_logs": "created_at",
    "users": "updated_at",
}


def counted(connection: psycopg.Connection, source: str) -> tuple[int, str | None]:
    row = connection.execute(
        sql.SQL("SELECT count(*), to_json(max({})) #>> '{{}}' FROM public.{} {}").format(
            sql.Identifier(SOURCES[source]),
            sql.Identifier(source),
            sql.SQL(
                "WHERE status = 'DISPUTED'" if source == "booking_status_history" else "WHERE true"
            ),
        )
    ).fetchone()
    assert row is not None
    return row[0], row[1]


def test_an_open_reader_keeps_the_version_it_began_with(marketplace: Database) -> None:
    with psycopg.connect(marketplace.reader_url) as reader:
        reader.isolation_level = psycopg.IsolationLevel.REPEATABLE_READ
        assert (newest_version(reader), requested(reader)) == (1, 1)
        add_booking(marketplace)
        publish(marketplace.owner_url)
        assert (newest_version(reader), requested(reader)) == (1, 1)
        reader.rollback()
        assert (newest_version(reader), requested(reader)) == (2, 2)


def test_nothing_changes_when_nothing_changed(marketplace: Database) -> None:
    assert publish(marketplace.owner_url, only_if_changed=True) is None
    add_booking(marketplace)
    version = publish(marketplace.owner_url, only_if_changed=True)
    assert version is not None
    assert version.version_id == 2


def test_a_second_refresh_says_so_and_leaves(marketplace: Database) -> None:
    with (
        connect(marketplace.owner_url) as other,
        exclusive(other, Lock.REFRESH),
        pytest.raises(BusyError, match="already running"),
    ):
        publish(marketplace.owner_url)
    assert [outcome for outcome, _ in outcomes(marketplace)] == ["succeeded", "refused"]


def test_a_refresh_that_fails_leaves_the_last_version(marketplace: Database) -> None:
    add_booking(marketplace)
    with marketplace.connect() as connection:
        connection.execute("LOCK TABLE analytics.data_versions IN SHARE MODE")
        impatient = f"{marketplace.owner_url}?options=-c%20lock_timeout%3D100"
        with pytest.raises(RefreshError, match=r"nothing was published: .*lock timeout"):
            publish(impatient)
    with psycopg.connect(marketplace.reader_url) as reader:
        assert (newest_version(reader), requested(reader)) == (1, 1)
    outcome, error = outcomes(marketplace)[-1]
    assert outcome == "failed"
    assert "lock timeout" in str(error)


def wait_until_blocked(connection: psycopg.Connection) -> None:
    """Wait until a refresh has redone every view and only its version is left to write."""
    deadline = time.monotonic() + 60
    while time.monotonic() < deadline:
        if waiting_for(connection, "analytics.data_versions"):
            return
        time.sleep(0.05)
    pytest.fail("the refresh never reached the lock")


def test_killed_in_the_middle_the_last_version_stays_and_the_next_run_is_right(
    marketplace: Database,
) -> None:
    add_booking(marketplace)
    with marketplace.connect() as blocker:
        blocker.execute("LOCK TABLE analytics.data_versions IN SHARE MODE")
        process = subprocess.Popen(
            [sys.executable, "-m", "etl.cli", "refresh"],
            env=os.environ | {"LOCALPRO_DATABASE_URL": marketplace.owner_url},
            stdout=subprocess.DEVNULL,
        )
        wait_until_blocked(blocker)
        with psycopg.connect(marketplace.reader_url) as reader:
            assert (newest_version(reader), requested(reader)) == (1, 1)
        process.send_signal(signal.SIGKILL)
        process.wait()
    version = publish_when_free(marketplace)
    with psycopg.connect(marketplace.reader_url) as reader:
        assert (newest_version(reader), requested(reader)) == (version, 2)
    assert [error for _, error in outcomes(marketplace)] == [None, ABANDONED, None]


def publish_when_free(database: Database) -> int:
    """Publish once the server has noticed that the killed client is gone."""
    for _ in range(100):
        with database.connect() as connection:
            row = connection.execute(
                "SELECT count(*) FROM pg_locks WHERE locktype = 'advisory'"
                " AND database = (SELECT oid FROM pg_database WHERE datname = current_database())"
            ).fetchone()
        if row == (0,):
            break
        time.sleep(0.1)
    version = publish(database.owner_url)
    assert version is not None
    return version.version_id


def test_checksum_ignores_order_but_not_content(connection: psycopg.Connection) -> None:
    connection.execute(
        "CREATE TEMP TABLE one AS SELECT n, n::text AS text FROM generate_series(1, 50) AS n"
    )
    connection.execute("CREATE TEMP TABLE two AS SELECT * FROM one ORDER BY n DESC")
    one, two = sql.Identifier("one"), sql.Identifier("two")
    assert fingerprint(connection, one) == fingerprint(connection, two)
    connection.execute("UPDATE two SET text = '7 ' WHERE n = 7")
    assert fingerprint(connection, one) != fingerprint(connection, two)
    connection.execute("UPDATE two SET text = '7' WHERE n = 7")
    assert fingerprint(connection, one) == fingerprint(connection, two)
    connection.execute("INSERT INTO two SELECT * FROM one WHERE n IN (3, 3)")
    assert fingerprint(connection, one) != fingerprint(connection, two)


def test_a_full_refresh_takes_the_checksums_of_all_days_anew(marketplace: Database) -> None:
    """Also those of days that cannot be recomputed: as made by a release that took others."""
    with marketplace.connect() as connection:
        make_search(connection, created_at=ist("2025-03-01 12:00"))
    publish(marketplace.owner_url)
    with marketplace.connect() as connection:
        connection.execute("UPDATE rollup.unit_checksums SET checksum = checksum + 1")
        connection.execute(
            "ALTER TABLE search_logs DETACH PARTITION partitions.search_logs_y2025w09"
        )
    publish(marketplace.owner_url, full=True)
    with marketplace.connect() as connection:
        for name, state in newest(connection).objects.items():
            shown = fingerprint(connection, sql.Identifier("analytics", name))
            assert shown == (state["rows"], state["checksum"]), name
