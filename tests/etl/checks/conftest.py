"""A published marketplace that each test spoils in a transaction of its own."""

import os
from collections.abc import Callable, Iterator

import psycopg
import pytest

from etl.checks.database import check_database
from etl.checks.findings import Finding
from etl.refresh.publish import publish
from tests.factories import (
    make_booking,
    make_category,
    make_customer,
    make_payment,
    make_provider,
    make_review,
)
from tests.postgres import Database

Problems = Callable[[], dict[str, Finding]]


def _load(database: Database) -> None:
    """One provider with two jobs, of which one is paid and reviewed, and this week's search."""
    with database.connect() as connection:
        provider = make_provider(connection, make_category(connection), id="plumber")
        customer = make_customer(connection, total_bookings=2, completed_bookings=2)
        for _ in range(2):
            booking = make_booking(connection, customer, provider, status="COMPLETED")
        make_payment(connection, booking)
        make_review(connection, booking, customer, provider)
        connection.execute("INSERT INTO search_logs (query, results_count) VALUES ('tap', 1)")
    publish(database.owner_url)


@pytest.fixture
def spoiled(
    shared_database: Callable[[str, Callable[[Database], None]], Database],
) -> Iterator[psycopg.Connection]:
    """The owner's connection; what it changes is taken back.

    Each worker has a database of its own: what one of them locks, the doctor of another reads.
    """
    worker = os.environ.get("PYTEST_XDIST_WORKER", "alone")
    with shared_database(f"checked_{worker}", _load).connect() as connection:
        connection.execute("SELECT set_config('timezone', 'UTC', true)")
        yield connection
        connection.rollback()


@pytest.fixture
def problems(spoiled: psycopg.Connection) -> Problems:
    """`problems()`: what the doctor finds wrong, by subject."""
    return lambda: {
        found.subject: found
        for found in check_database(spoiled, "Asia/Kolkata")
        if not found.is_well
    }
