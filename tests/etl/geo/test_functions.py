"""geo.h3_parent, geo.json_point and geo.district_of against independent answers."""

import json
from decimal import Decimal

import h3
import psycopg
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

shares_connection = settings(
    max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)

cells = st.builds(
    h3.latlng_to_cell,
    st.floats(-90, 90),
    st.floats(-180, 180),
    st.integers(min_value=0, max_value=15),
)

number_texts = (
    st.sampled_from(["1e400", "-1e400", "1e-400", "90", "90.0000000001", "-180", "0", "-0.0"])
    | st.floats(-200, 200, allow_subnormal=False).map(json.dumps)
    | st.integers(-200, 200).map(str)
)
other_texts = st.recursive(
    st.none() | st.booleans() | st.text(st.characters(codec="utf-8", exclude_characters="\0")),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.just("lat"), inner),
    max_leaves=5,
).map(json.dumps)
coordinate_texts = number_texts | other_texts
places = st.builds('{{"lat": {}, "lng": {}}}'.format, coordinate_texts, coordinate_texts)


def ask(connection: psycopg.Connection, expression: str, *values: object) -> object:
    row = connection.execute(f"SELECT {expression}", values).fetchone()
    assert row is not None
    return row[0] if len(row) == 1 else row


@shares_connection
@given(cell=cells, resolution=st.integers(0, 15))
def test_the_parent_is_the_one_of_the_h3_library(
    places: psycopg.Connection, cell: str, resolution: int
) -> None:
    is_coarser = resolution <= h3.get_resolution(cell)
    expected = h3.cell_to_parent(cell, resolution) if is_coarser else None

    assert ask(places, "geo.h3_parent(%s, %s)", cell, resolution) == expected


def test_no_cell_and_impossible_resolutions_have_no_parent(places: psycopg.Connection) -> None:
    cell = h3.latlng_to_cell(26.85, 80.95, 9)

    assert ask(places, "geo.h3_parent(NULL, 8)") is None
    assert ask(places, "geo.h3_parent(%s, -1)", cell) is None
    assert ask(places, "geo.h3_parent(%s, 16)", cell) is None


@shares_connection
@given(place=places)
def test_a_point_is_read_from_numbers_in_range_alone(
    places: psycopg.Connection, place: str
) -> None:
    point = ask(
        places,
        "ST_Y(point), ST_X(point), ST_SRID(point) FROM geo.json_point(CAST(%s AS jsonb)) AS point",
        place,
    )

    coordinates = json.loads(place, parse_float=Decimal, parse_int=Decimal)
    lat, lng = coordinates["lat"], coordinates["lng"]
    if not (is_within(lat, 90) and is_within(lng, 180)):
        assert point == (None, None, None)
    else:
        assert point == (exactly(lat), exactly(lng), 4326)


def exactly(coordinate: Decimal) -> object:
    """Return what equals the coordinate up to the twenty decimals that are kept."""
    return pytest.approx(float(coordinate), rel=0, abs=1e-20)


def is_within(coordinate: object, limit: int) -> bool:
    return isinstance(coordinate, Decimal) and abs(coordinate) <= limit


@shares_connection
@given(value=other_texts | number_texts)
def test_any_other_json_has_no_point(places: psycopg.Connection, value: str) -> None:
    assert ask(places, "geo.json_point(CAST(%s AS jsonb))", value) is None


@pytest.mark.parametrize("value", [None, "{}", '[{"lat": 1, "lng": 2}]', '{"lat": 26.85}'])
def test_json_without_both_coordinates_has_no_point(
    places: psycopg.Connection, value: str | None
) -> None:
    assert ask(places, "geo.json_point(CAST(%s AS jsonb))", value) is None


@pytest.mark.parametrize(
    ("lat", "lng", "district"),
    [
        (26.8467, 80.9462, "Lucknow"),
        (26.4499, 80.3319, "Kanpur Nagar"),
        (28.5708, 77.3261, "Gautam Buddha Nagar"),  # Noida, Sector 18
        (27.1751, 78.0421, "Agra"),  # Taj Mahal
        (25.3109, 83.0107, "Varanasi"),  # Dashashwamedh Ghat
        (28.6139, 77.2090, None),  # New Delhi
        (26.2183, 78.1828, None),  # Gwalior, Madhya Pradesh
        (0.0, 0.0, None),
    ],
)
def test_known_places_lie_in_their_districts(
    places: psycopg.Connection, lat: float, lng: float, district: str | None
) -> None:
    point = "geo.district_of(ST_SetSRID(ST_MakePoint(%s, %s), 4326))"

    assert ask(places, point, lng, lat) == district
    assert ask(places, "geo.district_of(NULL)") is None
