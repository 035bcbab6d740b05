"""The corrections D14, D15 and D25 of docs/decisions.md, and every view's key."""

from decimal import Decimal

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
    make_review,
)
from tests.postgres import Database

DOCUMENT_SUMMARY = """
    SELECT pp.id AS provider_id,
      COUNT(DISTINCT r.id) AS review_count,
      SUM(CASE WHEN b.status = 'COMPLETED' THEN COALESCE(b.final_price, 0) ELSE 0 END)
        AS total_revenue
    FROM provider_profiles pp
    JOIN users u ON pp.user_id = u.id
    JOIN categories c ON pp.category_id = c.id
    LEFT JOIN bookings b ON pp.id = b.provider_id
    LEFT JOIN reviews r ON pp.id = r.provider_id
    WHERE pp.is_active = true
    GROUP BY pp.id
"""


@pytest.fixture
def provider(connection: psycopg.Connection) -> str:
    """A provider with two completed bookings of 400 and 600 and two reviews."""
    provider = make_provider(connection, make_category(connection))
    customer = make_customer(connection)
    for price in (400, 600):
        booking = make_booking(
            connection,
            customer,
            provider,
            status="COMPLETED",
            final_price=price,
            completed_at=ist("2025-03-02 10:00"),
        )
        make_review(connection, booking, customer, provider)
    return provider


def test_reviews_do_not_multiply_revenue(
    database: Database, connection: psycopg.Connection, provider: str
) -> None:
    connection.commit()
    publish(database.owner_url)
    ours = connection.execute(
        "SELECT provider_id, review_count, total_revenue FROM analytics.provider_stats_summary"
    ).fetchall()
    assert ours == [(provider, 2, Decimal(1000))]  # 400 + 600
    document = connection.execute(DOCUMENT_SUMMARY).fetchall()
    assert document == [(provider, 2, Decimal(2000))]  # each booking once per review


def test_a_key_that_is_not_unique_cannot_be_refreshed_concurrently(
    connection: psycopg.Connection,
) -> None:
    connection.execute(
        "CREATE MATERIALIZED VIEW document AS SELECT id AS provider_id FROM provider_profiles"
    )
    connection.execute("CREATE INDEX document_key ON document (provider_id)")
    with pytest.raises(psycopg.errors.ObjectNotInPrerequisiteState):
        connection.execute("REFRESH MATERIALIZED VIEW CONCURRENTLY document")


def test_no_amount_is_summed_across_currencies(
    database: Database, connection: psycopg.Connection, provider: str
) -> None:
    customer = make_customer(connection)
    booking = make_booking(
        connection, customer, provider, status="COMPLETED", currency="USD", final_price=30
    )
    make_payment(connection, booking, currency="USD", amount=30)
    connection.commit()
    publish(database.owner_url)
    row = connection.execute(
        "SELECT total_revenue, currency, revenue_by_currency ->> 'INR',"
        " revenue_by_currency ->> 'USD' FROM analytics.provider_stats_summary"
    ).fetchone()
    assert row == (None, None, "1000.00", "30.00")
    gross = connection.execute(
        "SELECT currency, gross_amount FROM analytics.revenue_summary_daily"
    ).fetchall()
    assert gross == [("USD", Decimal(30))]


def test_a_provider_belongs_to_the_district_of_its_city_or_to_unknown(
    connection: psycopg.Connection,
) -> None:
    category = make_category(connection)
    cities = {"Lucknow": "Lucknow", " lucknow ": "Lucknow", "Atlantis": "Unknown", None: "Unknown"}
    providers = {
        make_provider(connection, category, at=None, base_location={"city": city}): district
        for city, district in cities.items()
    }
    rows = connection.execute("SELECT provider_id, district FROM etl.provider_places").fetchall()
    assert dict(rows) == providers


@pytest.mark.usefixtures("provider")
def test_reviews_hide_contact_details(database: Database, connection: psycopg.Connection) -> None:
    connection.execute(
        "UPDATE reviews SET comment = 'Call me: 98765-43210', provider_response = NULL"
    )
    connection.commit()
    publish(database.owner_url)
    comments = connection.execute(
        "SELECT DISTINCT comment, provider_response FROM analytics.provider_reviews"
    ).fetchall()
    assert comments == [("Call me: (contact details)", None)]


@pytest.mark.parametrize(
    ("query", "term"),
    [
        ("  Plumber\t NEAR   me ", "plumber near me"),
        ("cafe\u0301", "café"),
        ("प्लंबर", "प्लंबर"),
        ("=cmd|' /C calc'!A0", "=cmd|' /c calc'!a0"),
        ("call 98765 43210 now", "(contact details)"),
        ("someone@example.org", "(contact details)"),
        ("x" * 1_000_000, "x" * 200),
        ("   ", ""),
    ],
)
def test_search_terms(connection: psycopg.Connection, query: str, term: str) -> None:
    row = connection.execute("SELECT etl.search_term(%s)", (query,)).fetchone()
    assert row == (term,)
