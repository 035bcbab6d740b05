"""One migrated database for all tests here that keep what they write to themselves."""

from collections.abc import Callable, Iterator

import psycopg
import pytest

from tests.postgres import Database


@pytest.fixture
def places(
    shared_database: Callable[[str, Callable[[Database], None]], Database],
) -> Iterator[psycopg.Connection]:
    """A connection whose transaction is rolled back; spares a test a database of its own."""
    with shared_database("places", lambda _: None).connect() as connection:
        yield connection
        connection.rollback()
