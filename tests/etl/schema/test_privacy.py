"""No reader role can follow one customer, or find where a provider lives."""

from collections.abc import Iterator
from datetime import date, timedelta

import psycopg
import pytest

from etl.cluster.environment import Role
from etl.refresh.publish import publish
from tests.conftest import SharedDatabase
from tests.factories import ist, make_category, make_provider, make_search, make_sub_category
from tests.postgres import Database

LONELY = (27.18, 78.01)
HOME = (26.851234, 80.951234)


def load(database: Database) -> None:
    """Six people who search together on ten days, and one who does so alone, at home."""
    circle = {"type": "radius", "lat": HOME[0], "lng": HOME[1], "radiusKm": 3}
    with database.connect() as connection:
        category = make_category(connection)
        kind = make_sub_category(connection, category, id="pipes")
        provider = make_provider(connection, category, at=HOME, service_areas=[circle])
        # A hexagon around the home.
        around = [(0.02, 0), (0.01, 0.02), (-0.01, 0.02), (-0.02, 0), (-0.01, -0.02), (0.01, -0.02)]
        corners = [f"{HOME[1] + lng} {HOME[0] + lat}" for lat, lng in (*around, around[0])]
        make_provider(
            connection,
            make_category(connection),
            at=HOME,
            service_area=f"SRID=4326;POLYGON(({','.join(corners)}))",
        )
        for day in range(10):
            at = ist("2025-03-01 12:00") + timedelta(days=day)
            for person in range(6):
                make_search(connection, created_at=at, user_id=f"user {person}")
            make_search(
                connection,
                created_at=at,
                user_id="lonely",
                query="plumber for 12/34 station road",
                location={"lat": LONELY[0], "lng": LONELY[1]},
                clicked_provider_id=provider,
                filters={"categoryId": category, "subCategoryId": kind},
            )
    publish(database.owner_url)


@pytest.fixture
def lonely(shared_database: SharedDatabase) -> Database:
    return shared_database("privacy", load)


@pytest.fixture(params=[Role.READER, Role.ADMIN])
def reader(request: pytest.FixtureRequest, lonely: Database) -> Iterator[psycopg.Connection]:
    with lonely.connect(request.param, autocommit=True) as connection:
        yield connection


def test_no_reader_sees_a_sketch(reader: psycopg.Connection) -> None:
    found = reader.execute(
        "SELECT attrelid::regclass, attname FROM pg_attribute JOIN pg_class ON oid = attrelid"
        " WHERE atttypid = 'hll'::regtype AND has_column_privilege(attrelid, attnum, 'SELECT')"
        " AND has_schema_privilege(relnamespace, 'USAGE')"
    ).fetchall()
    assert found == []


def test_sketches_hold_no_hash_that_others_can_make(lonely: Database) -> None:
    """That of a plain id found a customer's cells; that of the key does not leave the owner."""
    with lonely.connect() as owner:
        for table, column in (
            ("search_demand", "customers"),
            ("place_demand", "customers"),
            ("sub_category_demand", "customers"),
            ("search_terms", "customers"),
            ("search_days", "users"),
        ):
            counted = owner.execute(
                f"SELECT count(*) FILTER (WHERE hll_eq({column}, hll_add(hll_empty("
                f"hll_log2m({column})), hll_hash_text('lonely')))), count(*) FROM rollup.{table}"
            ).fetchone()
            assert counted is not None
            assert counted[0] == 0 < counted[1]


@pytest.mark.parametrize("days", [1, 10])
def test_the_cell_of_one_customer_is_not_told(reader: psycopg.Connection, days: int) -> None:
    first, last = date(2025, 3, 1), date(2025, 3, days)
    cells = reader.execute(
        "SELECT h3_cell, searches FROM analytics.demand_cells(%s, %s, NULL, NULL, 8, 1000)",
        (first, last),
    ).fetchall()
    assert sorted(searches for _, searches in cells) == [days, 6 * days]
    assert [searches for cell, searches in cells if cell is None] == [days]
    gaps = reader.execute(
        "SELECT count(*) FROM analytics.gap_cells(%s, %s, NULL, NULL)", (first, last)
    ).fetchone()
    assert gaps == (1,)
    of_kind = reader.execute(
        "SELECT h3_cell, searches FROM analytics.demand_cells("
        "%s, %s, NULL, NULL, 8, 1000, '{pipes}')",
        (first, last),
    ).fetchall()
    assert of_kind == [(None, days)]
    gaps_of_kind = reader.execute(
        "SELECT h3_cell FROM analytics.gap_cells(%s, %s, NULL, NULL, '{pipes}')", (first, last)
    ).fetchall()
    assert gaps_of_kind == []
    daily = reader.execute("SELECT h3_cell IS NULL, searches FROM analytics.search_demand_daily")
    assert {*daily} == {(True, 1), (False, 6)}


