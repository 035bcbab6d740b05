"""A small marketplace of equal names, every standing and three currencies, published."""

import psycopg

from etl.refresh.publish import publish
from tests.factories import (
    LUCKNOW,
    ist,
    make_booking,
    make_category,
    make_customer,
    make_payment,
    make_provider,
    make_status_change,
    make_user,
)
from tests.postgres import Database

FIRST, SECOND = "provider_aaaa_1", "provider_aaaa_2"
"""Asha Devi and Asha Devi, of one category and district: one is paid in rupees, one in reais."""

STANDINGS = {
    "waiting": ("PENDING", False),
    "refused": ("REJECTED", False),
    "lapsed": ("EXPIRED", True),
    "resting": ("APPROVED", False),
}
"""Other providers: how their verification stands, and whether they are active."""


def load(database: Database) -> None:
    """Fill an empty database and publish it.

    In March 2025: a job of FIRST paid with 500 rupees and one that it cancelled; a job of SECOND
    paid with 300 reais and one in dispute, which is paid with 20.50 dollars.
    """
    with database.connect() as connection:
        tutors = make_category(connection, id="tutors_1", name="Tutors")
        make_category(connection, id="tutors_2", name="Tutors")
        _providers(connection, tutors)
        customer = make_customer(connection)
        _job(connection, customer, FIRST, "INR", "500")
        _job(connection, customer, SECOND, "BRL", "300")
        _cancelled(connection, customer)
        _disputed(connection, customer)
    publish(database.owner_url)


def _providers(connection: psycopg.Connection, category: str) -> None:
    area = [{"type": "radius", "lat": LUCKNOW[0], "lng": LUCKNOW[1], "radiusKm": 5}]
    for provider in (FIRST, SECOND):
        user = make_user(connection, role="PROVIDER", name="Asha Devi")
        make_provider(connection, category, id=provider, user_id=user, service_areas=area)
    for name, (standing, is_active) in STANDINGS.items():
        user = make_user(connection, role="PROVIDER", name=name.capitalize())
        make_provider(
            connection,
            category,
            id=name,
            user_id=user,
            profile_status=standing,
            is_active=is_active,
            service_areas=area,
        )


def _job(
    connection: psycopg.Connection, customer: str, provider: str, currency: str, amount: str
) -> None:
    finished = ist("2025-03-04 09:00")
    booking = make_booking(
        connection,
        customer,
        provider,
        currency=currency,
        status="COMPLETED",
        completed_at=finished,
    )
    make_payment(connection, booking, amount=amount, currency=currency)


def _cancelled(connection: psycopg.Connection, customer: str) -> None:
    make_booking(
        connection,
        customer,
        FIRST,
        status="CANCELLED",
        cancelled_at=ist("2025-03-05 09:00"),
    )


def _disputed(connection: psycopg.Connection, customer: str) -> None:
    booking = make_booking(connection, customer, SECOND, status="DISPUTED", currency="USD")
    make_status_change(connection, booking, status="DISPUTED", created_at=ist("2025-03-06 09:00"))
    make_payment(connection, booking, amount="20.50", currency="USD")
