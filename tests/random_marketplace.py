"""A small marketplace without rhyme or reason, published: every combination that may occur.

Statuses, timestamps and amounts are drawn independently of each other, so that no number is right
by luck. Same rows in every run.
"""

from datetime import datetime, timedelta
from decimal import Decimal
from random import Random
from typing import Any

import psycopg

from etl.refresh.publish import publish
from tests.factories import (
    ist,
    make_booking,
    make_category,
    make_customer,
    make_payment,
    make_provider,
    make_review,
    make_search,
    make_status_change,
    make_sub_category,
)
from tests.postgres import Database

PLACES = {"Lucknow": (26.85, 80.95), "Agra": (27.18, 78.01), "Unknown": None}
"""Districts and a point in each; nobody knows where the unknown ones are."""

STATUSES = ("PENDING", "CONFIRMED", "IN_PROGRESS", "COMPLETED", "CANCELLED", "DISPUTED")
PAYMENT_STATUSES = ("PENDING", "COMPLETED", "FAILED", "REFUNDED", "PARTIALLY_REFUNDED")
METHODS = ("UPI", "CARD", "NET_BANKING", "WALLET", "CASH")
CANCELLERS = (None, "CUSTOMER", "PROVIDER", "ADMIN", "SYSTEM")
KINDS: dict[str, dict[str, Any]] = {
    "Taps": {"description": "Leak repair, Bathroom"},
    "Tiles": {"description": "Floor; Bathroom"},
    "\u092c\u095d\u0908": {
        "name_translations": {"en": "Doors", "hi": "\u0926\u0930\u0935\u093e\u091c\u0947"}
    },
}
"""Sub-categories in each category: two share a service, one is called by Hindi names."""

SERVICES = (
    *("taps", "Taps-0", " LEAK  repair", "Bathroom", "tiles", "", "Leak repair, Bathroom"),
    *(
        "\u092c\u0922\u093c\u0908",
        "doors",
        "\u0926\u0930\u0935\u093e\u091c\u0947 ",
        "Something else",
    ),
)
"""What is booked, spelt in several ways."""

BOOKINGS, SEARCHES, DAYS = 400, 150, 90


def load(database: Database) -> None:
    """Fill a database with 90 days from 1 January 2025, in rupees and dollars, and publish it."""
    chance = Random(20250101)
    with database.connect() as connection:
        providers = _providers(connection, chance)
        customers = [make_customer(connection) for _ in range(12)]
        for _ in range(BOOKINGS):
            _booking(connection, chance, chance.choice(customers), chance.choice(providers))
        for _ in range(SEARCHES):
            _search(connection, chance, providers)
        _searches_before_bookings(connection, chance)
        _kinds_of_service(connection, providers)
    publish(database.owner_url)


def _providers(connection: psycopg.Connection, chance: Random) -> list[str]:
    categories = [make_category(connection, name=name) for name in ("Cooks", "Plumbers", "Tutors")]
    return [
        make_provider(
            connection,
            chance.choice(categories),
            at=chance.choice([*PLACES.values()]),
            is_active=chance.random() < 0.8,
        )
        for _ in range(15)
    ]


def _booking(connection: psycopg.Connection, chance: Random, customer: str, provider: str) -> None:
    created, status = _moment(chance), chance.choice(STATUSES)
    currency = chance.choice(["INR", "INR", "INR", "USD"])
    booking = make_booking(
        connection,
        customer,
        provider,
        created_at=created,
        status=status,
        currency=currency,
        cancelled_by=chance.choice(CANCELLERS),
        quoted_price=_amount(chance),
        final_price=_amount(chance),
        provider_response_time=chance.choice([None, 0, 60, 4000]),
        **{name: _later(chance, created) for name in ("provider_viewed_at", "confirmed_at")},
        **{name: _later(chance, created) for name in ("started_at", "completed_at")},
        cancelled_at=_later(chance, created),
    )
    if chance.random() < 0.1:
        make_status_change(connection, booking, status="DISPUTED", created_at=_moment(chance))
    if chance.random() < 0.6:
        _payment(connection, chance, booking, created)
    if chance.random() < 0.3:
        _review(connection, chance, booking, customer, provider)


