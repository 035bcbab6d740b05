"""Coverage counted where it changed is coverage counted at once, whatever changes."""

from random import Random

import psycopg
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

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
    "one serves what others do": "UPDATE provider_profiles SET service_areas ="
    " (SELECT service_areas FROM provider_profiles WHERE id = 'provider 01') WHERE number = 3",
    "one goes": "DELETE FROM provider_profiles WHERE number = 12",
    "all fall": "UPDATE provider_profiles SET reputation_score = reputation_score - 20",
    "all serve more": "UPDATE provider_profiles"
    " SET service_areas = jsonb_set(service_areas, '{0,radiusKm}', '4')",
    "districts change": "UPDATE geo.districts SET lgd_code = lgd_code WHERE district = 'Lucknow'",
    "pincodes change": "UPDATE geo.pincodes SET office = office WHERE pincode = '226001'",
}


@pytest.mark.parametrize("many", [0.4, 9])
def test_whatever_changes_the_cells_are_right(
    served: Database, monkeypatch: pytest.MonkeyPatch, many: float
) -> None:
    """Whether some are counted, or now some and now all."""
    monkeypatch.setattr(coverage, "MANY", many)
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


@settings(max_examples=40, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(chance=st.randoms(use_true_random=False), share=st.floats(0, 1))
def test_some_cells_are_those_of_all(served: Database, chance: Random, share: float) -> None:
    with served.connect() as connection:
        counted = "SELECT h3_cell, category_id, providers, verified_providers,"
        counted += " best_reputation FROM rollup."
        blocks = "ARRAY(SELECT unnest(blocks) FROM rollup.serving_providers)"
        every = connection.execute(
            (counted + f"compute_coverage_cells({blocks})").encode()
        ).fetchall()
        chosen = {row[:2] for row in every if chance.random() < share} | {("88000000", "none")}
        some = connection.execute(
            (counted + "compute_some_coverage(%s, %s)").encode(),
            ([cell for cell, _ in chosen], [category for _, category in chosen]),
        ).fetchall()
    assert sorted(some) == sorted(row for row in every if row[:2] in chosen)


def test_a_change_reads_no_area_of_providers_elsewhere(served: Database) -> None:
    """However many there are, with however many cells."""
    with served.connect() as connection:
        chosen = connection.execute(
            "SELECT h3_cell, category_id FROM rollup.coverage_cells ORDER BY 1 LIMIT 3"
        ).fetchall()
        before = areas_read(connection, chosen)
        category = chosen[0][1]
        for number in range(40):
            make_provider(
                connection, category, at=None, service_areas=[circle((25 + number / 99, 83, 6))]
            )
    publish(served.owner_url)
    with served.connect() as connection:
        assert areas_read(connection, chosen) == before
    assert 0 < before <= PROVIDERS


def areas_read(connection: psycopg.Connection, chosen: list[tuple[str, str]]) -> int:
    """Return the cells of how many providers are read to count these."""
    connection.execute("ANALYZE rollup.served_cells, rollup.serving_providers")
    # What is small is read as a whole otherwise.
    for way in ("seqscan", "hashjoin", "mergejoin", "bitmapscan"):
        connection.execute(f"SET enable_{way} = off".encode())
    row = connection.execute(
        "EXPLAIN (ANALYZE, FORMAT JSON) SELECT * FROM rollup.compute_some_coverage(%s, %s)",
        ([cell for cell, _ in chosen], [category for _, category in chosen]),
    ).fetchone()
    assert row is not None
    plans, read = [row[0][0]["Plan"]], 0
    for plan in plans:
        plans += plan.get("Plans", ())
        if plan.get("Relation Name") == "served_cells":
            read += plan["Actual Rows"] * plan["Actual Loops"]
    return int(read)


@pytest.mark.parametrize(
    ("change", "written_again"),
    [
        ("SET service_areas = jsonb_set(service_areas, '{0,radiusKm}', '4')", "only where others"),
        ("SET aadhaar_verified = NOT aadhaar_verified", "all"),
    ],
)
def test_only_cells_that_differ_are_counted_again(
    served: Database, monkeypatch: pytest.MonkeyPatch, change: str, written_again: str
) -> None:
    """Of an area that grows these are the new ones, of a provider that counts otherwise all."""
    monkeypatch.setattr(coverage, "MANY", 1)
    counted: list[tuple[str, str]] = []
    changed_cells = coverage._changed_cells
    monkeypatch.setattr(
        coverage, "_changed_cells", lambda *given: counted.extend(changed_cells(*given)) or counted
    )
    before = area_of(served)
    with served.connect() as connection:
        connection.execute(f"UPDATE provider_profiles {change} WHERE id = 'provider 01'".encode())
    publish(served.owner_url)
    after = area_of(served)
    assert before <= after
    wanted = after - before if written_again == "only where others" else after
    assert len(counted) == len(wanted)
    assert {cell for cell, _ in counted} == wanted != set()


def area_of(database: Database) -> set[str]:
    """Return the cells of the first provider, as they were counted."""
    with database.connect() as connection:
        row = connection.execute(
            "SELECT cells FROM rollup.served_cells WHERE provider_id = 'provider 01'"
        ).fetchone()
    assert row is not None
    return set(row[0])


def test_cells_that_nobody_kept_are_counted_from_all(served: Database) -> None:
    """So does a database that was migrated while its areas waited to be computed."""
    with served.connect() as connection:
        connection.execute("DELETE FROM rollup.served_cells WHERE provider_id = 'provider 05'")
        connection.execute(
            "UPDATE provider_profiles SET service_areas = '[]' WHERE id = 'provider 05'"
        )
    publish(served.owner_url)
    with served.connect() as connection:
        assert naive.differences(connection) == {}
        held = connection.execute("SELECT count(*) FROM rollup.served_cells").fetchone()
    assert held == (PROVIDERS - 1,)


def test_no_list_of_what_was_written_grows_with_every_refresh(served: Database) -> None:
    """A GIN index would keep one, and every look-up read it from its beginning."""
    with served.connect() as connection:
        kinds = connection.execute(
            "SELECT DISTINCT access.amname FROM pg_index JOIN pg_class ON pg_class.oid = indexrelid"
            " JOIN pg_am AS access ON access.oid = pg_class.relam WHERE indrelid = ANY ("
            " ARRAY['etl.service_area_cells', 'rollup.serving_providers', 'rollup.served_cells',"
            " 'rollup.coverage_cells']::regclass[])"
        ).fetchall()
    assert kinds == [("btree",)]


def test_a_cut_area_is_a_finding(served: Database) -> None:
    with served.connect() as connection:
        category = make_category(connection)
        for name, lng in (("inside", 80.9), ("border", 85.0), ("outside", 90.0)):
            area = circle((25.7, lng, 40))
            make_provider(connection, category, id=name, at=None, service_areas=[area])
    publish(served.owner_url)
    with served.connect() as connection:
        found = connection.execute(
            "SELECT finding, rows, example_id FROM analytics.data_quality WHERE finding ^@ 'cut'"
            " OR finding ^@ 'ignored' ORDER BY finding"
        ).fetchall()
    assert found == [("cut_area", 1, "border"), ("ignored_area", 1, "outside")]


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
            " etl.service_area_shape("
            "   profile.service_areas, profile.service_area, geo.state_outline()"
            " )::text"
            " FROM analytics.provider_directory AS directory"
            " JOIN provider_profiles AS profile ON profile.id = provider_id"
        ).fetchall()
    assert len(rows) == PROVIDERS
    assert all(kept == computed is not None for kept, computed in rows)
