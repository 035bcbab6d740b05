"""What few customers did is shown together, without map cell or term, however it is counted."""

from collections.abc import Iterator
from datetime import date, timedelta
from random import Random

import h3
import psycopg
import pytest

from etl.refresh.publish import publish
from queries.filters import Filters
from tests.conftest import SharedDatabase
from tests.factories import LUCKNOW, insert, ist, make_category, make_search, make_user
from tests.postgres import Database
from tests.queries import naive

WHOLE = Filters(date(2025, 1, 1), date(2025, 1, 20))
PERIODS = (
    WHOLE,
    Filters(date(2025, 1, 4), date(2025, 1, 9)),
    Filters(WHOLE.start, WHOLE.start),
    Filters(date(2024, 12, 31), date(2025, 2, 2)),  # a month, and days beside it
)
MOST_PEOPLE = 9
CATEGORY = "category"
Searches = list[naive.Row]


def load(database: Database) -> None:
    """Places with up to nine people each who search alone, together or again; some unknown."""
    chance = Random(3)
    with database.connect() as connection:
        make_category(connection, id=CATEGORY)
        users = [make_user(connection) for _ in range(MOST_PEOPLE)]
        for place in range(40):
            lat, lng = LUCKNOW[0] + place // 8 * 0.04, LUCKNOW[1] + place % 8 * 0.04
            people = [None, *users][: chance.randint(1, MOST_PEOPLE + 1)]
            for _ in range(chance.choice([3, 8, 20])):
                make_search(
                    connection,
                    created_at=ist("2025-01-01 09:00") + timedelta(days=chance.randrange(20)),
                    location={"lat": lat + chance.choice([0, 0.002]), "lng": lng},
                    user_id=chance.choice(people),
                    filters=chance.choice([None, {"categoryId": CATEGORY}]),
                    query=f"term {chance.randrange(30)}",
                )
    publish(database.owner_url)


@pytest.fixture
def reading(shared_database: SharedDatabase) -> Iterator[psycopg.Connection]:
    """The owner's connection, whose changes are undone."""
    with shared_database("few", load).connect() as connection:
        yield connection
        connection.rollback()


def set_few(connection: psycopg.Connection, value: object) -> None:
    """Say in the settings of the database how many customers are few."""
    connection.execute("DELETE FROM system_config WHERE key = 'privacy'")
    insert(connection, "system_config", key="privacy", value={"fewCustomers": value})


def searches(connection: psycopg.Connection) -> Searches:
    rows = connection.execute(
        "SELECT created_at, location, user_id, filters ->> 'categoryId', query FROM search_logs"
    )
    return [
        {
            "day": naive.day(at),
            "cell": h3.cell_to_parent(h3.latlng_to_cell(place["lat"], place["lng"], 9), 8),
            "finest": h3.latlng_to_cell(place["lat"], place["lng"], 9),
            "customer": user,
            "category": category,
            "term": term,
        }
        for at, place, user, category, term in rows
    ]


def grouped(rows: Searches, filters: Filters, resolution: int) -> dict[str, Searches]:
    found: dict[str, Searches] = {}
    for row in rows:
        if filters.start <= row["day"] <= filters.end:
            found.setdefault(h3.cell_to_parent(row["cell"], resolution), []).append(row)
    return found


def customers(rows: Searches) -> int:
    return len({row["customer"] for row in rows} - {None})


@pytest.mark.parametrize("few", range(MOST_PEOPLE + 2))
def test_cells_of_demand(reading: psycopg.Connection, few: int) -> None:
    set_few(reading, few)
    rows = searches(reading)
    for filters in PERIODS:
        for finest in (5, 6, 7, 8):
            expected: dict[str | None, int] = {}
            for cell, found in grouped(rows, filters, finest).items():
                shown = cell if customers(found) >= few else None
                expected[shown] = expected.get(shown, 0) + len(found)
            told = reading.execute(
                "SELECT h3_cell, searches, unmet_searches, is_few"
                " FROM analytics.demand_cells(%s, %s, NULL, NULL, %s, 1000)",
                (filters.start, filters.end, finest),
            ).fetchall()
            assert {(cell, demand, demand, cell is None) for cell, demand in expected.items()} == {
                *told
            }


@pytest.mark.parametrize("few", range(MOST_PEOPLE + 2))
def test_places_with_a_gap(reading: psycopg.Connection, few: int) -> None:
    set_few(reading, few)
    rows = searches(reading)
    for filters in PERIODS:
        expected = {
            (cell, category, len(found))
            for category in (CATEGORY, None)
            for cell, found in grouped(
                [row for row in rows if row["category"] == category], filters, 8
            ).items()
            if customers(found) >= few
        }
        told = reading.execute(
            "SELECT h3_cell, category_id, searches FROM analytics.gap_cells(%s, %s, NULL, NULL)",
            (filters.start, filters.end),
        ).fetchall()
        assert expected == {*told}


@pytest.mark.parametrize("few", range(MOST_PEOPLE + 2))
def test_terms(reading: psycopg.Connection, few: int) -> None:
    set_few(reading, few)
    rows = searches(reading)
    for filters in PERIODS:
        typed: dict[str, Searches] = {}
        for row in rows:
            if filters.start <= row["day"] <= filters.end:
                typed.setdefault(row["term"], []).append(row)
        expected: dict[str, int] = {}
        for term, found in typed.items():
            shown = term if customers(found) >= few else "(few people)"
            expected[shown] = expected.get(shown, 0) + len(found)
        told = reading.execute(
            "SELECT term, searches FROM analytics.searched_terms(%s, %s)",
            (filters.start, filters.end),
        ).fetchall()
        assert expected == dict(told)


@pytest.mark.parametrize("few", [0, 1, 2, 3])
def test_days_and_cells_and_terms_of_the_daily_views(reading: psycopg.Connection, few: int) -> None:
    set_few(reading, few)
    terms: dict[tuple[date, str], Searches] = {}
    cells: dict[tuple[date, str, str | None], Searches] = {}
    for row in searches(reading):
        terms.setdefault((row["day"], row["term"]), []).append(row)
        cells.setdefault((row["day"], row["finest"], row["category"]), []).append(row)
    shown = {
        (day, term): len(found) for (day, term), found in terms.items() if customers(found) >= few
    }
    told = reading.execute("SELECT day, term, searches FROM analytics.search_terms_daily")
    assert shown == {(day, term): n for day, term, n in told if term != "(few people)"}
    named = {key: len(found) for key, found in cells.items() if customers(found) >= few}
    told = reading.execute(
        "SELECT day, h3_cell, category_id, searches FROM analytics.search_demand_daily"
    )
    everything = told.fetchall()
    assert named == {(day, cell, what): n for day, cell, what, n in everything if cell}
    assert sum(n for *_, n in everything) == sum(map(len, cells.values()))


@pytest.mark.parametrize(
    ("value", "few"), [(5, 5), (1, 1), (2.5, 3), (-1, 5), ("7", 5), (None, 5), (10**9, 5)]
)
def test_the_number_has_one_home(reading: psycopg.Connection, value: object, few: int) -> None:
    assert reading.execute("SELECT analytics.few_customers()").fetchone() == (5,)
    set_few(reading, value)
    assert reading.execute("SELECT analytics.few_customers()").fetchone() == (few,)
