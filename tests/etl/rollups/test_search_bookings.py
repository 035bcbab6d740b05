"""Which searches count as booked, and how long after: worked out by hand."""

from collections.abc import Callable
from datetime import datetime, timedelta
from decimal import Decimal
from typing import Any

import psycopg
import pytest

from etl.refresh.publish import publish
from etl.refresh.verify import verify
from tests.factories import (
    ist,
    make_booking,
    make_category,
    make_customer,
    make_provider,
    make_search,
    make_sub_category,
    make_user,
)
from tests.oracle import naive
from tests.postgres import Database

SEARCHED = ist("2025-03-04 12:00")
WEEK, MOMENT = timedelta(days=7), timedelta(microseconds=1)
NAMES = "searches, attributable, booked, delay_seconds_sum::float"
CLICK = {"user_id": "person", "clicked_provider_id": "clicked", "created_at": SEARCHED}


@pytest.fixture
def marketplace(database: Database) -> Database:
    """A customer and another; a provider that is clicked and another; nothing is published."""
    with database.connect() as connection:
        category = make_category(connection, id="category")
        for provider in ("clicked", "other"):
            make_provider(connection, category, id=provider)
        for person in ("person", "stranger"):
            make_customer(connection, id=f"as {person}", user_id=make_user(connection, id=person))
    return database


def counted(database: Database, write: Callable[[psycopg.Connection], object]) -> list[Any]:
    """Return what is shown by day, after something was written and published."""
    with database.connect() as connection:
        naive.install(connection)
        write(connection)
    publish(database.owner_url)
    verify(database.owner_url)
    with database.connect() as connection:
        assert naive.differences(connection) == {}
        return connection.execute(
            f"SELECT {NAMES} FROM analytics.search_bookings_daily ORDER BY day".encode()
        ).fetchall()


@pytest.mark.parametrize(
    ("requested", "customer", "provider", "delay"),
    [
        (SEARCHED, "as person", "clicked", 0.0),
        (SEARCHED + timedelta(hours=2), "as person", "clicked", 7200.0),
        (SEARCHED + WEEK - MOMENT, "as person", "clicked", 604799.999999),
        (SEARCHED + WEEK, "as person", "clicked", None),
        (SEARCHED - MOMENT, "as person", "clicked", None),
        (SEARCHED + timedelta(hours=2), "as stranger", "clicked", None),
        (SEARCHED + timedelta(hours=2), "as person", "other", None),
    ],
)
def test_a_search_is_booked_by_its_user_with_the_clicked_provider_within_a_week(
    marketplace: Database, requested: datetime, customer: str, provider: str, delay: float | None
) -> None:
    """Whatever becomes of the booking."""

    def write(connection: psycopg.Connection) -> None:
        make_search(connection, **CLICK)
        make_booking(connection, customer, provider, created_at=requested, status="CANCELLED")

    booked = delay is not None
    assert counted(marketplace, write) == [(1, 1, int(booked), delay or 0.0)]


def test_searches_are_counted_not_bookings(marketplace: Database) -> None:
    """Two searches before one booking, 3 and 1 hours; of two bookings after them the first."""

    def write(connection: psycopg.Connection) -> None:
        for hours in (0, 2):
            make_search(connection, **CLICK | {"created_at": SEARCHED + timedelta(hours=hours)})
        for hours in (3, 30):
            booked = SEARCHED + timedelta(hours=hours)
            make_booking(connection, "as person", "clicked", created_at=booked)

    assert counted(marketplace, write) == [(2, 2, 2, 4 * 3600.0)]


@pytest.mark.parametrize("known", [{"user_id": None}, {"clicked_provider_id": None}])
def test_who_is_unknown_or_clicked_nothing_is_not_attributable(
    marketplace: Database, known: dict[str, None]
) -> None:
    def write(connection: psycopg.Connection) -> None:
        make_search(connection, **CLICK | known)
        make_booking(connection, "as person", "clicked", created_at=SEARCHED)

    assert counted(marketplace, write) == [(1, 0, 0, 0.0)]


def test_a_later_booking_counts_on_the_days_of_earlier_searches(marketplace: Database) -> None:
    def search(connection: psycopg.Connection) -> None:
        for days in (0, 3, 6):
            make_search(connection, **CLICK | {"created_at": SEARCHED + timedelta(days=days)})

    def book(connection: psycopg.Connection) -> None:
        booked = SEARCHED + timedelta(days=8)
        make_booking(connection, "as person", "clicked", created_at=booked)

    assert counted(marketplace, search) == [(1, 1, 0, 0.0)] * 3
    day = 86_400.0
    assert counted(marketplace, book) == [(1, 1, 0, 0.0), (1, 1, 1, 5 * day), (1, 1, 1, 2 * day)]


