"""Tests of the schema share one database per module; each rolls back what it did."""

from collections.abc import Iterator

import psycopg
import pytest

from tests.factories import make_category, make_customer, make_provider
from tests.postgres import Database, TestCluster


@pytest.fixture(scope="module")
def module_database(cluster: TestCluster) -> Iterator[Database]:
    """A migrated database of this module's own."""
    database = cluster.migrated()
    yield database
    cluster.drop(database)


@pytest.fixture
def connection(module_database: Database) -> Iterator[psycopg.Connection]:
    """The owner's connection, in a transaction that the end of the test rolls back."""
    with module_database.connect() as connection:
        yield connection
        connection.rollback()


@pytest.fixture
def provider(connection: psycopg.Connection) -> str:
    """A provider without bookings."""
    return make_provider(connection, make_category(connection))


@pytest.fixture
def customer(connection: psycopg.Connection) -> str:
    """A customer without bookings."""
    return make_customer(connection)
