"""The caches of points and service areas, filled and kept."""

import json
from typing import Any

import h3
import psycopg
import pytest
import shapely
from psycopg.types.json import Jsonb

from etl.geo import coverage
from tests.factories import LUCKNOW, locate, make_category, make_provider, make_search

DELHI = (28.6139, 77.2090)

BEFORE = "0025_mark_what_counts"


def point_cells(connection: psycopg.Connection) -> set[tuple[Any, ...]]:
    return set(connection.execute("SELECT lat, lng, h3_cell, district FROM etl.point_cells"))


def location_cells(connection: psycopg.Connection) -> set[tuple[Any, ...]]:
    return set(
        connection.execute("SELECT location::text, h3_cell, district FROM etl.location_cells")
    )


def cells_of(connection: psycopg.Connection, provider: str) -> list[str] | None:
    row = connection.execute(
        "SELECT cells FROM etl.service_area_cells WHERE provider_id = %s", (provider,)
    ).fetchone()
    return None if row is None else row[0]


def located(connection: psycopg.Connection, **values: Any) -> list[str] | None:
    """Return the cells of a new provider after locating."""
    provider = make_provider(connection, make_category(connection), **values)
    locate(connection)
    return cells_of(connection, provider)


def circle(lat: float, lng: float, km: float) -> dict[str, Any]:
    return {"type": "radius", "lat": lat, "lng": lng, "radiusKm": km}


def expected_circle(lat: float, lng: float, km: float) -> list[str]:
    return coverage.cells_of(shapely.box(-180, -90, 180, 90).wkb, [[lat, lng, km]], [], None)


def test_points_of_providers_and_searches_get_cell_and_district(
    connection: psycopg.Connection,
) -> None:
    make_provider(connection, make_category(connection), at=LUCKNOW)
    make_search(connection, location={"lat": DELHI[0], "lng": DELHI[1]})
    make_search(connection, location={"lat": DELHI[0], "lng": DELHI[1]})
    make_search(connection, location=None)
    make_search(connection, location={"lat": "26.85", "lng": 80.95})
    make_search(connection, location={"lat": 26.85, "lng": 80.95, "accuracy": 12})

    locate(connection)

    assert point_cells(connection) == {(*LUCKNOW, h3.latlng_to_cell(*LUCKNOW, 9), "Lucknow")}
    assert location_cells(connection) == {
        ('{"lat": 28.6139, "lng": 77.209}', h3.latlng_to_cell(*DELHI, 9), None),
        (
            '{"lat": 26.85, "lng": 80.95, "accuracy": 12}',
            h3.latlng_to_cell(26.85, 80.95, 9),
            "Lucknow",
        ),
    }


def test_a_location_written_otherwise_is_the_same(connection: psycopg.Connection) -> None:
    """26.85 and 26.850 are one number, and an object has no order."""
    for location in ('{"lat": 26.85, "lng": 81}', '{"lng": 8.1e1, "lat": 26.850}'):
        connection.execute(
            "INSERT INTO search_logs (query, results_count, location, created_at)"
            " VALUES ('gas', 1, %s, now())",
            (location,),
        )
        locate(connection)
    rows = connection.execute("SELECT location, h3_cell FROM etl.located_searches").fetchall()
    assert len(location_cells(connection)) == 1
    assert [cell for _, cell in rows] == [h3.latlng_to_cell(26.85, 81, 9)] * 2


def test_locating_step_by_step_equals_locating_at_once(connection: psycopg.Connection) -> None:
    category = make_category(connection)
    for step in range(3):
        make_provider(
            connection,
            category,
            at=(26.8 + step, 80.9),
            service_areas=[circle(26.8, 80.9 + step, 3)],
        )
        make_search(connection, location={"lat": 25.1 + step, "lng": 79.9})
        locate(connection)
    areas = "SELECT * FROM etl.service_area_cells ORDER BY provider_id"
    points, locations = point_cells(connection), location_cells(connection)
    covered = connection.execute(areas).fetchall()

    connection.execute("TRUNCATE etl.point_cells, etl.location_cells, etl.service_area_cells")
    locate(connection)

    assert (len(points), len(locations)) == (3, 3)
    assert point_cells(connection) == points
    assert location_cells(connection) == locations
    assert connection.execute(areas).fetchall() == covered


