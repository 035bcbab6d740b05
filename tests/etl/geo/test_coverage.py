"""Cells of circles and polygons, against PostGIS and against every cell far around."""

import h3
import numpy as np
import psycopg
import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st
from pyproj import Geod

from etl.geo import coverage

EARTH = shapely.box(-180, -90, 180, 90).wkb


def postgis(
    connection: psycopg.Connection, around: list[str], condition: str, *values: object
) -> set[str]:
    """Return those of the cells whose centre fulfils a condition, judged by PostGIS."""
    centres = [h3.cell_to_latlng(cell) for cell in around]
    rows = connection.execute(
        "WITH cell AS (SELECT h3_cell, ST_SetSRID(ST_MakePoint(lng, lat), 4326) AS centre"
        " FROM unnest(%s::text[], %s::float8[], %s::float8[]) AS given (h3_cell, lat, lng))"
        f" SELECT h3_cell FROM cell WHERE {condition}",
        (around, [lat for lat, _ in centres], [lng for _, lng in centres], *values),
    )
    return {cell for (cell,) in rows}


@pytest.mark.parametrize(
    ("lat", "lng", "km"),
    [
        (26.8467, 80.9462, 5.0),
        (26.8467, 80.9462, 15.0),
        (28.5708, 77.3261, 0.4),
        (25.3109, 83.0107, 40.0),
        (59.91, 10.75, 12.0),  # far from the equator, where degrees of longitude are short
    ],
)
def test_a_circle_covers_the_cells_that_postgis_finds(
    places: psycopg.Connection, lat: float, lng: float, km: float
) -> None:
    around = h3.grid_disk(h3.latlng_to_cell(lat, lng, 8), int(km * 2.5) + 3)
    within = "ST_DWithin(centre::geography, ST_SetSRID(ST_MakePoint(%s, %s), 4326)::geography, %s)"

    covered = coverage.cells_of(EARTH, [[lat, lng, km]], [], None)

    assert set(covered) == postgis(places, around, within, lng, lat, km * 1000)
    assert covered == sorted(covered)


@settings(max_examples=60, deadline=None)
@given(lat=st.floats(-89.9, 89.9), lng=st.floats(-180, 180), km=st.floats(0.01, 25))
def test_a_circle_misses_no_cell_anywhere_on_earth(lat: float, lng: float, km: float) -> None:
    """Every cell up to twice as far as the narrowest cells on Earth would need is measured."""
    around = h3.grid_disk(h3.latlng_to_cell(lat, lng, 8), int(2 * km / 0.58) + 4)
    centres = np.array([h3.cell_to_latlng(cell) for cell in around])
    start = np.full((len(around), 2), (lng, lat))
    *_, metres = Geod(ellps="WGS84").inv(start[:, 0], start[:, 1], centres[:, 1], centres[:, 0])
    expected = {cell for cell, metre in zip(around, metres, strict=True) if metre <= km * 1000}

    assert set(coverage.cells_of(EARTH, [[lat, lng, km]], [], None)) == expected


@pytest.mark.parametrize(
    "polygon",
    [
        "POLYGON((80.8 26.8, 81.1 26.75, 81.0 27.0, 80.8 26.8))",
        "POLYGON((80 26, 81 26, 81 27, 80 26), (80.5 26.2, 80.8 26.2, 80.8 26.4, 80.5 26.2))",
        "POLYGON((80.9 26.8, 80.9001 26.8, 80.9001 26.8001, 80.9 26.8))",  # smaller than a cell
        shapely.Point(80.6, 26.5).buffer(0.4, quad_segs=200).wkt,  # of 800 corners
    ],
)
def test_a_polygon_covers_the_cells_that_postgis_finds(
    places: psycopg.Connection, polygon: str
) -> None:
    around = h3.geo_to_cells(shapely.box(79.9, 25.9, 81.2, 27.1), 8)
    covers = "ST_Covers(ST_SetSRID(ST_GeomFromText(%s), 4326), centre)"

    covered = coverage.cells_of(EARTH, [], [], shapely.from_wkt(polygon).wkb)

    assert set(covered) == postgis(places, around, covers, polygon)


def test_nothing_covers_nothing() -> None:
    assert coverage.cells_of(EARTH, [], [], None) == []


def test_a_circle_counts_as_far_as_the_outline() -> None:
    west = shapely.box(80, 26, 80.9, 27)

    cells = coverage.cells_of(west.wkb, [[26.5, 80.9, 5]], [], None)

    whole = coverage.cells_of(EARTH, [[26.5, 80.9, 5]], [], None)
    assert cells == [cell for cell in whole if h3.cell_to_latlng(cell)[1] < 80.9]
    assert 0 < len(cells) < len(whole)
