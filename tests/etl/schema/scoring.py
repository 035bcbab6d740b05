"""Providers to score, and their scores."""

from datetime import UTC, datetime, timedelta
from decimal import Decimal
from typing import Any

import psycopg

from tests.factories import (
    make_booking,
    make_category,
    make_customer,
    make_provider,
    make_review,
    make_user,
)


def provider(connection: psycopg.Connection, *, days: int = 400, **values: Any) -> str:
    """Insert a provider whose account is that many days old."""
    created = datetime.now(UTC) - timedelta(days=days)
    user = make_user(connection, role="PROVIDER", created_at=created)
    return make_provider(connection, make_category(connection), user_id=user, **values)


def review(connection: psycopg.Connection, reviewed: str, *stars: int, **values: Any) -> None:
    """Insert one review per number of stars, the first is the oldest."""
    customer = make_customer(connection)
    for day, rating in enumerate(stars):
        made = {"created_at": datetime(2025, 3, 1, tzinfo=UTC) + timedelta(days=day)} | values
        booking = make_booking(connection, customer, reviewed)
        make_review(connection, booking, customer, reviewed, overall_rating=rating, **made)


def change(connection: psycopg.Connection, changed: str, **values: Any) -> None:
    """Set columns of a provider by hand."""
    assignments = psycopg.sql.SQL(", ").join(
        psycopg.sql.SQL("{} = {}").format(psycopg.sql.Identifier(column), value)
        for column, value in values.items()
    )
    connection.execute(
        psycopg.sql.SQL("UPDATE provider_profiles SET {} WHERE id = {}").format(
            assignments, changed
        )
    )


def score(connection: psycopg.Connection, scored: str) -> Decimal:
    row = connection.execute("SELECT calculate_reputation_score(%s)", (scored,)).fetchone()
    assert row is not None
    return Decimal(row[0])
