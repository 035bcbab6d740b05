"""A small marketplace of two months, made once and only read, and the places it stands on."""

from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import date
from typing import Any

import psycopg
import pytest

from etl.embeddings import HashedNgrams
from etl.synthetic import places
from etl.synthetic.load import load
from etl.synthetic.marketplace import Recipe
from etl.synthetic.places import Places
from etl.synthetic.scales import SCALES, Scale
from tests.conftest import SharedDatabase
from tests.postgres import Database

UNTIL = date(2025, 11, 19)
SMALL = Scale(
    name="small",
    days=61,
    reach=1.0,
    growth=3.0,
    users=400,
    providers=90,
    bookings=900,
    reviews=300,
    messages=4_000,
    searches=6_000,
    notifications=9_000,
)

Query = Callable[..., list[tuple[Any, ...]]]


def recipe(scale: Scale = SMALL, seed: int = 11) -> Recipe:
    return Recipe(scale, seed, UNTIL, HashedNgrams())


def part_of(scale: Scale, parts: int) -> Scale:
    """Return the scale with a part of its people and events, over the same days."""
    counted = ("users", "providers", "bookings", "reviews", "messages", "searches", "notifications")
    return replace(scale, **{name: getattr(scale, name) // parts for name in counted})


def fill(database: Database, made: Recipe) -> None:
    with database.connect(autocommit=True) as connection:
        load(connection, made)


@pytest.fixture(scope="session")
def small(shared_database: SharedDatabase) -> Database:
    return shared_database("synthetic_small", lambda database: fill(database, recipe()))


@pytest.fixture(scope="session")
def month1(shared_database: SharedDatabase) -> Database:
    made = recipe(SCALES["month1"])
    return shared_database("synthetic_month1", lambda database: fill(database, made))


@pytest.fixture(scope="session")
def where(small: Database) -> Places:
    with small.connect() as connection:
        return places.read(connection)


@pytest.fixture
def reading(small: Database) -> Iterator[psycopg.Connection]:
    with small.connect() as connection:
        yield connection


@pytest.fixture
def query(reading: psycopg.Connection) -> Query:
    return lambda statement, *params: reading.execute(statement, params or None).fetchall()
