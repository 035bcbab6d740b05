"""Demand by place is demand by map cell summed up, whatever becomes of categories and sources,
and that for kinds of service is what searches name.
"""

from collections.abc import Iterator
from datetime import timedelta

import psycopg
import pytest

from etl.refresh.publish import publish
from tests.factories import (
    LUCKNOW,
    ist,
    make_category,
    make_provider,
    make_search,
    make_sub_category,
)
from tests.oracle import naive
from tests.postgres import Database

SHOWN = """
    SELECT day::text, h3_cell, district, category_id, searches, customers::text
    FROM rollup.place_demand JOIN etl.searched_places USING (place_id)
    ORDER BY 1, 2, 3, 4
"""


@pytest.fixture
def connection(database: Database) -> Iterator[psycopg.Connection]:
    """Three weeks of searches by four people from two cells, for a category, a gone one, none."""
    area = {"type": "radius", "lat": LUCKNOW[0], "lng": LUCKNOW[1], "radiusKm": 1}
    with database.connect() as connection:
        naive.install(connection)
        category = make_category(connection)
        make_sub_category(connection, category, id="pipes")
        make_provider(connection, category, service_areas=[area], sub_category_ids=["pipes"])
        for number in range(80):
            make_search(
                connection,
                created_at=ist("2025-03-03 10:00") + timedelta(days=number % 20),
                location={"lat": LUCKNOW[0] + number % 2 * 0.05, "lng": LUCKNOW[1]},
                session_id=f"s{number % 4}" if number % 9 else None,
                filters={
                    "categoryId": (category, "gone", "later", None)[number % 7 % 4],
                    "subCategoryId": ("pipes", "later-kind", None)[number % 3],
                },
            )
        connection.commit()
        publish(database.owner_url)
        yield connection


def shown(connection: psycopg.Connection) -> list[tuple[object, ...]]:
    return connection.execute(SHOWN).fetchall()


def test_categories_that_come_and_go_move_their_searches(
    connection: psycopg.Connection, database: Database
) -> None:
    assert naive.differences(connection) == {}
    without = shown(connection)
    make_category(connection, id="later")
    connection.commit()
    publish(database.owner_url)
    assert naive.differences(connection) == {}
    assert [row for row in shown(connection) if row[3] == "later"]
    connection.execute("DELETE FROM categories WHERE id = 'later'")
    connection.commit()
    publish(database.owner_url)
    assert naive.differences(connection) == {}
    assert sorted(map(repr, shown(connection))) == sorted(map(repr, without))


def test_kinds_that_come_and_go_move_their_searches(
    connection: psycopg.Connection, database: Database
) -> None:
    assert kinds(connection).keys() == {"pipes"}
    make_sub_category(connection, make_category(connection, id="later"), id="later-kind")
    connection.commit()
    publish(database.owner_url)
    assert naive.differences(connection) == {}
    assert kinds(connection).keys() == {"pipes", "later-kind"}
    connection.execute("UPDATE search_logs SET filters = filters - 'subCategoryId'")
    connection.commit()
    publish(database.owner_url)
    assert naive.differences(connection) == {}
    assert kinds(connection) == {}


def kinds(connection: psycopg.Connection) -> dict[str, int]:
    """Return how many searches readers are told of each kind of service."""
    rows = connection.execute(
        "SELECT sub_category_id, sum(searches)::integer FROM analytics.demand_by_district("
        "'2025-01-01', '2025-12-31', ARRAY(SELECT sub_category_id FROM analytics.sub_categories))"
        " GROUP BY sub_category_id"
    )
    return dict(rows.fetchall())
