"""What the triggers keep on a provider's profile, read for tests, and the document's triggers."""

from decimal import Decimal
from typing import Any

import psycopg

from tests.etl.schema import document


def one(connection: psycopg.Connection, query: str, *values: Any) -> Any:
    row = connection.execute(query, values).fetchone()
    assert row is not None
    return row


def jobs(connection: psycopg.Connection, provider: str) -> tuple[int, int, int]:
    """Return completed, cancelled and total jobs."""
    completed, cancelled, total = one(
        connection,
        "SELECT completed_jobs, cancelled_jobs, total_jobs FROM provider_profiles WHERE id = %s",
        provider,
    )
    return completed, cancelled, total


def rating(connection: psycopg.Connection, provider: str) -> Decimal:
    (average,) = one(
        connection, "SELECT average_rating FROM provider_profiles WHERE id = %s", provider
    )
    return Decimal(average)


def score(connection: psycopg.Connection, provider: str) -> Decimal:
    (score,) = one(
        connection, "SELECT reputation_score FROM provider_profiles WHERE id = %s", provider
    )
    return Decimal(score)


def use_documents_triggers(connection: psycopg.Connection) -> None:
    """Replace our triggers by the document's; its score function never works, so ours stays."""
    connection.execute("""
        DROP TRIGGER bookings_count_inserted ON bookings;
        DROP TRIGGER bookings_count_updated ON bookings;
        DROP TRIGGER bookings_count_deleted ON bookings;
        DROP TRIGGER reviews_rate_inserted ON reviews;
        DROP TRIGGER reviews_rate_updated ON reviews;
        DROP TRIGGER reviews_rate_deleted ON reviews;
    """)
    connection.execute(document.sql("triggers"))
