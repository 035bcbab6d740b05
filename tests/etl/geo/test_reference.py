"""The districts and pincodes of Uttar Pradesh as they are after loading."""

import json
from pathlib import Path
from typing import Any

import h3
import psycopg
import pytest
import shapely
from pyproj import Geod

from etl.errors import LoadError
from etl.geo import reference
from tests.factories import LUCKNOW, locate, make_category, make_provider, make_search


def one(connection: psycopg.Connection, query: str) -> tuple[Any, ...]:
    row = connection.execute(query).fetchone()
    assert row is not None
    return row


def test_the_districts_have_the_area_of_the_state(places: psycopg.Connection) -> None:
    rows = places.execute("SELECT ST_AsBinary(boundary) FROM geo.districts").fetchall()

    wgs84 = Geod(ellps="WGS84")
    areas = [wgs84.geometry_area_perimeter(shapely.from_wkb(wkb))[0] / 1e6 for (wkb,) in rows]

    assert len(areas) == 75
    # the source file's own sum; the state's official area is 240,928 km²
    assert abs(sum(map(abs, areas))) == pytest.approx(240_991, rel=0.0005)


def test_the_districts_leave_no_gap_and_do_not_overlap(places: psycopg.Connection) -> None:
    parts, whole, holes = one(
        places,
        "SELECT sum(ST_Area(boundary)), ST_Area(ST_Union(boundary)),"
        " ST_NRings(ST_Union(boundary)) - ST_NumGeometries(ST_Union(boundary))"
        " FROM geo.districts",
    )

    assert parts == pytest.approx(whole, rel=1e-9)
    assert holes == 0


def test_repairing_the_borders_moves_no_district(places: psycopg.Connection) -> None:
    features = json.loads(reference.DISTRICTS.read_text("utf-8"))["features"]
    source = {
        feature["properties"]["lgd_code"]: shapely.geometry.shape(feature["geometry"])
        for feature in features
    }
    rows = places.execute("SELECT lgd_code, ST_AsBinary(boundary) FROM geo.districts")

    moved = {
        code: shapely.from_wkb(wkb).symmetric_difference(source[code]).area / source[code].area
        for code, wkb in rows
    }

    assert moved.keys() == source.keys()
    assert max(moved.values()) < 0.02


def test_the_areas_of_the_pincodes_partition_the_state(places: psycopg.Connection) -> None:
    pincodes, parts, state, homeless = one(
        places,
        "SELECT count(*),"
        " (SELECT sum(ST_Area(area)) FROM (SELECT DISTINCT area FROM geo.pincodes) AS shared),"
        " (SELECT ST_Area(ST_Union(boundary)) FROM geo.districts),"
        " count(*) FILTER (WHERE NOT ST_Covers(area, centroid)) FROM geo.pincodes",
    )

    assert pincodes > 1_500
    assert parts == pytest.approx(state, rel=1e-9)
    assert homeless == 0


def test_a_place_lies_in_the_area_of_the_nearest_centroid(places: psycopg.Connection) -> None:
    """200 places drawn in the state; nearest by the distance operator, in degrees."""
    wrong = places.execute(
        "SELECT ST_AsText(place.geom)"
        " FROM (SELECT ST_Union(boundary) AS boundary FROM geo.districts) AS state"
        " CROSS JOIN LATERAL ST_Dump(ST_GeneratePoints(state.boundary, 200, 7)) AS place"
        " CROSS JOIN LATERAL (SELECT area FROM geo.pincodes"
        "  ORDER BY centroid <-> place.geom LIMIT 1) AS nearest"
        " WHERE NOT ST_Covers(nearest.area, place.geom)"
    ).fetchall()

    assert wrong == []


@pytest.mark.parametrize(
    ("pincode", "office", "district", "place"),
    [
        ("226001", "Lucknow GPO", "Lucknow", (26.85, 80.95)),
        ("226010", "Gomti Nagar SO", "Lucknow", (26.85, 81.00)),
        # the package's own centroid of these two is hundreds of kilometres away
        ("201301", "Noida HO", "Gautam Buddha Nagar", (28.58, 77.32)),
        ("205001", "Mainpuri HO", "Mainpuri", (27.23, 79.03)),
        ("221001", "Varanasi HO", "Varanasi", (25.32, 83.01)),
    ],
)
def test_known_pincodes_are_where_they_are(
    places: psycopg.Connection,
    pincode: str,
    office: str,
    district: str,
    place: tuple[float, float],
) -> None:
    row = places.execute(
        "SELECT office, district, lat, lng FROM geo.pincodes WHERE pincode = %s", (pincode,)
    ).fetchone()

    assert row is not None
    assert row[:2] == (office, district)
    assert row[2:] == pytest.approx(place, abs=0.03)


def test_columns_of_a_pincode_agree_with_each_other(places: psycopg.Connection) -> None:
    rows = places.execute(
        "SELECT lat, lng, h3_cell, ST_Y(centroid), ST_X(centroid), district,"
        " (SELECT array_agg(d.district) FROM geo.districts AS d"
        "  WHERE ST_Covers(d.boundary, centroid))"
        " FROM geo.pincodes"
    ).fetchall()

    for lat, lng, cell, y, x, district, covering in rows:
        assert (lat, lng) == (y, x)
        assert cell == h3.latlng_to_cell(lat, lng, 9)
        assert district in covering


def test_loading_again_does_nothing(places: psycopg.Connection) -> None:
    rows = "SELECT min(xmin::text), max(xmin::text), count(*) FROM geo.pincodes"
    before = one(places, rows)

    reference.load(places)

    assert one(places, rows) == before


@pytest.mark.parametrize(
    "damage",
    [
        "UPDATE geo.reference_data SET fingerprint = 'of an older release'",
        "DELETE FROM geo.pincodes WHERE pincode = '226001'",
    ],
)
def test_other_data_is_replaced_and_the_caches_emptied(
    connection: psycopg.Connection, damage: str
) -> None:
    make_provider(connection, make_category(connection), at=LUCKNOW)
    make_search(connection)
    locate(connection)
    connection.execute("UPDATE geo.pincodes SET office = 'Elsewhere' WHERE pincode = '226010'")
    connection.execute(damage)

    reference.load(connection)

    for cache in ("point_cells", "location_cells"):
        assert one(connection, f"SELECT count(*) FROM etl.{cache}") == (0,)
    assert one(
        connection,
        "SELECT array_agg(office ORDER BY pincode) FROM geo.pincodes"
        " WHERE pincode IN ('226001', '226010')",
    ) == (["Lucknow GPO", "Gomti Nagar SO"],)
    assert one(connection, "SELECT count(*), max(districts) FROM geo.reference_data") == (1, 75)


def test_a_file_that_lacks_a_district_is_refused(
    connection: psycopg.Connection, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    collection = json.loads(reference.DISTRICTS.read_text("utf-8"))
    collection["features"].pop()
    damaged = tmp_path / "districts.geojson"
    damaged.write_text(json.dumps(collection), "utf-8")
    monkeypatch.setattr(reference, "DISTRICTS", damaged)

    with pytest.raises(LoadError, match="loaded 74 districts"):
        reference.load(connection)


def test_a_package_without_most_pincodes_is_refused(
    connection: psycopg.Connection, monkeypatch: pytest.MonkeyPatch
) -> None:
    connection.execute("DELETE FROM geo.reference_data")
    monkeypatch.setattr(reference, "PINCODES_OF_THE_STATE", range(226_001, 226_005))

    with pytest.raises(LoadError, match="only 4 pincodes"):
        reference.load(connection)
