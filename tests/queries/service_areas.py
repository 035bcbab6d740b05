"""A marketplace of searches and service areas, and who serves whom, worked out in Python.

The h3 library, Geod and shapely decide here; the product decides in PostgreSQL.
"""

from dataclasses import dataclass, replace
from datetime import date, timedelta
from random import Random
from typing import Any

import h3
import psycopg
import shapely
from psycopg.rows import dict_row
from pyproj import Geod

from etl.refresh.publish import publish
from queries.filters import Filters
from tests.factories import (
    LUCKNOW,
    ist,
    make_category,
    make_provider,
    make_search,
    make_sub_category,
    make_user,
)
from tests.postgres import Database
from tests.queries import naive

GEOD = Geod(ellps="WGS84")
CENTRES = {"city": LUCKNOW, "border": (26.97, 81.07), "far": (27.18, 78.01), "Delhi": (28.6, 77.0)}
"""Lucknow, its border with Bara Banki, Agra, and a place outside the state."""

BORDER = [(26.96177, 81.0508), (26.96198, 81.05487)]
"""A place in Lucknow and one in Bara Banki, 400 m apart in one cell of resolution 8."""

WHOLE = Filters(date(2025, 1, 1), date(2025, 1, 31))
SEARCHES, PEOPLE, PLACES = 900, 25, 60


def load(database: Database) -> None:
    """Fill a database with providers of every standing and searches of every kind; publish it."""
    chance, kinds = Random(8), Random(9)
    with database.connect() as connection:
        categories = [make_category(connection, name=name) for name in ("Cooks", "Tutors", "None")]
        for number in range(5):
            make_sub_category(connection, categories[number % 3], id=f"kind-{number}")
        for _ in range(30):
            _provider(connection, chance, kinds, chance.choice(categories[:2]))
        people = [make_user(connection) for _ in range(PEOPLE)]
        places = [*BORDER, *(_place(chance) for _ in range(PLACES - 2))]
        for _ in range(SEARCHES):
            _search(connection, chance, kinds, categories, people, places)
    publish(database.owner_url)


def _place(chance: Random) -> tuple[float, float]:
    lat, lng = chance.choice([*CENTRES.values()])
    return round(lat + chance.gauss(0, 0.02), 5), round(lng + chance.gauss(0, 0.02), 5)


def _kind(kinds: Random) -> str:
    """Return a kind of service: mostly one that there is, of whichever category."""
    return f"kind-{kinds.randrange(6)}"


def _provider(connection: psycopg.Connection, chance: Random, kinds: Random, category: str) -> None:
    lat, lng = _place(chance)
    area = {"type": "radius", "lat": lat, "lng": lng, "radiusKm": chance.choice([1, 2, 3.5])}
    make_provider(
        connection,
        category,
        at=(lat, lng),
        service_areas=[area] if chance.random() < 0.9 else None,
        is_active=chance.random() < 0.85,
        profile_status="APPROVED" if chance.random() < 0.85 else "PENDING",
        aadhaar_verified=chance.random() < 0.6,
        reputation_score=chance.randrange(100),
        sub_category_ids=[_kind(kinds) for _ in range(kinds.randrange(4))],
    )


def _search(  # noqa: PLR0917 - of what a search is made
    connection: psycopg.Connection,
    chance: Random,
    kinds: Random,
    categories: list[str],
    people: list[str],
    places: list[tuple[float, float]],
) -> None:
    # Squared, so that some places are busy and some are not.
    lat, lng = places[int(PLACES * chance.random() ** 2)]
    named = chance.choice(["categoryId", "category_id"])
    kind = {kinds.choice(["subCategoryId", "sub_category_id"]): _kind(kinds)}
    kind = kind if kinds.random() < 0.8 else {}
    anonymous = chance.random() < 0.2
    make_search(
        connection,
        created_at=ist("2025-01-01 00:00") + timedelta(minutes=chance.randrange(40 * 1440)),
        filters=chance.choice(
            [None, {named: "gone"} | kind, *({named: one} | kind for one in categories)]
        ),
        location=chance.choice([None, *6 * [{"lat": lat, "lng": lng}]]),
        results_count=chance.choice([0, 4]),
        user_id=None if anonymous else chance.choice(people),
        session_id=chance.choice(["s1", "s2", "s3"]) if chance.random() < 0.7 else None,
    )


@dataclass(frozen=True)
class World:
    """Everything in the tables, as plain rows."""

    searches: list[naive.Row]
    """Searches with a place; each with day, cell (resolution 8), district, category, kind,
    customer."""
    unplaced: list[naive.Row]
    providers: list[naive.Row]
    """Active, approved providers; each with its district, service area and kinds."""
    categories: dict[str, str]
    kinds: dict[str, str]
    """The category of each kind of service."""
    districts: dict[str, Any]
    outline: Any
    """As far as a service area counts: around the districts, and 0.1 degrees more."""


