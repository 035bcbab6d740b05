"""Triggers are as they are defined, or it is known which are not; they can be made so again."""

import psycopg
import pytest

from etl.cluster import bootstrap
from etl.refresh.marks import pending
from etl.schema.triggers import defined, faults, restore
from tests.factories import make_booking, make_category, make_customer, make_provider
from tests.postgres import Database, TestCluster


def test_all_of_them_are_known(connection: psycopg.Connection) -> None:
    """Those that the database has, but for the ones that PostGIS brings and those of partitions."""
    rows = connection.execute(
        "SELECT tgname FROM pg_trigger JOIN pg_class ON pg_class.oid = tgrelid"
        " WHERE NOT tgisinternal AND tgparentid = 0"
        " AND relnamespace::regnamespace::text IN"
        " ('public', 'geo', 'rollup', 'etl', 'analytics', 'access')"
    )
    assert {trigger.name for trigger in defined()} == {name for (name,) in rows}
    assert faults(connection) == []


@pytest.mark.parametrize(
    ("change", "said", "source"),
    [
        (
            "ALTER TABLE bookings DISABLE TRIGGER bookings_mark_inserted",
            "bookings_mark_inserted on public.bookings is switched off",
            "bookings",
        ),
        (
            "ALTER TABLE users DISABLE TRIGGER USER; ALTER TABLE users ENABLE TRIGGER USER",
            "users_mark_updated on public.users does not fire as it should",
            "users",
        ),
        (
            "DROP TRIGGER search_logs_mark_moved ON search_logs",
            "search_logs_mark_moved on public.search_logs is missing",
            "search_logs",
        ),
        (
            "CREATE OR REPLACE FUNCTION etl.mark_payments() RETURNS trigger LANGUAGE plpgsql"
            " AS 'BEGIN RETURN NULL; END'",
            "payments_mark_inserted on public.payments calls another etl.mark_payments",
            "payments",
        ),
        (
            "DROP FUNCTION etl.count_jobs() CASCADE",
            "bookings_count_inserted on public.bookings is missing",
            None,
        ),
        (
            "ALTER TABLE provider_profiles"
            " ENABLE REPLICA TRIGGER provider_profiles_touch_updated_at",
            "provider_profiles_touch_updated_at on public.provider_profiles does not fire",
            None,
        ),
    ],
)
def test_a_fault_is_named_and_put_right(
    connection: psycopg.Connection, change: str, said: str, source: str | None
) -> None:
    connection.execute("DELETE FROM etl.day_marks")
    connection.execute(change.encode())
    assert any(str(fault).startswith(said) for fault in faults(connection))
    restore(connection)
    assert faults(connection) == []
    # Bookings that are marked as a whole may be those of any search.
    assert pending(connection).whole - {"search_bookings"} == ({source} if source else set())


def test_a_partition_whose_trigger_is_off_is_found(connection: psycopg.Connection) -> None:
    connection.execute(
        "DO $$ BEGIN EXECUTE ("
        "SELECT format('ALTER TABLE partitions.%I DISABLE TRIGGER USER', child)"
        " FROM etl.existing_partitions() WHERE parent = 'search_logs' LIMIT 1); END $$"
    )
    assert [fault.trigger.name for fault in faults(connection)] == ["search_logs_mark_moved"]
    restore(connection)
    assert faults(connection) == []


def test_replayed_changes_are_marked_and_not_counted(
    database: Database, cluster: TestCluster
) -> None:
    """A session that replays changes: its job is marked, and is not counted a second time."""
    with database.connect() as connection:
        provider = make_provider(connection, make_category(connection), completed_jobs=340)
        customer = make_customer(connection)
        connection.execute("DELETE FROM etl.booking_versions")
    with bootstrap.superuser(cluster.server, database.name) as replaying:
        replaying.execute("SET session_replication_role = replica")
        make_booking(replaying, customer, provider, status="COMPLETED")
        row = replaying.execute("SELECT completed_jobs FROM provider_profiles").fetchone()
        assert row == (340,)
        assert replaying.execute("SELECT count(*) FROM etl.booking_versions").fetchone() == (1,)
