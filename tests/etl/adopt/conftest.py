"""A marketplace that Prisma made and filled, in a database of its own."""

import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import psycopg
import pytest

from etl.settings import settings
from tests.postgres import Database, TestCluster

HERE = Path(__file__).parent


@pytest.fixture(scope="session")
def filled(cluster: TestCluster) -> Iterator[Database]:
    """What all of this folder starts from."""
    made = cluster.empty()
    with made.connect() as connection:
        connection.execute((HERE / "marketplace.sql").read_bytes())
        connection.execute((HERE / "fill.sql").read_bytes())
    yield made
    cluster.drop(made)


@pytest.fixture
def marketplace(
    filled: Database,
    clone: Callable[[Database], Database],
    database: Database,
    use_database: Callable[[Database], None],
    monkeypatch: pytest.MonkeyPatch,
) -> Database:
    """A marketplace of this test's own, to be adopted into the test's `database`."""
    copy = clone(filled)
    use_database(database)
    monkeypatch.setenv("LOCALPRO_ADOPT_URL", copy.owner_url)
    settings.cache_clear()
    return copy


@contextmanager
def owner(database: Database) -> Iterator[psycopg.Connection]:
    """Yield a connection that commits every statement and counts its time in UTC."""
    with database.connect(autocommit=True) as connection:
        connection.execute("SET timezone = 'UTC'")
        yield connection


def rows_of(connection: psycopg.Connection, table: str) -> list[str]:
    """Return all that a table holds, under the names and with the moments of our tables."""
    found = connection.execute(f"SELECT to_jsonb(row_) FROM {table} AS row_").fetchall()
    names = {name: re.sub(r"([A-Z])", r"_\1", name).lower() for (row,) in found[:1] for name in row}
    return sorted(
        str(sorted((names[name], _moment(value)) for name, value in row.items()))
        for (row,) in found
    )


def _moment(value: object) -> str:
    return str(value).removesuffix("+00:00")
