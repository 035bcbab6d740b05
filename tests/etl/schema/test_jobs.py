"""Counters of jobs, and the score that follows them (D11)."""

from decimal import Decimal

import psycopg
import pytest
from psycopg.types.json import Jsonb

from etl.cluster.environment import Role
from tests.etl.schema.providers import jobs, one, score, use_documents_triggers
from tests.factories import (
    make_booking,
    make_category,
    make_customer,
    make_provider,
    make_review,
    make_user,
)
from tests.postgres import Database


def test_the_documents_seed(connection: psycopg.Connection) -> None:
    """D26. 340 jobs and 4.8 stars by hand, then one completed booking with a review of 5 stars.

    100 x .4 + 100 x .2 + 60 x .15 + 50 x .15 + 100 x .1 + 20 x .05 + 100 x .05 = 92.50
    """
    user = make_user(connection, role="PROVIDER")
    provider = make_provider(
        connection,
        make_category(connection),
        user_id=user,
        aadhaar_verified=True,
        average_rating=4.8,
        reputation_score=92.5,
        completed_jobs=340,
    )
    customer = make_customer(connection, total_bookings=5, completed_bookings=5)
    booking = make_booking(connection, customer, provider, status="COMPLETED")
    stars = {"quality_rating": 5, "punctuality_rating": 5, "professionalism_rating": 5}
    make_review(connection, booking, customer, provider, overall_rating=5, **stars)
    assert jobs(connection, provider) == (341, 0, 1)
    assert score(connection, provider) == Decimal("92.50")
    ratings = one(
        connection,
        "SELECT average_rating, quality_rating, punctuality_rating, professionalism_rating,"
        " value_rating FROM provider_profiles WHERE id = %s",
        provider,
    )
    assert ratings == (5, 5, 5, 5, 0)


def test_customers_counters_are_the_applications(
    connection: psycopg.Connection, customer: str, provider: str
) -> None:
    make_booking(connection, customer, provider, status="COMPLETED")
    counters = "SELECT total_bookings, completed_bookings FROM customer_profiles WHERE id = %s"
    assert one(connection, counters, customer) == (0, 0)


@pytest.mark.parametrize(
    ("before", "after", "counted"),
    [
        ("PENDING", "COMPLETED", (1, 0, 1)),
        ("PENDING", "CANCELLED", (0, 1, 1)),
        ("COMPLETED", "CANCELLED", (0, 1, 1)),
        ("COMPLETED", "DISPUTED", (0, 0, 0)),
        ("CANCELLED", "PENDING", (0, 0, 0)),
        ("COMPLETED", "COMPLETED", (1, 0, 1)),
    ],
)
def test_a_change_of_status_moves_the_count(
    connection: psycopg.Connection,
    before: str,
    after: str,
    counted: tuple[int, int, int],
) -> None:
    """D11."""
    provider = make_provider(connection, make_category(connection))
    booking = make_booking(connection, make_customer(connection), provider, status=before)
    connection.execute("UPDATE bookings SET status = %s WHERE id = %s", (after, booking))
    assert jobs(connection, provider) == counted


def test_a_booking_takes_its_count_along(
    connection: psycopg.Connection, customer: str, provider: str
) -> None:
    other = make_provider(connection, make_category(connection))
    booking = make_booking(connection, customer, provider, status="COMPLETED")
    connection.execute("UPDATE bookings SET provider_id = %s WHERE id = %s", (other, booking))
    assert (jobs(connection, provider), jobs(connection, other)) == ((0, 0, 0), (1, 0, 1))
    connection.execute("DELETE FROM bookings WHERE id = %s", (booking,))
    assert jobs(connection, other) == (0, 0, 0)


def test_counters_set_by_hand_stop_at_zero(
    connection: psycopg.Connection, customer: str, provider: str
) -> None:
    booking = make_booking(connection, customer, provider, status="COMPLETED")
    connection.execute("UPDATE provider_profiles SET completed_jobs = 0, total_jobs = 0")
    connection.execute("DELETE FROM bookings WHERE id = %s", (booking,))
    assert jobs(connection, provider) == (0, 0, 0)


def fifth_job(connection: psycopg.Connection, customer: str, provider: str) -> str:
    """Give the provider four completed jobs and a fifth in progress; return the fifth."""
    for _ in range(4):
        make_booking(connection, customer, provider, status="COMPLETED")
    return make_booking(connection, customer, provider, status="IN_PROGRESS")


def test_the_score_counts_the_job_just_done(
    connection: psycopg.Connection, customer: str, provider: str
) -> None:
    """D11. The fifth job ends the penalty for newcomers.

    0 + 5 x .2 + 60 x .15 + 0 + 100 x .1 + 20 x .05 + 100 x .05 = 26.00
    """
    booking = fifth_job(connection, customer, provider)
    connection.execute("UPDATE bookings SET status = 'COMPLETED' WHERE id = %s", (booking,))
    assert score(connection, provider) == Decimal("26.00")


def test_documents_trigger_is_one_job_behind(
    connection: psycopg.Connection, customer: str, provider: str
) -> None:
    """D11. The score after the fifth job is that of four: (0.8 + 9 + 10 + 1 + 5) x .8 = 20.64."""
    booking = fifth_job(connection, customer, provider)
    use_documents_triggers(connection)
    connection.execute("UPDATE bookings SET status = 'COMPLETED' WHERE id = %s", (booking,))
    assert jobs(connection, provider)[0] == 5
    assert score(connection, provider) == Decimal("20.64")


def test_documents_trigger_forgets_to_take_back(
    connection: psycopg.Connection, customer: str, provider: str
) -> None:
    """D11."""
    use_documents_triggers(connection)
    booking = make_booking(connection, customer, provider)
    for status in ("COMPLETED", "CANCELLED"):
        connection.execute("UPDATE bookings SET status = %s WHERE id = %s", (status, booking))
    assert jobs(connection, provider) == (1, 1, 2)


def test_one_statement_is_one_change_per_provider(
    connection: psycopg.Connection, customer: str, provider: str
) -> None:
    connection.execute(
        "INSERT INTO bookings (booking_number, customer_id, provider_id, service_type,"
        "  service_location, scheduled_date, scheduled_time, status)"
        " SELECT n, %s, %s, 'Leak repair', %s, now(), '{}', 'COMPLETED'"
        " FROM generate_series(1, 50) AS n",
        (customer, provider, Jsonb({})),
    )
    assert jobs(connection, provider) == (50, 0, 50)
    # 0 + 50 x .2 + 9 + 0 + 10 + 1 + 5 = 35.00
    assert score(connection, provider) == Decimal("35.00")
    (updates,) = one(
        connection,
        "SELECT n_tup_upd FROM pg_stat_xact_user_tables WHERE relname = 'provider_profiles'",
    )
    assert updates == 2, "the counters, then the score"


def test_writers_need_no_right_in_etl(database: Database) -> None:
    """Any role that may write bookings does: here a reader that was granted it."""
    with database.connect(autocommit=True) as owner, database.connect(Role.READER) as writer:
        customer, provider = make_customer(owner), make_provider(owner, make_category(owner))
        make_booking(owner, customer, provider)
        owner.execute("GRANT SELECT, UPDATE ON bookings TO localpro_reader")
        writer.execute("SET TRANSACTION READ WRITE")
        writer.execute("UPDATE bookings SET status = 'COMPLETED'")
        writer.commit()
        assert jobs(owner, provider) == (1, 0, 1)
