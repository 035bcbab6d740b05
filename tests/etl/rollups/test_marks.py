"""An update of bookings marks the days on which they count otherwise, and no others."""

from datetime import date
from functools import partial
from typing import Any

import psycopg
import pytest
from psycopg import sql

from etl.refresh.marks import TABLES
from tests.factories import (
    ist,
    make_booking,
    make_category,
    make_customer,
    make_payment,
    make_provider,
)
from tests.postgres import Database

BEFORE = ("0024_read_less_of_a_day", "0026_look_up_locations")
"""Each marked bookings in another way than the migration after it."""

march = partial(date, 2025, 3)

DAYS = {"one": (march(1), march(2), march(3)), "two": (march(5), march(6), march(7))}
"""On which each booking is requested, confirmed and completed."""
REQUESTED, CONFIRMED, COMPLETED = DAYS["one"]


@pytest.fixture
def marketplace(database: Database) -> Database:
    """Two bookings, each with a payment, requested, confirmed and completed on six days."""
    with database.connect() as connection:
        category = make_category(connection)
        make_provider(connection, category, id="first")
        make_provider(connection, category, id="second")
        customer = make_customer(connection)
        for booking, (requested, confirmed, completed) in DAYS.items():
            make_booking(
                connection,
                customer,
                "first",
                id=booking,
                created_at=ist(f"{requested} 12:00"),
                confirmed_at=ist(f"{confirmed} 12:00"),
                completed_at=ist(f"{completed} 12:00"),
            )
            make_payment(connection, booking, paid_at=ist("2025-04-01 12:00"))
        forget(connection)
    return database


@pytest.mark.parametrize(
    ("change", "days"),
    [
        ("final_price = 1", {REQUESTED}),
        ("status = 'DISPUTED', updated_at = now()", {REQUESTED}),
        (
            "confirmed_at = confirmed_at + interval '10 days'",
            {REQUESTED, CONFIRMED, march(12)},
        ),
        ("completed_at = NULL", {REQUESTED, COMPLETED}),
        ("cancelled_at = '2025-03-20 12:00+05:30'", {REQUESTED, march(20)}),
        ("created_at = '2025-03-20 12:00+05:30'", {REQUESTED, march(20)}),
        ("completed_at = 'infinity'", {REQUESTED, COMPLETED}),
    ],
)
def test_days_that_stay_as_they_were_are_not_marked(
    marketplace: Database, change: str, days: set[date]
) -> None:
    assert marked(marketplace, f"UPDATE bookings SET {change} WHERE id = 'one'") == (days, set())


@pytest.mark.parametrize("change", ["provider_id = 'second'", "currency = 'USD'"])
def test_a_reassigned_booking_marks_all_its_days_and_itself(
    marketplace: Database, change: str
) -> None:
    update = f"UPDATE bookings SET {change} WHERE id = 'one'"
    assert marked(marketplace, update) == ({*DAYS["one"]}, {"one"})


def test_a_renamed_booking_marks_all_its_days_and_its_new_id(marketplace: Database) -> None:
    days, bookings = marked(marketplace, "UPDATE bookings SET id = 'other' WHERE id = 'one'")
    assert days >= {*DAYS["one"]}
    assert "other" in bookings


def test_each_booking_of_a_statement_is_marked_by_itself(marketplace: Database) -> None:
    days, bookings = marked(
        marketplace,
        "UPDATE bookings SET completed_at = CASE id WHEN 'two' THEN NULL ELSE completed_at END,"
        " provider_id = CASE id WHEN 'one' THEN 'second' ELSE provider_id END",
    )
    assert days == {*DAYS["one"], march(5), march(7)}
    assert bookings == {"one"}


def test_a_day_to_which_a_booking_came_and_from_which_it_went_is_not_marked(
    marketplace: Database,
) -> None:
    for moment in ("2025-03-20 12:00", "2025-03-02 12:00"):
        with marketplace.connect() as connection:
            connection.execute("UPDATE bookings SET confirmed_at = %s", (ist(moment),))
    with marketplace.connect() as connection:
        days, _ = pending(connection)
    assert days == {REQUESTED, march(5), march(6), march(2)}, "only `two` is confirmed elsewhere"


def test_of_a_booking_that_comes_and_moves_only_the_last_days_are_marked(
    marketplace: Database,
) -> None:
    with marketplace.connect() as connection:
        (customer,) = connection.execute("SELECT customer_id FROM bookings LIMIT 1").fetchone()
        make_booking(
            connection,
            customer,
            "first",
            id="three",
            created_at=ist("2025-03-10 12:00"),
            confirmed_at=ist("2025-03-11 12:00"),
        )
        connection.execute("UPDATE bookings SET confirmed_at = '2025-03-12' WHERE id = 'three'")
        assert pending(connection) == ({march(10), march(12)}, set())


def test_a_booking_that_goes_marks_all_its_days(marketplace: Database) -> None:
    with marketplace.connect() as connection:
        connection.execute("DELETE FROM payments WHERE booking_id = 'one'")
        forget(connection)
        connection.execute("DELETE FROM bookings WHERE id = 'one'")
        assert pending(connection) == ({*DAYS["one"]}, set())


def marked(database: Database, statement: str) -> tuple[set[date], set[str]]:
    """Return the days and the bookings that a statement marks."""
    with database.connect() as connection:
        connection.execute(statement.encode())
        return pending(connection)


def pending(connection: psycopg.Connection) -> tuple[set[date], set[str]]:
    """Return the days on which bookings count otherwise, and those to expand."""
    days = "SELECT day FROM rollup.days_of_versions() AS day WHERE day IS NOT NULL"
    return column(connection, days), column(connection, "SELECT rollup.bookings_to_expand()")


def forget(connection: psycopg.Connection) -> None:
    connection.execute(sql.SQL("TRUNCATE {}").format(sql.SQL(", ").join(TABLES)))


def column(connection: psycopg.Connection, query: str) -> set[Any]:
    return {value for (value,) in connection.execute(query.encode())}
