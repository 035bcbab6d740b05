"""Counters, ratings and scores that the triggers keep, against naive recounts."""

from concurrent.futures import ThreadPoolExecutor
from decimal import ROUND_HALF_UP, Decimal
from typing import Any

import psycopg
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from psycopg.types.json import Jsonb

from etl.cluster.environment import Role
from tests.etl.schema import document
from tests.etl.schema.sessions import wait_until_blocked
from tests.factories import (
    make_booking,
    make_category,
    make_customer,
    make_provider,
    make_review,
    make_user,
)
from tests.postgres import Database

STATUSES = ["PENDING", "CONFIRMED", "IN_PROGRESS", "COMPLETED", "CANCELLED", "DISPUTED"]


@pytest.fixture
def provider(connection: psycopg.Connection) -> str:
    return make_provider(connection, make_category(connection))


@pytest.fixture
def customer(connection: psycopg.Connection) -> str:
    return make_customer(connection)


def jobs(connection: psycopg.Connection, provider: str) -> tuple[int, int, int]:
    """Return completed, cancelled and total jobs."""
    completed, cancelled, total = one(
        connection,
        "SELECT completed_jobs, cancelled_jobs, total_jobs FROM provider_profiles WHERE id = %s",
        provider,
    )
    return completed, cancelled, total


def score(connection: psycopg.Connection, provider: str) -> Decimal:
    (score,) = one(
        connection, "SELECT reputation_score FROM provider_profiles WHERE id = %s", provider
    )
    return Decimal(score)


def one(connection: psycopg.Connection, query: str, *values: Any) -> Any:
    row = connection.execute(query, values).fetchone()
    assert row is not None
    return row


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


def test_documents_trigger_never_rates(
    connection: psycopg.Connection, customer: str, provider: str
) -> None:
    """D12."""
    use_documents_triggers(connection)
    booking = make_booking(connection, customer, provider)
    make_review(connection, booking, customer, provider, overall_rating=4)
    assert rating(connection, provider) == 0


def rating(connection: psycopg.Connection, provider: str) -> Decimal:
    (average,) = one(
        connection, "SELECT average_rating FROM provider_profiles WHERE id = %s", provider
    )
    return Decimal(average)


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


WRITES = st.one_of(
    st.tuples(st.just("book"), st.integers(0, 2), st.sampled_from(STATUSES)),
    st.tuples(st.just("status"), st.integers(0, 9), st.sampled_from(STATUSES)),
    st.tuples(st.just("move booking"), st.integers(0, 9), st.integers(0, 2)),
    st.tuples(st.just("all"), st.just(0), st.sampled_from(STATUSES)),
    st.tuples(st.just("delete booking"), st.integers(0, 9), st.just(0)),
    st.tuples(st.just("review"), st.integers(0, 9), st.integers(1, 5)),
    st.tuples(st.just("stars"), st.integers(0, 9), st.integers(1, 5)),
    st.tuples(st.just("publish"), st.integers(0, 9), st.booleans()),
    st.tuples(st.just("flag"), st.integers(0, 9), st.booleans()),
    st.tuples(st.just("move review"), st.integers(0, 9), st.integers(0, 2)),
    st.tuples(st.just("delete reviews"), st.just(0), st.integers(1, 5)),
)

STATEMENTS = {
    "status": "UPDATE bookings SET status = %(value)s WHERE id = %(row)s",
    "move booking": "UPDATE bookings SET provider_id = %(value)s WHERE id = %(row)s",
    "all": "UPDATE bookings SET status = %(value)s",
    "delete booking": "DELETE FROM bookings WHERE id = %(row)s"
    " AND id NOT IN (SELECT booking_id FROM reviews)",
    "review": "INSERT INTO reviews (id, booking_id, customer_id, provider_id, overall_rating)"
    " SELECT id, id, customer_id, provider_id, %(value)s FROM bookings WHERE id = %(row)s"
    " ON CONFLICT DO NOTHING",
    "stars": "UPDATE reviews SET overall_rating = %(value)s WHERE id = %(row)s",
    "publish": "UPDATE reviews SET is_published = %(value)s WHERE id = %(row)s",
    "flag": "UPDATE reviews SET is_flagged = %(value)s WHERE id = %(row)s",
    "move review": "UPDATE reviews SET provider_id = %(value)s WHERE id = %(row)s",
    "delete reviews": "DELETE FROM reviews WHERE overall_rating = %(value)s",
}


def write(connection: psycopg.Connection, customer: str, kind: str, row: int, value: Any) -> None:
    if kind == "book":
        (count,) = one(connection, "SELECT count(*) FROM bookings")
        make_booking(connection, customer, str(row), id=f"booking{count}", status=value)
        return
    value = str(value) if kind.startswith("move") else value
    connection.execute(STATEMENTS[kind], {"row": f"booking{row}", "value": value})


def recounted(connection: psycopg.Connection, provider: str) -> tuple[object, ...]:
    """Return the counters, rating and score of a provider, from its rows one by one."""
    statuses = [
        status
        for (status,) in connection.execute(
            "SELECT status::text FROM bookings WHERE provider_id = %s", (provider,)
        )
    ]
    stars = [
        Decimal(stars)
        for stars, published, flagged in connection.execute(
            "SELECT overall_rating, is_published, is_flagged FROM reviews WHERE provider_id = %s",
            (provider,),
        )
        if published and not flagged
    ]
    average = sum(stars) / len(stars) if stars else Decimal(0)
    completed, cancelled = statuses.count("COMPLETED"), statuses.count("CANCELLED")
    (score,) = one(connection, "SELECT calculate_reputation_score(%s)", provider)
    return (
        provider,
        completed,
        cancelled,
        completed + cancelled,
        Decimal(average).quantize(Decimal("0.01"), ROUND_HALF_UP),
        score,
    )


@settings(
    max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(writes=st.lists(WRITES, max_size=25))
def test_any_writes_leave_true_counters(
    connection: psycopg.Connection, writes: list[tuple[str, int, Any]]
) -> None:
    with connection.transaction(force_rollback=True):
        customer = make_customer(connection)
        category = make_category(connection)
        for number in range(3):
            make_provider(connection, category, id=str(number))
        connection.execute(
            "UPDATE provider_profiles SET reputation_score = calculate_reputation_score(id)"
        )
        for kind, row, value in writes:
            write(connection, customer, kind, row, value)
        kept = connection.execute(
            "SELECT id, completed_jobs, cancelled_jobs, total_jobs, average_rating,"
            " reputation_score FROM provider_profiles ORDER BY id"
        )
        assert kept.fetchall() == [recounted(connection, str(number)) for number in range(3)]
