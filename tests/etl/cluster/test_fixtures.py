"""The databases that every other test stands on."""

from collections.abc import Callable

import psycopg
import pytest

from etl.cluster.environment import Role
from tests.postgres import Database, TestCluster


def test_a_database_is_migrated_and_ours_alone(database: Database, cluster: TestCluster) -> None:
    other = cluster.migrated()
    with database.connect() as ours, other.connect() as theirs:
        ours.execute(
            "INSERT INTO categories (name, name_translations, slug) VALUES ('Plumber', '{}', 'p')"
        )
        ours.commit()
        count = "SELECT count(*) FROM categories"
        assert ours.execute(count).fetchone() == (1,)
        assert theirs.execute(count).fetchone() == (0,)
    cluster.drop(other)
    assert other.name not in cluster.names()


def test_an_empty_database_has_extensions_but_no_tables(empty_database: Database) -> None:
    with empty_database.connect() as connection:
        extensions = {name for (name,) in connection.execute("SELECT extname FROM pg_extension")}
        assert extensions >= {"postgis", "vector", "hll", "pg_trgm", "uuid-ossp"}
        assert connection.execute("SELECT to_regclass('users')").fetchone() == (None,)


def test_a_shared_database_is_loaded_once(
    shared_database: Callable[..., Database], clone: Callable[[Database], Database]
) -> None:
    loads = []

    def load(database: Database) -> None:
        loads.append(database.name)
        with database.connect() as connection:
            connection.execute("CREATE TABLE public.loaded AS SELECT 1 AS n")

    first, second = (shared_database("once", load) for _ in range(2))
    assert first == second
    assert len(loads) == 1
    with clone(first).connect() as connection:
        assert connection.execute("SELECT n FROM loaded").fetchone() == (1,)


@pytest.mark.parametrize("role", [Role.READER, Role.ADMIN])
def test_readers_of_a_clone_cannot_write(database: Database, role: Role) -> None:
    with database.connect(role, autocommit=True) as connection:
        connection.execute("SET default_transaction_read_only = off")
        with pytest.raises(psycopg.errors.InsufficientPrivilege):
            connection.execute("CREATE TEMP TABLE mine (n integer)")
        with pytest.raises(psycopg.errors.InsufficientPrivilege):
            connection.execute("CREATE SCHEMA mine")
