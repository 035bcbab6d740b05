"""Ratings of a provider: averages of the published, unflagged reviews (D12)."""

from concurrent.futures import ThreadPoolExecutor
from decimal import Decimal

import psycopg

from tests.etl.schema.providers import one, rating, use_documents_triggers
from tests.etl.schema.sessions import wait_until_blocked
from tests.factories import (
    make_booking,
    make_category,
    make_customer,
    make_provider,
    make_review,
)
from tests.postgres import Database


def test_documents_trigger_never_rates(
    connection: psycopg.Connection, customer: str, provider: str
) -> None:
    """D12."""
    use_documents_triggers(connection)
    booking = make_booking(connection, customer, provider)
    make_review(connection, booking, customer, provider, overall_rating=4)
    assert rating(connection, provider) == 0


def test_ratings_are_of_published_unflagged_reviews(
    connection: psycopg.Connection, customer: str, provider: str
) -> None:
    """D12. 5, 4 and 4 stars: 4.33; without the 5: 4.00; the last 4 moved away: 4.00; none: 0."""
    reviews = [
        make_review(
            connection,
            make_booking(connection, customer, provider),
            customer,
            provider,
            overall_rating=stars,
        )
        for stars in (5, 4, 4)
    ]
    assert rating(connection, provider) == Decimal("4.33")
    connection.execute("UPDATE reviews SET is_published = false WHERE id = %s", (reviews[0],))
    assert rating(connection, provider) == 4
    other = make_provider(connection, make_category(connection))
    connection.execute("UPDATE reviews SET provider_id = %s WHERE id = %s", (other, reviews[1]))
    assert rating(connection, provider) == rating(connection, other) == 4
    connection.execute("UPDATE reviews SET is_flagged = true WHERE id = %s", (reviews[2],))
    assert rating(connection, provider) == 0
    connection.execute("DELETE FROM reviews WHERE id = %s", (reviews[1],))
    assert rating(connection, other) == 0


def test_a_vote_on_a_review_leaves_the_provider_alone(
    connection: psycopg.Connection, customer: str, provider: str
) -> None:
    booking = make_booking(connection, customer, provider)
    make_review(connection, booking, customer, provider)
    version = "SELECT ctid::text FROM provider_profiles WHERE id = %s"
    before = one(connection, version, provider)
    connection.execute("UPDATE reviews SET helpful_count = helpful_count + 1")
    assert one(connection, version, provider) == before


def test_two_reviewers_at_once_are_both_counted(database: Database) -> None:
    """The second waits for the first, then sees its review: (5 + 2) / 2 = 3.50."""
    with database.connect() as first, database.connect() as second, ThreadPoolExecutor() as pool:
        customer = make_customer(first)
        provider = make_provider(first, make_category(first))
        bookings = [make_booking(first, customer, provider) for _ in range(2)]
        first.commit()
        make_review(first, bookings[0], customer, provider, overall_rating=5)
        waiting = pool.submit(
            make_review, second, bookings[1], customer, provider, overall_rating=2
        )
        wait_until_blocked(database, second)
        first.commit()
        waiting.result()
        second.commit()
        assert rating(first, provider) == Decimal("3.50")