def _payment(
    connection: psycopg.Connection, chance: Random, booking: str, created: datetime
) -> None:
    make_payment(
        connection,
        booking,
        created_at=created,
        amount=_amount(chance) or Decimal("0.01"),
        currency=chance.choice(["INR", "INR", "INR", "USD"]),
        method=chance.choice(METHODS),
        status=chance.choice(PAYMENT_STATUSES),
        platform_fee=_amount(chance),
        platform_fee_percent=chance.choice([None, 0, Decimal("12.35")]),
        tax_amount=_amount(chance),
        provider_earnings=_amount(chance),
        refund_amount=_amount(chance),
        paid_at=_later(chance, created),
        refunded_at=_later(chance, created),
    )


def _review(
    connection: psycopg.Connection, chance: Random, booking: str, customer: str, provider: str
) -> None:
    make_review(
        connection,
        booking,
        customer,
        provider,
        overall_rating=chance.randint(1, 5),
        is_published=chance.random() < 0.8,
        is_flagged=chance.random() < 0.2,
        created_at=_moment(chance),
    )


def _search(connection: psycopg.Connection, chance: Random, providers: list[str]) -> None:
    place, moment = chance.choice([*PLACES.values()]), _moment(chance)
    make_search(
        connection,
        created_at=moment,
        session_id=moment.isoformat(),
        query=chance.choice(["plumber", "Plumber ", "tutor", "प्लंबर"]),
        results_count=chance.choice([0, 1, 20]),
        location={"lat": place[0], "lng": place[1]} if place else None,
        clicked_provider_id=chance.choice([None, *providers]),
        click_position=chance.choice([None, 1, 4]),
        response_time=chance.choice([None, 0, 12, 350]),
    )


def _searches_before_bookings(connection: psycopg.Connection, chance: Random) -> None:
    """Customers searched for some of what they booked, also at the edge of a week before."""
    week = timedelta(days=7)
    delays = (timedelta(0), timedelta(hours=1), week - timedelta(microseconds=1), week)
    booked = connection.execute(
        "SELECT booking.created_at, provider.id, provider.category_id, customer.user_id"
        " FROM bookings AS booking JOIN provider_profiles AS provider ON provider.id = provider_id"
        " JOIN customer_profiles AS customer ON customer.id = customer_id ORDER BY booking.id"
    ).fetchall()
    for created, provider, category, user in chance.sample(booked, 60):
        place = chance.choice([*PLACES.values()])
        make_search(
            connection,
            created_at=created - chance.choice(delays),
            user_id=user,
            session_id=f"{user} {created}",
            filters=chance.choice([None, {"categoryId": category}, {"categoryId": "other"}]),
            location={"lat": place[0], "lng": place[1]} if place else None,
            clicked_provider_id=provider,
            click_position=1,
        )


def _kinds_of_service(connection: psycopg.Connection, providers: list[str]) -> None:
    """Providers list sub-categories of theirs and of others, and one booking is called so by one of
    them, another by several or none.
    """
    chance = Random(20250102)
    categories = connection.execute("SELECT id FROM categories ORDER BY name").fetchall()
    kinds = [
        make_sub_category(connection, category, name=name, slug=f"{name}-{place}", **called)
        for place, (category,) in enumerate(categories)
        for name, called in KINDS.items()
    ]
    for provider in providers:
        listed = [*chance.sample(kinds, chance.randrange(8)), None, "unknown"]
        connection.execute(
            "UPDATE provider_profiles SET sub_category_ids = %s WHERE id = %s",
            (chance.choice([listed, listed, listed, None]), provider),
        )
    for (booking,) in connection.execute("SELECT id FROM bookings ORDER BY booking_number"):
        connection.execute(
            "UPDATE bookings SET service_type = %s WHERE id = %s",
            (chance.choice(SERVICES), booking),
        )


def _moment(chance: Random) -> datetime:
    """Return a moment of the 90 days; every third is within a minute of a business midnight."""
    day = ist("2025-01-01 00:00") + timedelta(days=chance.randrange(DAYS))
    if chance.random() < 0.3:
        return day + timedelta(seconds=chance.choice([0, 1, 86_399]))
    return day + timedelta(seconds=chance.randrange(86_400))


def _later(chance: Random, created: datetime) -> datetime | None:
    """Return nothing, or a moment up to two weeks later; rarely, one before."""
    if chance.random() < 0.5:
        return None
    return created + timedelta(hours=chance.uniform(-12, 336))


def _amount(chance: Random) -> Decimal | None:
    return chance.choice([None, Decimal(chance.randrange(1_000_000)) / 100])
