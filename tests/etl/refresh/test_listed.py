"""What is listed of providers is right whatever changes of them, and made again for these alone."""

import psycopg
import pytest

from etl.errors import VerifyError
from etl.refresh.publish import publish
from etl.refresh.verify import verify
from etl.refresh.versions import Version
from tests.factories import (
    ist,
    make_booking,
    make_category,
    make_customer,
    make_provider,
    make_review,
)
from tests.oracle import naive
from tests.postgres import Database

FIRST = "(SELECT id FROM provider_profiles ORDER BY id LIMIT 1)"
LISTED = ("provider_directory", "provider_stats_summary")
LONG_AGO = dict.fromkeys(("created_at", "last_active_at"), ist("2020-01-01"))
"""Moments of profiles, before any version: those of their accounts are what is tried."""


@pytest.fixture
def listed(database: Database) -> Database:
    """Three providers with a booking and a review each; published."""
    with database.connect() as connection:
        naive.install(connection)
        category = make_category(connection)
        customer = make_customer(connection)
        for name in ("a", "b", "c"):
            provider = make_provider(connection, category, id=name, **LONG_AGO)
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
        remade = set()
        for name in LISTED:
            after = made(connection, name)
            remade |= {each for each in after if after[each] != before[name][each]}
        assert remade == {"a"}


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


AGES = (29.4, 29.49, 29.5, 31, 89.4, 89.5, 150, 179, 179.6, 400)
"""Days of accounts around those on which their tenure counts more, 29.5, 89.5 and 179.5."""


@pytest.mark.parametrize("passed", [0, 0.005, 0.3, 31, 61, 200, -31])
def test_accounts_that_grew_older_are_listed_anew(listed: Database, passed: float) -> None:
    """As if the version had been published so many days ago (or the clock been put back)."""
    with listed.connect() as connection:
        category = make_category(connection)
        for age in AGES:
            make_provider(connection, category, id=f"of {age} days", **LONG_AGO)
            connection.execute(
                "UPDATE users SET created_at = now() - %s * interval '24 hours' WHERE id ="
                " (SELECT user_id FROM provider_profiles WHERE id = %s)",
                (age, f"of {age} days"),
            )
    publish(listed.owner_url)
    before = tenures(listed)
    with listed.connect() as connection:
        connection.execute("ALTER TABLE users DISABLE TRIGGER USER")
        for moment in (
            "users SET created_at = created_at",
            "analytics.data_versions SET as_of = as_of",
        ):
            connection.execute(f"UPDATE {moment} - %s * interval '24 hours'".encode(), (passed,))
        connection.execute("ALTER TABLE users ENABLE TRIGGER USER")
        grown = set(connection.execute("SELECT rollup.providers_grown_older()"))
    verify(listed.owner_url)
    publish(listed.owner_url)

    after = tenures(listed)
    assert grown == {(provider,) for provider in after if after[provider] != before[provider]}
    for age in AGES:
        assert after[f"of {age} days"] == tenure(age + passed)


def tenures(database: Database) -> dict[str, int]:
    with database.connect() as connection:
        return dict(
            connection.execute("SELECT provider_id, tenure_score FROM analytics.provider_directory")
        )


def tenure(days: float) -> int:
    """As the document scores it, of an age that is rounded to days."""
    return 100 if days >= 179.5 else 75 if days >= 89.5 else 50 if days >= 29.5 else 20


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
    assert "rollup.provider_places of b (1 rows, 1 recomputed)" in str(found.value)
    assert "rollup.provider_directory of b (1 rows, 1 recomputed)" in str(found.value)
