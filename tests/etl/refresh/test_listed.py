"""What is listed of providers is right whatever changes of them, and made again for these alone."""

import psycopg
import pytest

from etl.errors import VerifyError
from etl.refresh.publish import publish
from etl.refresh.verify import verify
from etl.refresh.versions import Version
from tests.etl.rollups import naive
from tests.factories import make_booking, make_category, make_customer, make_provider, make_review
from tests.postgres import Database

FIRST = "(SELECT id FROM provider_profiles ORDER BY id LIMIT 1)"
LISTED = ("provider_directory", "provider_stats_summary")


@pytest.fixture
def listed(database: Database) -> Database:
    """Three providers with a booking and a review each; published."""
    with database.connect() as connection:
        naive.install(connection)
        category = make_category(connection)
        customer = make_customer(connection)
        for name in ("a", "b", "c"):
            provider = make_provider(connection, category, id=name)
            booking = make_booking(connection, customer, provider)
            make_review(connection, booking, customer, provider)
    publish(database.owner_url)
    return database


def change(database: Database, statement: str) -> Version:
    with database.connect() as connection:
        connection.execute(statement.encode())
    version = publish(database.owner_url)
    assert version is not None
    return version


def made(connection: psycopg.Connection, name: str) -> dict[str, str]:
    """Return by provider the transaction that made its row."""
    rows = connection.execute(f"SELECT provider_id, xmin::text FROM rollup.{name}".encode())
    return dict(rows.fetchall())


@pytest.mark.parametrize(
    "statement",
    [
        f"UPDATE provider_profiles SET business_name = 'Asha & Co' WHERE id = {FIRST}",
        f"UPDATE provider_profiles SET location_point = NULL WHERE id = {FIRST}",
        "UPDATE users SET name = 'Asha' WHERE id ="
        " (SELECT user_id FROM provider_profiles ORDER BY id LIMIT 1)",
        f"UPDATE reviews SET overall_rating = 1 WHERE provider_id = {FIRST}",
        f"UPDATE reviews SET is_flagged = true WHERE provider_id = {FIRST}",
        f"DELETE FROM reviews WHERE provider_id = {FIRST}",
        f"UPDATE bookings SET status = 'COMPLETED', final_price = 7 WHERE provider_id = {FIRST}",
    ],
)
def test_a_change_of_one_provider_makes_its_rows_alone(listed: Database, statement: str) -> None:
    with listed.connect() as connection:
        before = {name: made(connection, name) for name in LISTED}
    change(listed, statement)
    with listed.connect() as connection:
        assert naive.differences(connection) == {}
        for name in LISTED:
            after = made(connection, name)
            assert {each for each in after if after[each] != before[name][each]} == {"a"}


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE categories SET name = 'Renamed'",
        "INSERT INTO system_config (key, value)"
        """ VALUES ('reputation', '{"mode": "normalised"}')""",
        "TRUNCATE reviews CASCADE",
        "TRUNCATE provider_profiles CASCADE",
        "DELETE FROM reviews; DELETE FROM bookings;"
        " UPDATE provider_profiles SET id = 'd' WHERE id = 'a'",
        "UPDATE geo.districts SET boundary = ST_Translate(boundary, 20, 0)",
        "UPDATE reviews SET provider_id = 'b' WHERE provider_id = 'a'",
        "DELETE FROM reviews; DELETE FROM bookings; DELETE FROM provider_profiles WHERE id = 'b'",
    ],
)
def test_whatever_changes_the_lists_are_right(listed: Database, statement: str) -> None:
    change(listed, statement)
    with listed.connect() as connection:
        assert naive.differences(connection) == {}
    verify(listed.owner_url)


def test_an_account_that_grew_older_is_listed_anew(listed: Database) -> None:
    """As if the version had been published when the account of one was ten days old."""
    with listed.connect() as connection:
        connection.execute(
            "UPDATE users SET created_at = now() - interval '10 days'"
            " WHERE id IN (SELECT user_id FROM provider_profiles)"
        )
    publish(listed.owner_url)
    with listed.connect() as connection:
        connection.execute("ALTER TABLE users DISABLE TRIGGER USER")
        connection.execute(
            "UPDATE users SET created_at = now() - interval '31 days'"
            " WHERE id = (SELECT user_id FROM provider_profiles WHERE id = 'a')"
        )
        connection.execute("ALTER TABLE users ENABLE TRIGGER USER")
    verify(listed.owner_url)
    publish(listed.owner_url)
    with listed.connect() as connection:
        scores = connection.execute(
            "SELECT tenure_score FROM analytics.provider_directory ORDER BY provider_id"
        ).fetchall()
    assert [score for (score,) in scores] == [50, 20, 20]


def test_nothing_is_made_again_when_no_provider_changed(listed: Database) -> None:
    version = change(listed, "UPDATE users SET last_login_at = now()")
    refreshed = {state.name: state.is_refreshed for state in version.objects}
    assert not any(refreshed[name] for name in LISTED)


def test_a_change_that_waits_hides_no_other(listed: Database) -> None:
    with listed.connect() as connection:
        connection.execute("UPDATE provider_profiles SET business_name = 'Asha' WHERE id = 'a'")
        connection.execute(
            "UPDATE rollup.provider_places SET district = 'Agra' WHERE provider_id <> 'c'"
        )
        connection.execute(
            "UPDATE rollup.provider_directory SET name = 'Usha' WHERE provider_id <> 'c'"
        )
    with pytest.raises(VerifyError) as found:
        verify(listed.owner_url)
    assert "rollup.provider_places (2 rows differ)" in str(found.value)
    assert "rollup.provider_directory (of 1 providers)" in str(found.value)