def read_world(connection: psycopg.Connection) -> World:
    districts = {
        name: shapely.from_wkb(shape)
        for name, shape in connection.execute(
            "SELECT district, ST_AsBinary(boundary) FROM geo.districts"
        )
    }
    rows = connection.cursor(row_factory=dict_row)
    categories = dict(connection.execute("SELECT id, name FROM public.categories").fetchall())
    kinds = dict(connection.execute("SELECT id, category_id FROM public.sub_categories").fetchall())
    found = rows.execute("SELECT * FROM public.search_logs").fetchall()
    searches = [_known(row, categories, kinds) for row in found]
    placed = [row for row in searches if row["location"]]
    providers = rows.execute(
        "SELECT *, ST_Y(location_point) AS lat, ST_X(location_point) AS lng"
        " FROM public.provider_profiles WHERE is_active AND profile_status = 'APPROVED'"
    ).fetchall()
    for row in [*placed, *providers]:
        row["district"] = district_of(districts, row["lat"], row["lng"])
    for row in providers:
        row["kinds"] = {
            kind for kind in row["sub_category_ids"] if kinds.get(kind) == row["category_id"]
        }
    return World(
        placed,
        [row for row in searches if not row["location"]],
        providers,
        categories,
        kinds,
        districts,
        shapely.union_all([*districts.values()]).convex_hull.buffer(0.1, join_style="mitre"),
    )


def _known(row: naive.Row, categories: dict[str, str], kinds: dict[str, str]) -> naive.Row:
    filters = row["filters"] or {}
    chosen = filters.get("categoryId") or filters.get("category_id")
    kind = filters.get("subCategoryId") or filters.get("sub_category_id")
    place = row["location"] or {"lat": None, "lng": None}
    at = h3.latlng_to_cell(place["lat"], place["lng"], 9) if row["location"] else None
    return row | {
        "day": naive.day(row["created_at"]),
        "category": chosen if chosen in categories else None,
        "kind": kind if chosen in categories and kinds.get(kind) == chosen else None,
        "customer": row["user_id"] or row["session_id"],
        "cell": at and h3.cell_to_parent(at, 8),
        **place,
    }


def district_of(districts: dict[str, Any], lat: float, lng: float) -> str:
    point = shapely.Point(lng, lat)
    return next((name for name, shape in districts.items() if shape.contains(point)), "Unknown")


def covers(provider: naive.Row, cell: str) -> bool:
    """Return whether the centre of the cell lies in one of the provider's circles."""
    lat, lng = h3.cell_to_latlng(cell)
    return any(
        GEOD.inv(area["lng"], area["lat"], lng, lat)[2] <= area["radiusKm"] * 1000
        for area in provider["service_areas"] or []
    )


def counts(world: World, cell: str) -> bool:
    """Return whether a service area counts in the cell."""
    lat, lng = h3.cell_to_latlng(cell)
    return bool(world.outline.contains(shapely.Point(lng, lat)))


def filters_to_try(world: World) -> list[Filters]:
    return [
        WHOLE,
        replace(WHOLE, start=date(2025, 1, 10), end=date(2025, 1, 12)),
        replace(WHOLE, start=date(2024, 1, 1), end=date(2024, 1, 2)),
        *(replace(WHOLE, category=(category,)) for category in world.categories),
        *(replace(WHOLE, district=(name,)) for name in ("Lucknow", "Bara Banki", "Unknown")),
        replace(WHOLE, category=tuple(world.categories)[:1], district=("Lucknow",)),
        replace(WHOLE, category=tuple(world.categories)[:2]),
        replace(WHOLE, district=("Lucknow", "Bara Banki")),
        *(replace(WHOLE, sub_category=(kind,)) for kind in world.kinds),
        replace(WHOLE, sub_category=("kind-0", "kind-1"), district=("Lucknow", "Bara Banki")),
        replace(WHOLE, sub_category=("kind-0", "kind-1"), category=tuple(world.categories)[:1]),
        replace(WHOLE, sub_category=("kind-0",), district=("Lucknow",)),
    ]


def asked(world: World, filters: Filters) -> list[naive.Row]:
    """Return the placed searches that the filters leave, each with who serves it."""
    found = [
        row
        for row in world.searches
        if filters.start <= row["day"] <= filters.end
        and naive.is_in(row["category"], filters.category)
        and naive.is_in(row["district"], filters.district)
        and naive.is_in(row["kind"], filters.sub_category)
    ]
    return [row | {"served_by": _serving(world, row, filters)} for row in found]


def _serving(world: World, search: naive.Row, filters: Filters) -> int:
    """Return how many providers of the searched category cover the place; of the searched kind,
    where kinds are chosen.
    """
    if not counts(world, search["cell"]):
        return 0
    return sum(
        covers(provider, search["cell"])
        for provider in world.providers
        if search["category"] in (None, provider["category_id"])
        and (not filters.sub_category or search["kind"] in provider["kinds"])
    )


def is_of(provider: naive.Row, filters: Filters) -> bool:
    """Return whether a provider is of the category, and offers any of the kinds, of the filters."""
    return naive.is_in(provider["category_id"], filters.category) and (
        not filters.sub_category or bool(provider["kinds"].intersection(filters.sub_category))
    )
