"""One odd row stops nothing: the rest is published and verified, and a finding names the row."""

from datetime import UTC, datetime
from decimal import Decimal
from typing import Any

import psycopg
import pytest
from psycopg import sql

from etl.errors import VerifyError
from etl.refresh.publish import publish
from etl.refresh.verify import verify
from etl.reputation.explain import explain
from tests.factories import (
    ist,
    make_booking,
    make_category,
    make_customer,
    make_payment,
    make_provider,
    make_review,
    make_search,
    make_sub_category,
    make_user,
)
from tests.postgres import Database

Findings = dict[tuple[str, str, str], tuple[int, str]]
NOON = ist("2025-03-01 12:00")


def found(database: Database) -> Findings:
    """Publish and verify; return the findings: rows and an example by kind, table and detail."""
    publish(database.owner_url)
    verify(database.owner_url)
    with psycopg.connect(database.reader_url) as connection:
        rows = connection.execute(
            "SELECT finding, relation, detail, rows, example_id FROM analytics.data_quality"
        )
        return {(kind, table, detail): (count, one) for kind, table, detail, count, one in rows}


@pytest.fixture
def category(connection: psycopg.Connection) -> str:
    return make_category(connection)


@pytest.fixture
def provider(connection: psycopg.Connection, category: str) -> str:
    return make_provider(connection, category)


@pytest.fixture
def customer(connection: psycopg.Connection) -> str:
    return make_customer(connection)


def test_nothing_odd_is_found_in_ordinary_rows(
    connection: psycopg.Connection, database: Database, provider: str, customer: str
) -> None:
    booking = make_booking(connection, customer, provider, status="COMPLETED", completed_at=NOON)
    make_payment(connection, booking)
    make_review(connection, booking, customer, provider)
    make_search(connection)
    connection.commit()
    assert found(database) == {}


@pytest.mark.parametrize("moment", ["-infinity", "infinity"])
def test_an_account_of_unknown_age_counts_as_a_new_one(
    connection: psycopg.Connection, database: Database, category: str, moment: str
) -> None:
    account = make_user(connection, role="PROVIDER", created_at=moment)
    provider = make_provider(
        connection, category, user_id=account, created_at=moment, last_active_at=moment
    )
    make_provider(connection, category)
    connection.commit()
    findings = found(database)
    assert findings == {
        ("unknown_age", "users", "created_at"): (1, account),
        ("no_day", "provider_profiles", "created_at"): (1, provider),
        ("no_day", "provider_profiles", "last_active_at"): (1, provider),
    }
    tenure = {part.name: part.marks for part in explain(provider, database.owner_url).parts}
    assert tenure["tenure"] == 20
    with psycopg.connect(database.reader_url) as reader:
        rows = reader.execute(
            "SELECT joined_day IS NULL, last_active_day IS NULL FROM analytics.provider_directory"
            " ORDER BY provider_id = %s DESC",
            (provider,),
        ).fetchall()
    assert rows == [(True, True), (False, False)]


@pytest.mark.parametrize(
    "absurd",
    [
        ("-infinity", "no_day"),
        ("4713-01-01 BC", "no_day"),
        ("0024-03-01", "before_first_day"),
        ("1970-01-01", "before_first_day"),
        ("1999-12-31 18:29:59+00", "before_first_day"),
        ("2062-01-01", "after_today"),
        ("9999-12-20", "after_today"),
        ("9999-12-31", "no_day"),
        ("infinity", "no_day"),
    ],
)
def test_a_booking_of_an_absurd_day_is_named(
    connection: psycopg.Connection,
    database: Database,
    provider: str,
    customer: str,
    absurd: tuple[str, str],
) -> None:
    """Every event of it, and of its payment and review; another booking is counted as ever."""
    moment, kind = absurd
    odd = make_booking(connection, customer, provider)
    for column in ("created_at", "confirmed_at", "completed_at", "cancelled_at", "updated_at"):
        _set(connection, "bookings", odd, column, moment)
    payment = make_payment(connection, odd, created_at=moment, paid_at=moment, refunded_at=moment)
    review = make_review(connection, odd, customer, provider, created_at=moment)
    make_booking(connection, customer, provider)
    connection.commit()
    columns = ("created_at", "confirmed_at", "completed_at", "cancelled_at")
    assert found(database) == {
        **{(kind, "bookings", column): (1, odd) for column in columns},
        **{(kind, "payments", c): (1, payment) for c in ("created_at", "paid_at", "refunded_at")},
        (kind, "reviews", "created_at"): (1, review),
    }
    with psycopg.connect(database.reader_url) as reader:
        row = reader.execute(
            "SELECT requested FROM analytics.booking_funnel_daily WHERE cohort_day = '2025-03-01'"
        ).fetchone()
    assert row == (1,)


