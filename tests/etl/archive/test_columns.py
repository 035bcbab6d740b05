"""What the application adds to search_logs goes into the archive and comes back as it was."""

from typing import Any

import duckdb
import psycopg
import pytest
from psycopg import sql
from pyarrow import parquet

from etl.archive import columns
from etl.archive.manifest import data_name
from etl.archive.restore import restore
from etl.archive.run import archive
from etl.archive.store import Store
from etl.archive.weeks import find_week
from etl.errors import ArchiveError
from etl.refresh.publish import publish
from tests.etl.archive.conftest import old_partitions, rows, states
from tests.factories import ist, make_search
from tests.postgres import Database

WEEK = "2025w02"
TABLE = sql.Identifier("partitions", "search_logs_y2025w02")

ADDED: dict[str, list[str]] = {
    "text": ["''", "'a \"b\", \\N'", "NULL"],
    "varchar(9)": ["'नल'"],
    "char(5)": ["'ab'"],
    "boolean": ["true", "false", "NULL"],
    "smallint": ["-32768"],
    "bigint": ["-9223372036854775808", "9223372036854775807"],
    "numeric": ["0.1000", "1e-30", "'NaN'", "'-Infinity'"],
    "numeric(7,2)": ["99999.99"],
    "double precision": ["0.1 + 0.2", "1e-310", "'NaN'", "'-Infinity'", "'-0'"],
    "real": ["0.1", "3e38"],
    "timestamptz": ["'infinity'", "'0044-03-15 00:00+00 BC'", "'2062-01-01 12:00:00.000001+05:30'"],
    "timestamp": ["'1970-01-01 00:00:00.5'"],
    "date": ["'-infinity'", "'2038-01-20'"],
    "time": ["'24:00'"],
    "interval": ["'-1 year 2 days -3 hours'", "'0.000001 s'"],
    "uuid": ["'00000000-0000-0000-0000-00000000abcd'"],
    "bytea": [r"'\x00ff0a'", "''"],
    "inet": ["'::1/64'"],
    "jsonb": ["'null'", "'{\"a\": 1e400}'"],
    "json": ['\'{"a":  1, "a": 2}\''],
    "text[]": ["'{}'", '\'{NULL,"NULL","","a,b"}\''],
    "integer[]": ["'[2:3]={1,2}'"],
    "int4range": ["'empty'", "'[1,5)'"],
    "bit(3)": ["B'101'"],
    "geometry(Point, 4326)": ["'SRID=4326;POINT(80.9 26.8)'"],
    "vector(2)": ["'[0.1,-3e-8]'"],
    "booking_status": ["'PENDING'"],
}
"""Values, as PostgreSQL writes them, of every type that can be kept."""


def add(connection: psycopg.Connection, name: str, declared: str) -> None:
    connection.execute(
        sql.SQL("ALTER TABLE search_logs ADD COLUMN {} {}").format(
            sql.Identifier(name),
            sql.SQL(declared),  # type: ignore[arg-type]
        )
    )


def held(database: Database) -> list[tuple[Any, ...]]:
    """Every row as text, and whether that is all there is of it: none for NULL."""
    return rows(database, "SELECT to_jsonb(s)::text, s::text FROM search_logs AS s ORDER BY 2")


def there_and_back(database: Database, store: Store) -> None:
    archive(store, database.owner_url)
    assert states(database) == {"2025w02": "archived", "2025w03": "archived"}
    restore(store, WEEK, database.owner_url)


def test_every_kind_of_column_comes_back(searched: Database, store: Store) -> None:
    with searched.connect() as connection:
        for number, (declared, values) in enumerate(ADDED.items()):
            name = f"added {number}"
            add(connection, name, declared)
            for hour, value in enumerate(values):
                connection.execute(
                    sql.SQL("UPDATE search_logs SET {} = {} WHERE created_at = %s").format(
                        sql.Identifier(name), sql.SQL(value)
                    ),  # type: ignore[arg-type]
                    (ist(f"2025-01-06 0{hour}:00:00.000001"),),
                )
    publish(searched.owner_url)
    before = held(searched)
    there_and_back(searched, store)
    restore(store, "2025w03", searched.owner_url)
    assert held(searched) == before


