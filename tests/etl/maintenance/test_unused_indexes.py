"""The report of indexes that nothing uses."""

from collections.abc import Callable

import psycopg
from typer.testing import CliRunner

from etl.maintenance import commands
from etl.maintenance.indexes import unused
from tests.postgres import Database


def test_the_largest_come_first_and_none_that_keeps_a_rule(connection: psycopg.Connection) -> None:
    found = unused(connection)
    names = [index.index_name for index in found]
    assert "idx_bookings_upcoming" in names
    assert "users_phone_key" not in names, "a unique index works without being scanned"
    sizes = [index.bytes for index in found]
    assert sizes == sorted(sizes, reverse=True)


def test_the_command(database: Database, use_database: Callable[[Database], None]) -> None:
    """An index of two pages of text is the largest, and says of which table it is."""
    use_database(database)
    with database.connect() as connection:
        connection.execute(
            "CREATE TABLE large AS SELECT repeat(n::text, 300) AS words, n"
            " FROM generate_series(1, 2000) AS n"
        )
        connection.execute("CREATE INDEX large_words ON large (words)")
    printed = CliRunner().invoke(commands.app, ["unused-indexes"]).stdout.splitlines()
    assert printed[0].endswith("MB  public.large_words  on large")
    assert f"{len(printed) - 1} indexes" in printed[-1]
    assert "since the database was made" in printed[-1]