def test_an_infinite_completion_has_no_duration(
    connection: psycopg.Connection, database: Database, provider: str, customer: str
) -> None:
    """Completed at some time: it counts as completed, and for no time to complete."""
    odd = make_booking(connection, customer, provider, completed_at="infinity")
    connection.commit()
    assert found(database) == {("no_day", "bookings", "completed_at"): (1, odd)}
    with psycopg.connect(database.reader_url) as reader:
        row = reader.execute(
            "SELECT requested, completed, completion_count FROM analytics.booking_funnel_daily"
        ).fetchone()
    assert row == (1, 1, 0)


def test_values_added_to_the_enums_are_named(
    connection: psycopg.Connection, database: Database, provider: str, customer: str
) -> None:
    added = {
        "verification_status": "SUSPENDED",
        "booking_status": "NO_SHOW",
        "cancelled_by": "PARTNER",
        "payment_status": "ON_HOLD",
        "payment_method": "CHEQUE",
    }
    connection.commit()
    with database.connect(autocommit=True) as owner:
        for enum, value in added.items():
            statement = sql.SQL("ALTER TYPE {} ADD VALUE {}")
            owner.execute(statement.format(sql.Identifier(enum), sql.Literal(value)))
    booking = make_booking(connection, customer, provider, status="NO_SHOW")
    cancelled = make_booking(
        connection, customer, provider, status="CANCELLED", cancelled_by="PARTNER"
    )
    held = make_payment(connection, booking, status="ON_HOLD")
    cheque = make_payment(connection, cancelled, method="CHEQUE")
    _set(connection, "provider_profiles", provider, "profile_status", "SUSPENDED")
    connection.commit()
    assert found(database) == {
        ("unknown_value", "bookings", "status NO_SHOW"): (1, booking),
        ("unknown_value", "bookings", "cancelled_by PARTNER"): (1, cancelled),
        ("unknown_value", "payments", "status ON_HOLD"): (1, held),
        ("unknown_value", "payments", "method CHEQUE"): (1, cheque),
        ("unknown_value", "provider_profiles", "profile_status SUSPENDED"): (1, provider),
    }


def test_what_is_odd_without_being_absurd(
    connection: psycopg.Connection, database: Database, category: str, customer: str
) -> None:
    """Foreign currencies, moments out of order, no district, an area that cannot be read."""
    nowhere = make_provider(connection, category, at=None, service_areas=[{"type": "radius"}])
    dollars = make_booking(connection, customer, nowhere, currency="USD")
    early = make_booking(connection, customer, nowhere, completed_at=ist("2025-02-28 12:00"))
    euros = make_payment(connection, early, currency="EUR")
    connection.commit()
    assert found(database) == {
        ("foreign_currency", "bookings", "USD"): (1, dollars),
        ("foreign_currency", "payments", "EUR"): (1, euros),
        ("out_of_order", "bookings", "created_at"): (1, early),
        ("no_district", "provider_profiles", "location_point"): (1, nowhere),
        ("ignored_area", "provider_profiles", "service_areas"): (1, nowhere),
    }


@pytest.mark.parametrize("other", ["foreign", "unknown", None])
def test_a_sub_category_of_another_category(
    connection: psycopg.Connection,
    database: Database,
    provider: str,
    category: str,
    other: str | None,
) -> None:
    make_sub_category(connection, category, id="own")
    make_sub_category(connection, make_category(connection), id="foreign")
    for listed, findings in (
        (["own"], {}),
        (
            ["own", other],
            {("ignored_kind", "provider_profiles", "sub_category_ids"): (1, provider)},
        ),
        (None, {}),
    ):
        connection.execute("UPDATE provider_profiles SET sub_category_ids = %s", (listed,))
        connection.commit()
        assert found(database) == findings


