"""What the tables refuse, and what odd JSON they must keep."""

import psycopg
import pytest
from psycopg.types.json import Jsonb

from tests.factories import (
    insert,
    make_booking,
    make_category,
    make_customer,
    make_payment,
    make_provider,
    make_review,
    make_search,
    make_user,
)

AMOUNTS = (
    *("amount", "platform_fee", "platform_fee_percent", "provider_earnings", "tax_amount"),
    "refund_amount",
)
MALFORMED = ("", "inr", "Inr", "IN", "INRS", "INR\n", " INR", "₹", "IN1")


@pytest.fixture
def booking(connection: psycopg.Connection, customer: str, provider: str) -> str:
    return make_booking(connection, customer, provider)


@pytest.mark.parametrize(
    ("column", "value"),
    [
        ("average_rating", 5.01),
        ("value_rating", -0.01),
        ("reputation_score", 100.01),
        ("trust_score", -1),
        ("acceptance_rate", 100.01),
        ("completion_rate", -0.01),
        ("completed_jobs", -1),
        ("disputed_jobs", -1),
        ("total_earnings", -0.01),
        ("pending_earnings", -0.01),
        ("total_earnings", "NaN"),
        ("pending_earnings", "NaN"),
        ("average_rating", "NaN"),
        ("reputation_score", "NaN"),
        ("completion_rate", "NaN"),
        ("id", ""),
        ("id", "x" * 201),
        ("response_time_seconds", -1),
        ("location_point", "SRID=4326;POINT(180.5 26)"),
        ("location_point", "SRID=4326;POINT(80 -90.5)"),
        ("base_location", Jsonb({"lat": 91, "lng": 80})),
        ("service_areas", Jsonb([{"lat": 26, "lng": 80}, {"type": "radius", "lng": -181}])),
    ],
)
def test_provider_refuses(
    connection: psycopg.Connection, provider: str, column: str, value: object
) -> None:
    statement = psycopg.sql.SQL("UPDATE provider_profiles SET {} = %s WHERE id = %s").format(
        psycopg.sql.Identifier(column)
    )
    with pytest.raises(psycopg.errors.CheckViolation):
        connection.execute(statement, (value, provider))


@pytest.mark.parametrize("column", ["overall_rating", "quality_rating", "value_rating"])
@pytest.mark.parametrize("stars", [0, 6])
def test_review_refuses(connection: psycopg.Connection, column: str, stars: int) -> None:
    customer, provider = (
        make_customer(connection),
        make_provider(connection, make_category(connection)),
    )
    booking = make_booking(connection, customer, provider)
    with pytest.raises(psycopg.errors.CheckViolation):
        make_review(connection, booking, customer, provider, **{column: stars})


@pytest.mark.parametrize(
    ("column", "value"),
    [
        ("amount", -0.01),
        ("platform_fee", -1),
        ("tax_amount", -1),
        ("provider_earnings", -1),
        ("refund_amount", -1),
        ("platform_fee_percent", 100.01),
        ("platform_fee_percent", -1),
        *((column, "NaN") for column in AMOUNTS),
        *(("currency", code) for code in MALFORMED),
    ],
)
def test_payment_refuses(
    connection: psycopg.Connection, booking: str, column: str, value: object
) -> None:
    with pytest.raises(psycopg.errors.CheckViolation):
        make_payment(connection, booking, **{column: value})


@pytest.mark.parametrize(
    ("column", "value"),
    [("results_count", -1), ("click_position", 0), ("location", {"lat": -90.5, "lng": 0})],
)
def test_search_refuses(connection: psycopg.Connection, column: str, value: object) -> None:
    with pytest.raises(psycopg.errors.CheckViolation):
        make_search(connection, **{column: value})


@pytest.mark.parametrize("column", ["quoted_price", "final_price", "actual_duration"])
def test_booking_refuses_a_negative(
    connection: psycopg.Connection, customer: str, provider: str, column: str
) -> None:
    with pytest.raises(psycopg.errors.CheckViolation):
        make_booking(connection, customer, provider, **{column: -1})


@pytest.mark.parametrize(
    ("column", "value"),
    [
        ("quoted_price", "NaN"),
        ("final_price", "NaN"),
        *(("currency", code) for code in MALFORMED),
    ],
)
def test_booking_refuses_what_is_no_amount(
    connection: psycopg.Connection, customer: str, provider: str, column: str, value: str
) -> None:
    with pytest.raises(psycopg.errors.CheckViolation):
        make_booking(connection, customer, provider, **{column: value})


def test_customer_refuses_what_is_no_amount(connection: psycopg.Connection) -> None:
    with pytest.raises(psycopg.errors.CheckViolation):
        make_customer(connection, total_spent="NaN")


def test_lists_may_be_missing_as_the_models_have_them(
    connection: psycopg.Connection, booking: str, customer: str, provider: str
) -> None:
    connection.execute("UPDATE customer_profiles SET preferred_categories = NULL")
    connection.execute("UPDATE provider_profiles SET sub_category_ids = NULL")
    make_review(connection, booking, customer, provider, photos=None)
    room = insert(connection, "chat_rooms", customer_id=customer, provider_id=provider)
    sender = make_user(connection)
    insert(connection, "messages", chat_room_id=room, sender_id=sender, moderation_flags=None)
    insert(
        connection,
        "notifications",
        user_id=sender,
        type="SYSTEM_ALERT",
        title="t",
        body="b",
        sent_via=None,
    )


@pytest.mark.parametrize(
    "place",
    [
        {"lat": 90, "lng": -180},
        {"lat": "123", "lng": "east"},
        {"lat": None, "lng": None},
        {"address": "Hazratganj"},
        {"lat": {"degrees": 500}},
        "somewhere",
        [],
        7,
        None,
    ],
)
def test_odd_places_are_kept(connection: psycopg.Connection, provider: str, place: object) -> None:
    connection.execute(
        "UPDATE provider_profiles SET base_location = %s WHERE id = %s", (Jsonb(place), provider)
    )
    row = connection.execute(
        "SELECT base_location FROM provider_profiles WHERE id = %s", (provider,)
    )
    assert row.fetchone() == (place,)
