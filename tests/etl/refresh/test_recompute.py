"""Days are recomputed in batches; of what they held, only what differs is written."""

import re
from datetime import date, timedelta

import psycopg
import pytest
from psycopg import sql

from etl.refresh.publish import publish
from etl.refresh.write import batches, computing, write
from etl.rollups import ROLLUPS, Rollup
from etl.rollups.units import BOOKING_DAY, SEARCH_DAY, Unit
from tests.factories import (
    ist,
    locate,
    make_booking,
    make_category,
    make_customer,
    make_provider,
    make_search,
)
from tests.postgres import Database

DAY = date(2025, 3, 5)
NOON = ist("2025-03-05 12:00")
BY_NAME = {rollup.name: rollup for rollup in ROLLUPS}
KIND = {"categoryId": "home", "subCategoryId": "pipes"}
READ_LOGS = [rollup for rollup in ROLLUPS if "search_logs" in rollup.marks]


@pytest.fixture
def marketplace(database: Database) -> Database:
    """On one day bookings of two providers, and searches in two places; published."""
    with database.connect() as connection:
        category = make_category(connection)
        for lat in (26.85, 27.85):
            provider = make_provider(connection, category)
            make_booking(connection, make_customer(connection), provider, created_at=NOON)
            place = {"lat": lat, "lng": 80.95}
            make_search(connection, location=place, filters=KIND, created_at=NOON)
    publish(database.owner_url)
    return database


Positions = dict[str, str]
"""Where the rows of a rollup lie in its table, by what they say."""


def positions(database: Database, rollup: str) -> Positions:
    with database.connect() as connection:
        query = sql.SQL("SELECT item::text, ctid::text FROM {} AS item")
        return dict(connection.execute(query.format(sql.Identifier("rollup", rollup))).fetchall())


def test_rows_that_say_the_same_as_before_stay_where_they_lie(marketplace: Database) -> None:
    rollups = (
        *("provider_days", "booking_cohorts"),
        *("search_demand", "place_demand", "sub_category_demand"),
    )
    before = {rollup: positions(marketplace, rollup) for rollup in rollups}
    with marketplace.connect() as connection:
        row = connection.execute("SELECT min(id) FROM provider_profiles").fetchone()
        assert row is not None
        make_booking(connection, make_customer(connection), row[0], created_at=NOON)
        place = {"lat": 26.85, "lng": 80.95}
        make_search(connection, location=place, filters=KIND, created_at=NOON)
    publish(marketplace.owner_url)
    for rollup in rollups:
        after = positions(marketplace, rollup)
        kept = before[rollup].items() & after.items()
        assert (len(before[rollup]), len(kept), len(after)) == (2, 1, 2), rollup


def test_nothing_is_written_when_all_is_as_it_was(marketplace: Database) -> None:
    rollups = [rollup.name for rollup in ROLLUPS]
    before = {rollup: positions(marketplace, rollup) for rollup in rollups}
    publish(marketplace.owner_url, full=True)
    assert {rollup: positions(marketplace, rollup) for rollup in rollups} == before
    assert all(before[rollup] for rollup in ("provider_days", "search_days", "booking_funnel"))


@pytest.mark.parametrize(
    "damage",
    [
        "UPDATE rollup.provider_days SET gross_amount = gross_amount::numeric(9, 5)",
        "UPDATE rollup.provider_days SET requested = requested + 1",
        "UPDATE rollup.provider_days SET provider_id = provider_id || 'x'",
        "DELETE FROM rollup.provider_days",
        "INSERT INTO rollup.provider_days SELECT day, 'nobody', currency, 1, 1, 1, 1, 1, 1, 1, 1,"
        " 1, 1, 1 FROM rollup.provider_days LIMIT 1",
    ],
)
def test_writes_whatever_differs_and_says_on_which_days(marketplace: Database, damage: str) -> None:
    with marketplace.connect() as connection:
        right = set(positions(marketplace, "provider_days"))
        connection.execute(damage.encode())
        connection.commit()
        assert set(positions(marketplace, "provider_days")) != right
        written = write(connection, BY_NAME["provider_days"], [DAY - timedelta(days=1), DAY])
        connection.commit()
    assert {row["unit"] for row in written} == {DAY}
    assert set(positions(marketplace, "provider_days")) == right


def days(*offsets: int) -> list[date]:
    return [DAY + timedelta(days=offset) for offset in offsets]


@pytest.mark.parametrize(
    ("unit", "offsets", "expected"),
    [
        (BOOKING_DAY, (), []),
        (SEARCH_DAY, (), []),
        (BOOKING_DAY, (0, 5, 9), [(0, 5, 9)]),
        (SEARCH_DAY, (0, 5, 6, 9), [(0,), (5, 6), (9,)]),
        (SEARCH_DAY, range(20), [range(14), range(14, 20)]),
        (BOOKING_DAY, range(401), [range(400), (400,)]),
    ],
)
def test_days_come_as_many_at_once_as_are_computed_together(
    unit: Unit, offsets: tuple[int, ...], expected: list[tuple[int, ...]]
) -> None:
    assert list(batches(unit, days(*offsets))) == [days(*batch) for batch in expected]


def test_days_apart_are_counted_as_each_of_them_alone(connection: psycopg.Connection) -> None:
    """Not those between them, though these are read."""
    for offset in range(5):
        make_search(connection, filters=KIND, created_at=NOON + timedelta(days=offset))
    locate(connection)
    for rollup in READ_LOGS:
        query = sql.SQL("SELECT day FROM {}(%s) ORDER BY day").format(computing(rollup))
        found = connection.execute(query, (days(3, 1),)).fetchall()
        assert [day for (day,) in found] == days(1, 3), rollup.name
        assert connection.execute(query, ([],)).fetchall() == []


@pytest.mark.parametrize("rollup", READ_LOGS, ids=lambda rollup: rollup.name)
def test_other_partitions_are_not_planned_for(
    connection: psycopg.Connection, rollup: Rollup
) -> None:
    make_search(connection, created_at=NOON)
    make_search(connection, created_at=NOON + timedelta(days=7))
    query = sql.SQL("EXPLAIN SELECT * FROM {}(%s)").format(computing(rollup))
    plan = "\n".join(line for (line,) in connection.execute(query, (days(0, 1),)))
    assert {*re.findall(r"search_logs_y\d+w\d+", plan)} == {"search_logs_y2025w10"}