def test_counters_that_disagree(
    connection: psycopg.Connection, database: Database, provider: str, customer: str
) -> None:
    """340 jobs and 4.8 stars that were counted before; the triggers then count one job more.

    The rows say: one completed, one in dispute, rated 4; one booking of the customer cancelled.
    """
    connection.execute("UPDATE provider_profiles SET completed_jobs = 340, total_jobs = 340")
    done = make_booking(connection, customer, provider, status="COMPLETED")
    make_booking(connection, customer, provider, status="DISPUTED")
    other = make_provider(connection, make_category(connection))
    make_booking(connection, customer, other, status="CANCELLED")
    make_review(connection, done, customer, provider, overall_rating=4)
    make_review(
        connection,
        make_booking(connection, customer, other),
        customer,
        other,
        overall_rating=1,
        is_published=False,
    )
    connection.execute("UPDATE provider_profiles SET average_rating = 4.8 WHERE id = %s", (other,))
    connection.commit()
    rows = connection.execute("SELECT * FROM etl.counters_that_disagree()").fetchall()
    assert {(table, one, counter): (was, is_) for table, one, counter, was, is_ in rows} == {
        ("provider_profiles", provider, "completed_jobs"): (341, 1),
        ("provider_profiles", provider, "total_jobs"): (341, 1),
        ("provider_profiles", provider, "disputed_jobs"): (0, 1),
        ("provider_profiles", other, "average_rating"): (Decimal("4.80"), 0),
        ("customer_profiles", customer, "total_bookings"): (0, 4),
        ("customer_profiles", customer, "completed_bookings"): (0, 1),
        ("customer_profiles", customer, "cancelled_bookings"): (0, 1),
    }
    assert found(database)["counter", "provider_profiles", "completed_jobs"] == (1, provider)


def test_a_counter_at_its_end_refuses_no_booking(
    connection: psycopg.Connection, provider: str, customer: str
) -> None:
    connection.execute(
        "UPDATE provider_profiles"
        " SET completed_jobs = 2147483647, cancelled_jobs = 2147483647, total_jobs = 2147483647"
    )
    for status in ("COMPLETED", "CANCELLED"):
        make_booking(connection, customer, provider, status=status)
    row = connection.execute(
        "SELECT completed_jobs, cancelled_jobs, total_jobs FROM provider_profiles"
    ).fetchone()
    assert row == (2147483647, 2147483647, 2147483647)


def test_a_finding_that_is_over_goes(
    connection: psycopg.Connection, database: Database, provider: str, customer: str
) -> None:
    odd = make_booking(connection, customer, provider, created_at=datetime(1970, 1, 1, tzinfo=UTC))
    connection.commit()
    assert len(found(database)) == 1
    _set(connection, "bookings", odd, "created_at", NOON)
    connection.commit()
    assert found(database) == {}


def test_verify_finds_another_finding_than_was_published(
    connection: psycopg.Connection, database: Database, provider: str, customer: str
) -> None:
    make_booking(connection, customer, provider, currency="USD")
    connection.commit()
    found(database)
    connection.execute("UPDATE rollup.data_quality SET rows = 2")
    connection.commit()
    with pytest.raises(VerifyError, match=r"rollup\.data_quality of all \(1 rows, 1 recomputed\)"):
        verify(database.owner_url)


UNREAD = {
    "bookings": "special_instructions, service_description, service_location, scheduled_time",
    "payments": "gateway_response, transaction_id, refund_reason",
    "reviews": "photos, helpful_count, moderation_note",
    "booking_status_history": "metadata, reason, changed_by",
    "users": "email, last_login_at, password_hash",
    "customer_profiles": "addresses, preferred_categories, total_spent",
    "categories": "description, meta_title, booking_count",
    "sub_categories": "provider_count",
    "provider_profiles": "pricing, embedding, searchable_text, trust_score",
    "system_config": "description, updated_by",
}


def test_the_application_may_drop_what_is_not_read(
    connection: psycopg.Connection, database: Database, provider: str, customer: str
) -> None:
    booking = make_booking(connection, customer, provider, status="COMPLETED", completed_at=NOON)
    make_payment(connection, booking)
    make_review(connection, booking, customer, provider)
    for table, columns in UNREAD.items():
        for column in columns.split(", "):
            connection.execute(
                sql.SQL("ALTER TABLE {} DROP COLUMN {}").format(
                    sql.Identifier(table), sql.Identifier(column)
                )
            )
    connection.commit()
    assert found(database) == {}
    connection.execute("UPDATE bookings SET final_price = 5 WHERE id = %s", (booking,))
    connection.execute("UPDATE reviews SET overall_rating = 3")
    connection.commit()
    assert found(database) == {}


def _set(connection: psycopg.Connection, table: str, row: str, column: str, value: Any) -> None:
    statement = sql.SQL("UPDATE {} SET {} = %s WHERE id = %s")
    connection.execute(
        statement.format(sql.Identifier(table), sql.Identifier(column)), (value, row)
    )
