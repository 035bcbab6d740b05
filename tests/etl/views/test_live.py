"""What is the case at this moment: open bookings, what providers do, the last minutes."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

import psycopg
import pytest
from psycopg.types.json import Jsonb

from tests.conftest import SharedDatabase
from tests.factories import (
    make_booking,
    make_category,
    make_customer,
    make_provider,
    make_search,
)

WEEK = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
ALL_DAY = {"start": "00:00", "end": "24:00"}


@pytest.fixture
def connection(shared_database: SharedDatabase) -> Iterator[psycopg.Connection]:
    """What is written is taken back."""
    with shared_database("migrated", lambda _: None).connect() as connection:
        yield connection
        connection.rollback()


@pytest.fixture
def category(connection: psycopg.Connection) -> str:
    return make_category(connection)


def local(connection: psycopg.Connection) -> datetime:
    """Return the business time of the transaction, in which the views are read, too."""
    row = connection.execute("SELECT now() AT TIME ZONE 'Asia/Kolkata'").fetchone()
    assert row is not None
    assert isinstance(row[0], datetime)
    return row[0]


def state(connection: psycopg.Connection, category: str) -> str:
    """Return what the only provider of a category does."""
    row = connection.execute(
        "SELECT available, busy, off_hours, hours_unknown FROM analytics.live_providers"
        " WHERE category_id = %s",
        (category,),
    ).fetchone()
    assert row is not None
    assert sorted(row) == [0, 0, 0, 1]
    return ("available", "busy", "off_hours", "hours_unknown")[row.index(1)]


def every_day(connection: psycopg.Connection, opens: int, closes: int) -> dict[str, Any]:
    """Return hours of every day, in minutes from now."""
    start, end = (
        f"{local(connection) + timedelta(minutes=minutes):%H:%M}" for minutes in (opens, closes)
    )
    return {day: {"start": start, "end": end, "isAvailable": True} for day in WEEK}


@pytest.mark.parametrize(
    ("opens", "closes", "expected"),
    [
        (-1, 2, "available"),
        (2, 5, "off_hours"),
        (-5, -2, "off_hours"),
        (-5, 0, "off_hours"),
        (0, 5, "available"),
        # Longer than a night: they end before they begin, on some side of midnight.
        (-1, 24 * 60 - 3, "available"),
        (-24 * 60 + 3, 1, "available"),
        (5, 24 * 60 - 2, "off_hours"),
        (0, 0, "available"),
    ],
)
def test_within_working_hours_whenever_that_is(
    connection: psycopg.Connection, category: str, opens: int, closes: int, expected: str
) -> None:
    hours = every_day(connection, opens, closes)
    make_provider(connection, category, working_hours=hours)
    assert state(connection, category) == expected


def test_each_weekday_has_hours_of_its_own(connection: psycopg.Connection, category: str) -> None:
    today = WEEK[local(connection).weekday()]
    tomorrow = WEEK[(local(connection).weekday() + 1) % 7]
    provider = make_provider(connection, category, working_hours={today: ALL_DAY})
    for hours, expected in (
        ({today: ALL_DAY}, "available"),
        ({today: ALL_DAY | {"isAvailable": False}, tomorrow: ALL_DAY}, "off_hours"),
        ({tomorrow: ALL_DAY}, "off_hours"),
        ({}, "hours_unknown"),
    ):
        connection.execute(
            "UPDATE provider_profiles SET working_hours = %s WHERE id = %s",
            (Jsonb(hours), provider),
        )
        assert state(connection, category) == expected


@pytest.mark.parametrize("ending", ["", "T00:00:00.000Z"])
def test_a_day_that_is_blocked(connection: psycopg.Connection, category: str, ending: str) -> None:
    blocked = [f"{local(connection):%Y-%m-%d}{ending}", "2020-01-01"]
    make_provider(
        connection,
        category,
        working_hours=dict.fromkeys(WEEK, ALL_DAY),
        availability={"blockedDates": blocked},
    )
    assert state(connection, category) == "off_hours"


def test_a_job_under_way_and_who_is_not_counted(
    connection: psycopg.Connection, category: str
) -> None:
    hours = dict.fromkeys(WEEK, ALL_DAY)
    provider = make_provider(connection, category, working_hours=hours)
    make_provider(connection, category, working_hours=hours, is_active=False)
    make_provider(connection, category, working_hours=hours, profile_status="PENDING")
    customer = make_customer(connection)
    for status, expected in (
        ("CONFIRMED", "available"),
        ("IN_PROGRESS", "busy"),
        ("IN_PROGRESS", "busy"),
    ):
        make_booking(connection, customer, provider, status=status)
        assert state(connection, category) == expected


@pytest.mark.parametrize(
    "hours",
    [
        *(None, [], "text", 7, {"monday": None}, [{"monday": 1}], {day: [] for day in WEEK}),
        {day: {"start": "9 AM", "end": "25:00"} for day in WEEK},
        {day: {"start": {"h": 9}, "end": True, "isAvailable": "x"} for day in WEEK},
    ],
)
def test_hours_that_are_none(connection: psycopg.Connection, category: str, hours: object) -> None:
    make_provider(connection, category, working_hours=Jsonb(hours), availability=Jsonb(hours))
    assert state(connection, category) == "hours_unknown"


@pytest.mark.parametrize(
    ("said", "understood"),
    [
        *(("9:00", "09:00"), ("18:30:59", "18:30"), ("24:00", "24:00"), ("00:00", "00:00")),
        *(("9", None), ("9:00 AM", None), ("25:00", None), ("12:60", None), ("", None)),
        *((" 09:00", None), ("09:00\n", None), ("٠٩:٠٠", None)),
    ],
)
def test_times_of_day(connection: psycopg.Connection, said: str, understood: str | None) -> None:
    row = connection.execute("SELECT analytics.time_of_day(%s)", (said,)).fetchone()
    assert row == (understood,)


def test_open_bookings_by_status(connection: psycopg.Connection, category: str) -> None:
    provider, customer = make_provider(connection, category), make_customer(connection)
    for status in ("PENDING", "PENDING", "DISPUTED", "COMPLETED", "CANCELLED"):
        make_booking(connection, customer, provider, status=status)
    rows = connection.execute("SELECT status, bookings FROM analytics.live_bookings").fetchall()
    assert rows == [("PENDING", 2), ("CONFIRMED", 0), ("IN_PROGRESS", 0), ("DISPUTED", 1)]


def test_the_last_thirty_minutes(connection: psycopg.Connection, category: str) -> None:
    provider, customer = make_provider(connection, category), make_customer(connection)
    row = connection.execute("SELECT now()").fetchone()
    assert row is not None
    now: datetime = row[0].astimezone(UTC)
    begun = now.replace(second=0, microsecond=0)
    moments = (
        (now, 0),
        (now, 3),
        (now + timedelta(seconds=1), 0),  # a clock of somebody else's
        (begun - timedelta(minutes=29), 0),
        (begun - timedelta(minutes=29, microseconds=1), 0),
    )
    for moment, results in moments:
        make_search(connection, created_at=moment, results_count=results)
        make_booking(connection, customer, provider, created_at=moment)
    rows = connection.execute("SELECT * FROM analytics.live_minutes").fetchall()
    assert len(rows) == 30
    assert rows[-1] == (begun, 2, 1, 2)
    assert rows[0] == (begun - timedelta(minutes=29), 1, 1, 1)
    assert {row[1:] for row in rows[1:-1]} == {(0, 0, 0)}