def test_days_stay_when_a_booking_goes_on(marketplace: Database) -> None:
    """Nothing of what is counted here is its status: none of its days is computed again."""
    with marketplace.connect() as connection:
        make_booking(connection, "as person", "clicked", created_at=SEARCHED)
        connection.commit()
        publish(marketplace.owner_url)
        connection.execute("UPDATE bookings SET status = 'CONFIRMED', confirmed_at = now()")
        assert connection.execute("SELECT rollup.days_of_booked_searches()").fetchall() == []


def test_an_archived_week_keeps_what_was_counted(marketplace: Database) -> None:
    """Its searches cannot be read any more: a later booking changes nothing."""

    def archive(connection: psycopg.Connection) -> None:
        connection.execute(
            "ALTER TABLE search_logs DETACH PARTITION partitions.search_logs_y2025w10"
        )
        naive.count_detached(connection)
        connection.execute("DELETE FROM bookings")
        make_booking(connection, "as person", "clicked", created_at=SEARCHED + MOMENT)

    def write(connection: psycopg.Connection) -> None:
        make_search(connection, **CLICK)
        make_booking(connection, "as person", "clicked", created_at=SEARCHED + timedelta(hours=1))

    assert counted(marketplace, write) == [(1, 1, 1, 3600.0)]
    assert counted_still(marketplace, archive) == [(1, 1, 1, 3600.0)]


def counted_still(database: Database, write: Callable[[psycopg.Connection], object]) -> list[Any]:
    """The same with the searches of archived weeks as they were."""
    with database.connect() as connection:
        write(connection)
    publish(database.owner_url)
    with database.connect() as connection:
        assert naive.differences(connection) == {}
        return connection.execute(
            f"SELECT {NAMES} FROM analytics.search_bookings_daily ORDER BY day".encode()
        ).fetchall()


def test_what_few_customers_searched_for_has_no_category(marketplace: Database) -> None:
    """Five people searched in one category, of whom one booked; four in another, of whom one."""

    def write(connection: psycopg.Connection) -> None:
        make_category(connection, id="rare")
        for category, people in (("category", 5), ("rare", 4)):
            for number in range(people):
                user = "person" if number == 0 else f"{category} {number}"
                filters = {"categoryId": category}
                make_search(connection, **CLICK | {"user_id": user, "filters": filters})
        booked = SEARCHED + timedelta(seconds=30)
        make_booking(connection, "as person", "clicked", created_at=booked)

    counted(marketplace, write)
    with marketplace.connect() as connection:
        rows = connection.execute(
            "SELECT category_id, searches, booked, delay_seconds_sum, delay_buckets"
            " FROM analytics.search_bookings_daily ORDER BY category_id"
        ).fetchall()
    # 30 seconds are in bucket ceil(ln(30) / ln(1.01 / 0.99)) = ceil(170.06)
    assert rows == [
        ("category", 5, 1, Decimal(30), {"171": 1}),
        (None, 4, 1, Decimal(30), {"171": 1}),
    ]


@pytest.mark.parametrize(
    ("people", "told"),
    [
        ({"pipes": 5, "wires": 6}, {"pipes": 5, "wires": 6}),
        ({"pipes": 5, "wires": 6, "foreign": 5}, {"pipes": 5, "wires": 6, None: 5}),
        ({"pipes": 5, "wires": 6, None: 4, "unknown": 1}, {"pipes": 5, "wires": 6, None: 5}),
        ({"pipes": 5, "wires": 4}, {None: 9}),
        ({"pipes": 5, "wires": 4, None: 1}, {"pipes": 5, None: 5}),
        ({"pipes": 4}, {}),
    ],
)
def test_a_category_is_split_where_neither_its_parts_nor_the_rest_are_of_few(
    marketplace: Database, people: dict[str | None, int], told: dict[str | None, int]
) -> None:
    """And what few people searched for is none of these."""

    def write(connection: psycopg.Connection) -> None:
        make_category(connection, id="other")
        for kind in ("pipes", "wires"):
            make_sub_category(connection, "category", id=kind)
        make_sub_category(connection, "other", id="foreign")
        for kind, count in people.items():
            for number in range(count):
                filters = {"categoryId": "category", "subCategoryId": kind}
                user = f"{kind} {number}"
                make_search(connection, **CLICK | {"user_id": user, "filters": filters})

    counted(marketplace, write)
    with marketplace.connect() as connection:
        rows = connection.execute(
            "SELECT sub_category_id, searches FROM analytics.search_bookings_daily"
            " WHERE category_id = 'category'"
        ).fetchall()
    assert dict(rows) == told
