"""Counters that were counted twice, or not at all, are counted again from the rows."""

import threading
from collections.abc import Callable
from decimal import Decimal

import psycopg
import pytest
from typer.testing import CliRunner

from etl.reputation import commands, recount
from etl.reputation.recalc import recalc
from tests.factories import (
    make_booking,
    make_category,
    make_customer,
    make_provider,
    make_review,
)
from tests.postgres import Database

COUNTERS = (
    "SELECT total_jobs, completed_jobs, cancelled_jobs, disputed_jobs, average_rating"
    " FROM provider_profiles"
)


def load_a_dump(connection: psycopg.Connection) -> str:
    """Load a provider who comes counted, and then the jobs, which are counted once more.

    3 completed, 1 cancelled, 1 disputed, and 1 requested; stars 5 and 4.
    """
    provider = make_provider(
        connection,
        make_category(connection),
        total_jobs=4,
        completed_jobs=3,
        cancelled_jobs=1,
        disputed_jobs=1,
    )
    customer = make_customer(
        connection, total_bookings=6, completed_bookings=3, cancelled_bookings=2
    )
    for status in ("COMPLETED", "COMPLETED", "COMPLETED", "CANCELLED", "DISPUTED", "PENDING"):
        booking = make_booking(connection, customer, provider, status=status)
    for stars in (5, 4):
        booking = make_booking(connection, customer, provider)
        make_review(connection, booking, customer, provider, overall_rating=stars)
    connection.execute("UPDATE provider_profiles SET average_rating = 3.1")
    return provider


def test_a_dump_that_was_counted_twice(
    database: Database, use_database: Callable[[Database], None]
) -> None:
    """Six statuses and two requests with reviews: 8 bookings, of which one is cancelled."""
    use_database(database)
    with database.connect() as connection:
        load_a_dump(connection)
        twice = connection.execute(COUNTERS).fetchone()
    assert twice == (8, 6, 2, 1, Decimal("3.10"))
    told = CliRunner().invoke(commands.app, ["recalc", "--counters"])
    assert told.exit_code == 0, told.output
    # total, completed, cancelled and the rating of the provider; total, cancelled of the customer
    assert "6 counters of 1 providers and 1 customers were not what counting gives" in told.output
    with database.connect() as connection:
        assert connection.execute(COUNTERS).fetchone() == (4, 3, 1, 1, Decimal("4.50"))
        customers = connection.execute(
            "SELECT total_bookings, completed_bookings, cancelled_bookings FROM customer_profiles"
        )
        assert customers.fetchone() == (8, 3, 1)
        assert recount.disagreeing(connection).counters == 0
        score = "SELECT reputation_score = calculate_reputation_score(id) FROM provider_profiles"
        assert connection.execute(score).fetchone() == (True,)
    assert "0 counters" in CliRunner().invoke(commands.app, ["recalc", "--counters"]).output


def test_a_job_that_completes_meanwhile_is_counted_once(
    database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The recount waits for the job's transaction and sees its booking: 3 + 1 completed."""
    monkeypatch.setattr(recount, "BATCH", 1)
    with database.connect() as connection:
        provider = load_a_dump(connection)
        customer = make_customer(connection)
    with database.connect() as writer, database.connect(autocommit=True) as observer:
        make_booking(writer, customer, provider, status="COMPLETED")
        counting = threading.Thread(
            target=recalc, args=(database.owner_url,), kwargs={"counters": True}
        )
        counting.start()
        while not _waits(observer):
            assert counting.is_alive()
        writer.commit()
        counting.join()
        assert observer.execute(COUNTERS).fetchone() == (5, 4, 1, 1, Decimal("4.50"))


def _waits(observer: psycopg.Connection) -> bool:
    row = observer.execute(
        "SELECT count(*) FROM pg_stat_activity WHERE application_name = 'localpro reputation'"
        " AND wait_event_type = 'Lock' AND datname = current_database()"
    ).fetchone()
    return row == (1,)
