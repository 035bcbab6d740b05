"""Counters, ratings and scores after any sequence of writes, against a naive recount (D11, D12)."""

from decimal import ROUND_HALF_UP, Decimal
from typing import Any

import psycopg
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.etl.schema.providers import one
from tests.factories import (
    make_booking,
    make_category,
    make_customer,
    make_provider,
)

STATUSES = ["PENDING", "CONFIRMED", "IN_PROGRESS", "COMPLETED", "CANCELLED", "DISPUTED"]


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
        (free,) = one(
            connection, "SELECT COALESCE(max(substr(id, 8)::integer) + 1, 0) FROM bookings"
        )
        make_booking(connection, customer, str(row), id=f"booking{free}", status=value)
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
