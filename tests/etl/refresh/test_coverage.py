"""Coverage counted cell by cell is coverage counted at once, whatever changes."""

from random import Random

import psycopg
import pytest

from etl.refresh import coverage
from etl.refresh.publish import publish
from tests.etl.rollups.provider_writers import circle
from tests.factories import LUCKNOW, make_category, make_provider
from tests.oracle import naive
from tests.postgres import Database

PROVIDERS = 12


@pytest.fixture
def served(database: Database) -> Database:
    """Providers of two categories whose circles of 1 to 3 km overlap in Lucknow; published."""
    chance = Random(5)
    with database.connect() as connection:
        naive.install(connection)
        categories = [make_category(connection) for _ in range(2)]
        for number in range(PROVIDERS):
            area = (LUCKNOW[0] + chance.gauss(0, 0.01), LUCKNOW[1], chance.choice([1, 2, 3]))
            make_provider(
                connection,
                chance.choice(categories),
                id=f"provider {number:02}",
                service_areas=[circle(area)],
                reputation_score=chance.choice([50, 60, 70]),
            )
    publish(database.owner_url)
    return database


CHANGES = {
    "one falls": "UPDATE provider_profiles SET reputation_score = 10 WHERE number = 1",
    "one rises": "UPDATE provider_profiles SET reputation_score = 90 WHERE number = 2",
    "some rise and some fall": "UPDATE provider_profiles"
    " SET reputation_score = 110 - reputation_score WHERE number < 9",
    "one is verified": "UPDATE provider_profiles SET aadhaar_verified = true WHERE number = 3",
    "one leaves": "UPDATE provider_profiles SET is_active = false WHERE number = 4",
    "one serves nothing": "UPDATE provider_profiles SET service_areas = '[]' WHERE number = 5",
    "one serves less of the same blocks": "UPDATE provider_profiles"
    " SET service_areas = jsonb_set(service_areas, '{0,radiusKm}', '0.7') WHERE number = 8",
    "one serves elsewhere": "UPDATE provider_profiles SET reputation_score = 99, service_areas ="
    """ '[{"type": "radius", "lat": 27.1, "lng": 80.9, "radiusKm": 2}]' WHERE number = 6""",
    "one changes category": "UPDATE provider_profiles SET category_id ="
    " (SELECT id FROM categories AS c WHERE c.id <> category_id LIMIT 1) WHERE number = 7",
    "all fall": "UPDATE provider_profiles SET reputation_score = reputation_score - 20",
    "pincodes change": "UPDATE geo.pincodes SET office = office WHERE pincode = '226001'",
}


@pytest.mark.parametrize("many", [0, coverage.MANY_CELLS], ids=["at once", "cell by cell"])
def test_whatever_changes_the_cells_are_right(
    served: Database, many: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(coverage, "MANY_CELLS", many)
    before = cells(served)
    for said, change in CHANGES.items():
        with served.connect() as connection:
            connection.execute(numbered(change).encode())
        publish(served.owner_url)
        with served.connect() as connection:
            assert naive.differences(connection) == {}, said
    assert cells(served) != before


def test_a_pincode_that_moves_moves_who_serves_it(served: Database) -> None:
    with served.connect() as connection:
        area = {"type": "pincodes", "pincodes": ["226001"]}
        make_provider(connection, make_category(connection, id="third"), service_areas=[area])
    publish(served.owner_url)
    before = {cell for cell, category, *_ in cells(served) if category == "third"}
    with served.connect() as connection:
        connection.execute(
            "UPDATE geo.pincodes SET area = ST_Translate(area, 1, 0) WHERE pincode = '226001'"
        )
    publish(served.owner_url)
    after = {cell for cell, category, *_ in cells(served) if category == "third"}
    assert before
    assert after
    assert before.isdisjoint(after)


def test_nothing_is_counted_again_when_no_provider_changed(served: Database) -> None:
    with served.connect() as connection:
        connection.execute("UPDATE provider_profiles SET business_name = 'Other'")
    before = written(served)
    publish(served.owner_url)
    assert written(served) == before


def numbered(change: str) -> str:
    """Let `number` stand for the place of the provider by its id."""
    return change.replace(
        "WHERE number",
        "WHERE (SELECT count(*) FROM provider_profiles AS p WHERE p.id <= provider_profiles.id)",
    )


def cells(database: Database) -> list[tuple[object, ...]]:
    with database.connect() as connection:
        return connection.execute("SELECT * FROM analytics.coverage_cells ORDER BY 1, 2").fetchall()


def written(database: Database) -> list[tuple[object, ...]]:
    """Return which transactions wrote the rows."""
    with database.connect() as connection:
        rows = connection.execute(
            "SELECT xmin::text, h3_cell FROM rollup.coverage_cells ORDER BY 2"
        )
        return rows.fetchall()


def test_a_block_is_what_sql_says(served: Database) -> None:
    with served.connect() as connection:
        rows = connection.execute(
            "SELECT blocks, ARRAY(SELECT DISTINCT rollup.block_of_cell(cell)"
            " FROM unnest(cells) AS cell ORDER BY 1) FROM etl.service_area_cells"
        ).fetchall()
    assert len(rows) == PROVIDERS
    for blocks, wanted in rows:
        assert blocks == wanted != []


def test_shapes_are_kept_as_computed(served: Database) -> None:
    with psycopg.connect(served.owner_url) as connection:
        rows = connection.execute(
            "SELECT directory.service_area::text,"
            " etl.service_area_shape(profile.service_areas, profile.service_area)::text"
            " FROM analytics.provider_directory AS directory"
            " JOIN provider_profiles AS profile ON profile.id = provider_id"
        ).fetchall()
    assert len(rows) == PROVIDERS
    assert all(kept == computed is not None for kept, computed in rows)