def test_many_points_come_in_several_batches(
    places: psycopg.Connection, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("etl.geo.locate.POINTS_AT_ONCE", 2)
    monkeypatch.setattr("etl.geo.locate.AREAS_AT_ONCE", 2)
    category = make_category(places)
    providers = [
        make_provider(places, category, at=(26 + step / 10, 80.9), service_areas=[])
        for step in range(5)
    ]

    for step in range(5):
        make_search(places, location={"lat": 26 + step / 10, "lng": 80.9})

    locate(places)

    assert len(point_cells(places)) == 5
    assert len(location_cells(places)) == 5
    assert [cells_of(places, provider) for provider in providers] == [[]] * 5


def test_a_location_among_many_is_found_at_once(connection: psycopg.Connection) -> None:
    """The index stays a chain of all its pages where something hinders it from growing."""
    connection.execute(
        "INSERT INTO search_logs (query, results_count, location, created_at)"
        " SELECT 'gas', 1, jsonb_build_object('lat', 1 + number / 1e5, 'lng', 2), now()"
        " FROM generate_series(1, 30000) AS number"
    )
    locate(connection)
    connection.execute("ANALYZE etl.location_cells")
    row = connection.execute(
        "EXPLAIN (ANALYZE, BUFFERS, FORMAT JSON)"
        " SELECT h3_cell FROM etl.location_cells WHERE location = %s",
        (Jsonb({"lat": 1.2, "lng": 2}),),
    ).fetchone()
    assert row is not None
    plan = row[0][0]["Plan"]
    assert (plan["Node Type"], plan["Actual Rows"]) == ("Index Scan", 1)
    assert plan["Shared Hit Blocks"] + plan["Shared Read Blocks"] < 10


def test_a_service_area_is_all_its_parts_together(places: psycopg.Connection) -> None:
    """Two circles, two pincodes and a polygon; the pincodes by an independent query."""
    square = "POLYGON((82 26, 82.1 26, 82.1 26.1, 82 26.1, 82 26))"
    around = h3.grid_disk(h3.latlng_to_cell(*LUCKNOW, 8), 60)
    centres = [h3.cell_to_latlng(cell) for cell in around]
    rows = places.execute(
        "SELECT h3_cell"
        " FROM unnest(%s::text[], %s::float8[], %s::float8[]) AS cell (h3_cell, lat, lng)"
        " WHERE EXISTS (SELECT FROM geo.pincodes WHERE pincode IN ('226001', '226010')"
        " AND ST_Covers(area, ST_SetSRID(ST_MakePoint(cell.lng, cell.lat), 4326)))",
        (around, [lat for lat, _ in centres], [lng for _, lng in centres]),
    )
    in_pincodes = {cell for (cell,) in rows}
    in_square = set(
        h3.geo_to_cells(
            {
                "type": "Polygon",
                "coordinates": [[(82, 26), (82.1, 26), (82.1, 26.1), (82, 26.1), (82, 26)]],
            },
            8,
        )
    )

    covered = located(
        places,
        service_areas=[
            circle(*LUCKNOW, 2),
            circle(25.3, 83.0, 4.5),
            {"type": "pincodes", "pincodes": ["226001", "226010", "999999"]},
        ],
        service_area=f"SRID=4326;{square}",
    )

    assert in_pincodes
    assert covered == sorted(
        {*expected_circle(*LUCKNOW, 2), *expected_circle(25.3, 83.0, 4.5), *in_pincodes, *in_square}
    )


@pytest.mark.parametrize(
    "malformed",
    [
        "7",
        '"radius"',
        "null",
        "[]",
        "{}",
        '{"type": "radius"}',
        '{"type": "radius", "lat": 26.8, "lng": 80.9}',
        '{"type": "radius", "lat": "26.8", "lng": 80.9, "radiusKm": 5}',
        '{"type": "radius", "lat": 26.8, "lng": 80.9, "radiusKm": "5"}',
        '{"type": "radius", "lat": 26.8, "lng": 80.9, "radiusKm": 0}',
        '{"type": "radius", "lat": 26.8, "lng": 80.9, "radiusKm": -5}',
        '{"type": "radius", "lat": 26.8, "lng": 80.9, "radiusKm": 200.1}',
        '{"type": "radius", "lat": 26.8, "lng": 80.9, "radiusKm": 1e5000}',
        '{"type": "radius", "lat": 26.8, "lng": 80.9, "radiusKm": 1e-400}',
        '{"type": "Radius", "lat": 26.8, "lng": 80.9, "radiusKm": 5}',
        '{"type": ["radius"], "lat": [], "lng": {}, "radiusKm": [5]}',
        '{"type": "pincodes"}',
        '{"type": "pincodes", "pincodes": 12}',
        '{"type": "pincodes", "pincodes": [null, {}, [], "", "999999", 226001.5]}',
    ],
)
def test_a_malformed_part_is_ignored_and_the_others_stay(
    places: psycopg.Connection, malformed: str
) -> None:
    covered = located(places, service_areas=f"[{malformed}, {json.dumps(circle(*LUCKNOW, 3))}]")

    assert covered == expected_circle(*LUCKNOW, 3)


@pytest.mark.parametrize("areas", ["7", '"radius"', "null", "{}", "[]", None])
def test_service_areas_of_another_shape_cover_nothing(
    places: psycopg.Connection, areas: str | None
) -> None:
    assert located(places, service_areas=areas) == []


@pytest.mark.parametrize(
    "polygon",
    [
        "POLYGON((80 26, 81 27, 81 26, 80 27, 80 26))",  # crosses itself
        "POLYGON((-170 -80, 170 -80, 170 80, -170 80, -170 -80))",  # the world
        "POLYGON((179 26, -179 26, -179 27, 179 27, 179 26))",  # over the antimeridian
        "POLYGON((80 26, 1e300 26, 80 27, 80 26))",
        "POLYGON EMPTY",
    ],
)
def test_a_polygon_that_cannot_be_a_service_area_is_ignored(
    places: psycopg.Connection, polygon: str
) -> None:
    covered = located(
        places, service_area=f"SRID=4326;{polygon}", service_areas=[circle(*LUCKNOW, 3)]
    )

    assert covered == expected_circle(*LUCKNOW, 3)


def test_no_number_that_is_none_gets_into_a_polygon(places: psycopg.Connection) -> None:
    """Whatever the type lets in, an area with it is none."""
    provider = make_provider(places, make_category(places), service_areas=[circle(*LUCKNOW, 3)])
    places.execute(
        "UPDATE provider_profiles SET service_area = ST_SetSRID(ST_MakePolygon(ST_MakeLine(ARRAY["
        "ST_MakePoint(80, 26), ST_MakePoint('NaN', 26), ST_MakePoint(80, 27), ST_MakePoint(80, 26)"
        "])), 4326) WHERE id = %s",
        (provider,),
    )
    locate(places)
    assert cells_of(places, provider) == expected_circle(*LUCKNOW, 3)
    assert cut_of(places, provider) == "its polygon cannot be read"


def outline(connection: psycopg.Connection) -> shapely.Geometry:
    """Return the convex hull of the districts and 0.1 degrees around it."""
    rows = connection.execute("SELECT ST_AsBinary(boundary) FROM geo.districts").fetchall()
    hull = shapely.MultiPoint(
        [corner for (wkb,) in rows for corner in shapely.get_coordinates(shapely.from_wkb(wkb))]
    ).convex_hull
    return hull.buffer(0.1, join_style="mitre")


def within(connection: psycopg.Connection, cells: list[str]) -> list[str]:
    """Return those of the cells whose centre lies in the outline of the state."""
    centres = [h3.cell_to_latlng(cell) for cell in cells]
    inside = shapely.contains_xy(
        outline(connection), [lng for _, lng in centres], [lat for lat, _ in centres]
    )
    return sorted(cell for cell, is_inside in zip(cells, inside, strict=True) if is_inside)


@pytest.mark.parametrize(
    "polygon",
    [
        "POLYGON((84 25.4, 90 25.4, 90 25.5, 84 25.5, 84 25.4))",  # eastwards out of the state
        "POLYGON((70 26, 70 26.1, 95 26.1, 95 26, 85 26, 85 25.99, 77 25.99, 77 26, 70 26))",
        "POLYGON((84 25, 88 25, 88 26, 84 26, 84 25), (84.1 25.1, 87 25.1, 87 25.9, 84.1 25.1))",
        "POLYGON((90 25, 91 25, 91 26, 90 25))",  # none of it is in the state
    ],
)
def test_a_polygon_counts_as_far_as_the_state(places: psycopg.Connection, polygon: str) -> None:
    provider = make_provider(
        places, make_category(places), service_area=f"SRID=4326;{polygon}", service_areas="[]"
    )
    locate(places)
    all_cells = list(h3.geo_to_cells(shapely.from_wkt(polygon), 8))
    assert cells_of(places, provider) == within(places, all_cells)
    assert cut_of(places, provider) == "it leaves the state"


def test_a_circle_counts_as_far_as_the_state(places: psycopg.Connection) -> None:
    """Of 60 km around Patna, 47 km east of the outline; 200 km around Delhi from afar do not."""
    patna, pune = circle(25.6, 85.2, 60), circle(18.5, 73.9, 200)
    provider = make_provider(places, make_category(places), service_areas=[patna, pune])
    locate(places)
    assert cells_of(places, provider) == within(places, expected_circle(25.6, 85.2, 60)) != []
    assert cut_of(places, provider) == "it leaves the state"


def test_nobody_serves_more_than_the_state(places: psycopg.Connection) -> None:
    """30 degrees by 30 would be 14 million cells. A cell has 0.6 km² at least, here 0.74."""
    square = "SRID=4326;POLYGON((65 12, 95 12, 95 42, 65 42, 65 12))"
    provider = make_provider(places, make_category(places), service_area=square)
    locate(places)
    row = places.execute(
        "SELECT cardinality(cells), ST_Area(shape::geography) / 1e6"
        " FROM etl.service_area_cells WHERE provider_id = %s",
        (provider,),
    ).fetchone()
    assert row is not None
    cells, square_km = row
    assert square_km < 400_000
    assert cells == pytest.approx(square_km / 0.737, rel=0.02)


@pytest.mark.parametrize(
    ("areas", "cut"),
    [
        ([circle(*LUCKNOW, 3)], None),
        ([circle(*LUCKNOW, 3)] * 30, None),
        (None, None),
        ("null", None),
        ([circle(*LUCKNOW, 300), circle(*LUCKNOW, 3)], "1 of 2 entries cannot be read"),
        ([circle(*LUCKNOW, 3) | {"radiusKm": "5"}, 7, "x"], "3 of 3 entries cannot be read"),
        ("7", "1 of 1 entries cannot be read"),
        ([{"type": "pincodes", "pincodes": ["226001", 226010, "226001"]}], None),
        ([{"type": "pincodes", "pincodes": ["226001", "1"]}], "1 of 2 pincodes are not known"),
        ([{"type": "pincodes", "pincodes": []}], "1 of 1 entries cannot be read"),
        (
            [circle(26 + n / 100, 80.9, 3) for n in range(25)],
            "5 of 25 circles are too many",
        ),
        ([circle(28.6, 77.0, 3), 7], "1 of 2 entries cannot be read; it leaves the state"),
        ([circle(89.99, 179.99, 200)], "it leaves the state"),
    ],
)
def test_what_does_not_count_is_said(
    places: psycopg.Connection, areas: object, cut: str | None
) -> None:
    given = areas if isinstance(areas, str | None) else json.dumps(areas)
    provider = make_provider(places, make_category(places), service_areas=given)
    locate(places)
    assert cut_of(places, provider) == cut


@pytest.mark.proof
def test_a_hundred_thousand_pincodes_are_those_that_there_are(places: psycopg.Connection) -> None:
    many = [str(number) for number in range(200_000, 300_000)]
    provider = make_provider(
        places, make_category(places), service_areas=[{"type": "pincodes", "pincodes": many * 2}]
    )
    locate(places)
    known = places.execute("SELECT count(*) FROM geo.pincodes").fetchone()
    covered = cells_of(places, provider)
    assert known is not None
    assert covered is not None
    assert cut_of(places, provider) == f"{100_000 - known[0]} of 100000 pincodes are not known"
    # 240,995 km² of districts, in cells of 0.737 km²
    assert len(covered) == pytest.approx(240_995 / 0.737, rel=0.02)


def cut_of(connection: psycopg.Connection, provider: str) -> str | None:
    row = connection.execute(
        "SELECT cut FROM etl.service_area_cells WHERE provider_id = %s", (provider,)
    ).fetchone()
    assert row is not None
    cut: str | None = row[0]
    return cut


def test_only_what_changed_is_computed_again(connection: psycopg.Connection) -> None:
    category = make_category(connection)
    kept, moved, gone = (
        make_provider(connection, category, service_areas=[circle(*LUCKNOW, 3)]) for _ in range(3)
    )
    locate(connection)
    versions = "SELECT xmin::text FROM etl.service_area_cells WHERE provider_id = %s"
    before = connection.execute(versions, (kept,)).fetchone()
    connection.commit()

    connection.execute(
        "UPDATE provider_profiles SET service_areas = %s WHERE id = %s",
        (Jsonb([circle(*DELHI, 2)]), moved),
    )
    connection.execute("DELETE FROM provider_profiles WHERE id = %s", (gone,))
    locate(connection)

    assert connection.execute(versions, (kept,)).fetchone() == before
    assert cells_of(connection, moved) == expected_circle(*DELHI, 2)
    assert cells_of(connection, gone) is None