def test_names_that_a_file_uses_itself(searched: Database, store: Store) -> None:
    """Also one that looks like what another is called there."""
    names = ("day", "category", "created_us", "stored_category", 'say "hi"', "Term")
    with searched.connect() as connection:
        for name in names:
            add(connection, name, "text DEFAULT 'said'")
            connection.execute(
                sql.SQL("UPDATE search_logs SET {} = {}").format(
                    sql.Identifier(name), sql.Literal(name)
                )
            )
    publish(searched.owner_url)
    before = held(searched)
    there_and_back(searched, store)
    restore(store, "2025w03", searched.owner_url)
    assert held(searched) == before


def test_what_a_file_holds_can_be_asked(searched: Database, store: Store) -> None:
    with searched.connect() as connection:
        add(connection, "coupon", "text DEFAULT 'DIWALI'")
        add(connection, "doubled", "integer GENERATED ALWAYS AS (results_count * 2) STORED")
    there_and_back(searched, store)
    with searched.connect() as connection:
        file = store.path(data_name(find_week(connection, WEEK)))
    found = duckdb.sql(f"SELECT DISTINCT coupon, doubled - 2 * results_count FROM '{file}'")
    assert found.fetchall() == [("DIWALI", 0)]
    assert parquet.read_schema(file).names[11:13] == ["coupon", "doubled"]
    assert rows(
        searched, "SELECT DISTINCT coupon, doubled - 2 * results_count FROM search_logs"
    ) == [("DIWALI", 0)]


def test_a_column_that_came_after_the_week_has_its_default(
    searched: Database, store: Store
) -> None:
    archive(store, searched.owner_url)
    with searched.connect() as connection:
        add(connection, "channel", "text NOT NULL DEFAULT 'web'")
    restore(store, WEEK, searched.owner_url)
    assert rows(searched, "SELECT DISTINCT channel FROM search_logs") == [("web",)]


def test_a_column_that_went_after_the_week_is_named(searched: Database, store: Store) -> None:
    with searched.connect() as connection:
        add(connection, "coupon", "text DEFAULT 'DIWALI'")
    archive(store, searched.owner_url)
    with searched.connect() as connection:
        connection.execute("ALTER TABLE search_logs DROP COLUMN coupon")
    with pytest.raises(ArchiveError, match="the column 'coupon', which search_logs has not"):
        restore(store, WEEK, searched.owner_url)
    assert states(searched)[WEEK] == "archived"
    assert WEEK[2:] not in old_partitions(searched)


@pytest.mark.parametrize(
    ("name", "declared", "said"),
    [
        ("price", "money", "'price' of the type money, which the archive cannot keep"),
        ("relation", "regclass", "of the type regclass"),
        ("Query", "text", r"upper and lower case alone \(query\)"),
    ],
)
def test_what_cannot_be_kept_stops_the_archive_before_anything_leaves(
    searched: Database, store: Store, name: str, declared: str, said: str
) -> None:
    with searched.connect() as connection:
        add(connection, name, declared)
    with pytest.raises(ArchiveError, match=said):
        archive(store, searched.owner_url)
    assert states(searched) == {}
    assert old_partitions(searched) == {"2025w02": "attached", "2025w03": "attached"}


def test_more_columns_than_a_function_has_arguments(searched: Database, store: Store) -> None:
    with searched.connect() as connection:
        for number in range(120):
            add(connection, f"c{number}", f"text DEFAULT '{number}'")
    before = held(searched)
    there_and_back(searched, store)
    restore(store, "2025w03", searched.owner_url)
    assert held(searched) == before


def test_the_columns_of_a_file_are_those_of_its_table(searched: Database) -> None:
    with searched.connect() as connection:
        add(connection, "stored_stored_day", "text")
        add(connection, "hits", "bigint")
        make_search(connection, created_at=ist("2025-01-06 10:00"))
        found = columns.of_table(connection, TABLE)
    assert columns.of_file(columns.schema_of(found)) == found
