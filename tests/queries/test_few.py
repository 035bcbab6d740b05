"""Map cells with few customers hold no numbers of them, however they are counted."""

from collections.abc import Callable, Iterator
from datetime import date, timedelta
from random import Random

import h3
import psycopg
import pytest

from etl.refresh.publish import publish
from queries import Snapshot, read
from queries.filters import Filters
from tests.conftest import SharedDatabase
from tests.factories import LUCKNOW, ist, make_category, make_search, make_user
from tests.postgres import Database
from tests.queries import naive

WHOLE = Filters(date(2025, 1, 1), date(2025, 1, 20))
PERIODS = (WHOLE, Filters(date(2025, 1, 4), date(2025, 1, 9)), Filters(WHOLE.start, WHOLE.start))
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
                )
    publish(database.owner_url)


@pytest.fixture
def published(
    shared_database: SharedDatabase, use_database: Callable[[Database], None]
) -> Iterator[tuple[Searches, Snapshot]]:
    database = shared_database("few", load)
    use_database(database)
    with database.connect() as connection, read("analytics") as snapshot:
        yield searches(connection), snapshot


def searches(connection: psycopg.Connection) -> Searches:
    rows = connection.execute(
        "SELECT created_at, location, user_id, filters ->> 'categoryId' FROM search_logs"
    )
    return [
        {
            "day": naive.day(at),
            "cell": h3.cell_to_parent(h3.latlng_to_cell(place["lat"], place["lng"], 9), 8),
            "customer": user,
            "category": category,
        }
        for at, place, user, category in rows
    ]


def grouped(rows: Searches, filters: Filters, resolution: int) -> dict[str, Searches]:
    found: dict[str, Searches] = {}
    for row in rows:
        if filters.start <= row["day"] <= filters.end:
            found.setdefault(h3.cell_to_parent(row["cell"], resolution), []).append(row)
    return found


def customers(rows: Searches) -> int:
    return len({row["customer"] for row in rows} - {None})


@pytest.mark.parametrize("few", range(1, MOST_PEOPLE + 2))
@pytest.mark.parametrize("finest", [5, 6, 7, 8])
def test_cells_of_demand(published: tuple[Searches, Snapshot], few: int, finest: int) -> None:
    rows, snapshot = published
    for filters in PERIODS:
        frame = snapshot.frame(
            "coverage_demand_cells",
            **filters.params("category", "district"),
            **{"few": few, "finest": finest, "most_cells": 1_000},
        ).set_index("h3_cell")
        expected = grouped(rows, filters, finest)
        assert set(frame.index) == set(expected)
        for cell, found in expected.items():
            is_few = customers(found) < few
            assert frame.loc[cell, "is_few"] == is_few
            numbers = frame.loc[cell, ["demand", "unmet_demand"]]
            assert numbers.isna().all() if is_few else (numbers == len(found)).all()


@pytest.mark.parametrize("few", range(1, MOST_PEOPLE + 2))
def test_places_with_a_gap(published: tuple[Searches, Snapshot], few: int) -> None:
    rows, snapshot = published
    for filters in PERIODS:
        frame = snapshot.frame(
            "coverage_gap_cells", **filters.params("category", "district"), few=few, thin=2
        )
        expected = {
            (cell, category, len(found))
            for category in (CATEGORY, None)
            for cell, found in grouped(
                [row for row in rows if row["category"] == category], filters, 8
            ).items()
            if customers(found) >= few
        }
        shown = zip(frame["h3_cell"], frame["category"].notna(), frame["demand"], strict=True)
        assert set(shown) == {(cell, named is not None, demand) for cell, named, demand in expected}