def test_what_one_customer_typed_is_not_told(reader: psycopg.Connection) -> None:
    terms = reader.execute(
        "SELECT term, searches FROM analytics.searched_terms('2025-03-01', '2025-03-10')"
    ).fetchall()
    assert sorted(terms) == [("(few people)", 10), ("plumber", 60)]
    daily = reader.execute("SELECT DISTINCT term FROM analytics.search_terms_daily").fetchall()
    assert sorted(daily) == [("(few people)",), ("plumber",)]


def test_few_searchers_are_not_counted(reader: psycopg.Connection) -> None:
    def counts(first_day: date, last_day: date, *asked: object) -> list[tuple[object, ...]]:
        return reader.execute(
            "SELECT district, searchers, search_sessions"
            " FROM analytics.distinct_searchers(%s, %s, %s, %s, %s)",
            ([first_day], [last_day], *asked, ["searchers", "search_sessions"]),
        ).fetchall()

    first, last = date(2025, 3, 1), date(2025, 3, 10)
    assert counts(first, last, ["Lucknow"], False) == [(None, 6, 0)]
    assert counts(first, last, ["Agra"], False) == [(None, None, 0)]
    assert counts(first, last, ["Lucknow", "Nowhere"], False) == [(None, 6, 0)]
    # Else what Agra adds would tell whether its customer is one of Lucknow's.
    assert counts(first, last, ["Lucknow", "Agra"], False) == [(None, None, 0)]
    apart = [("Agra", None, 0), ("Lucknow", 6, 0)]
    assert sorted(counts(first, last, None, True)) == apart
    assert sorted(counts(first, last, ["Lucknow", "Agra"], True)) == apart
    assert counts(first, first, None, False) == [(None, 7, 0)]
    assert counts(date(2025, 4, 1), date(2025, 4, 2), None, False) == []


def test_what_is_asked_of_several_places_tells_no_more_than_of_each(
    reader: psycopg.Connection,
) -> None:
    def cells(*districts: str) -> set[tuple[str | None, int]]:
        rows = reader.execute(
            "SELECT h3_cell, searches FROM analytics.demand_cells("
            "'2025-03-01', '2025-03-10', NULL, %s, 4, 1000)",
            ([*districts],),
        )
        return {*rows}

    assert cells("Lucknow", "Agra") == cells("Lucknow") | cells("Agra")


def test_where_a_provider_lives_is_for_admins(lonely: Database) -> None:
    points = "SELECT ST_Y(location_point), ST_X(location_point) FROM admin.provider_points"
    with lonely.connect(Role.ADMIN) as admin:
        assert admin.execute(points).fetchall() == [HOME, HOME]
    with lonely.connect(Role.READER) as reader, pytest.raises(psycopg.errors.InsufficientPrivilege):
        reader.execute(points)


def test_no_column_of_readers_is_a_point(reader: psycopg.Connection) -> None:
    row = reader.execute("SELECT * FROM analytics.provider_directory LIMIT 0")
    assert row.description is not None
    assert not {"location_point", "lat", "lng"} & {column.name for column in row.description}


def test_the_middle_of_a_service_area_is_not_the_home(reader: psycopg.Connection) -> None:
    """It lies on a grid of half a kilometre, and what is drawn is as large as it was."""
    middles = reader.execute(
        "SELECT ST_Y(middle) / 0.005, ST_X(middle) / 0.005, ST_DistanceSphere(middle,"
        " ST_SetSRID(ST_MakePoint(%s, %s), 4326)) FROM (SELECT ST_Centroid(service_area) AS middle"
        " FROM analytics.provider_directory) AS found",
        (HOME[1], HOME[0]),
    ).fetchall()
    assert len(middles) == 2
    for lat, lng, metres in middles:
        assert lat == pytest.approx(round(lat), abs=0.01)
        assert lng == pytest.approx(round(lng), abs=0.01)
        assert 100 < metres < 400
