"""What the load takes away for its speed comes back as it was: partitions, indexes, keys."""

from typing import Any

import psycopg
import pytest

from etl.errors import LoadError
from etl.synthetic.load import is_empty, load
from tests.etl.synthetic.conftest import UNTIL, recipe
from tests.postgres import Database

COLUMNS = """
SELECT attrelid::regclass::text, attnum, attname, atttypid::regtype::text, attnotnull, atthasdef,
       attstorage, attislocal, attinhcount, pg_get_expr(adbin, adrelid)
FROM pg_attribute
LEFT JOIN pg_attrdef ON adrelid = attrelid AND adnum = attnum
WHERE attnum > 0 AND attrelid IN (SELECT oid FROM tables)
"""
CONSTRAINTS = """
SELECT conrelid::regclass::text, conname, contype::text, pg_get_constraintdef(oid), convalidated,
       conislocal, coninhcount, conparentid <> 0
FROM pg_constraint WHERE conrelid IN (SELECT oid FROM tables)
"""
INDEXES = """
SELECT indrelid::regclass::text, indexrelid::regclass::text, pg_get_indexdef(indexrelid),
       indisvalid, indisready, relispartition
FROM pg_index JOIN pg_class ON pg_class.oid = indexrelid
WHERE indrelid IN (SELECT oid FROM tables)
"""
TABLES = """
SELECT oid::regclass::text, relkind::text, relpersistence::text, relispartition, relacl::text,
       relowner::regrole::text, pg_get_expr(relpartbound, oid)
FROM tables
"""
ALL_TABLES = """
WITH tables AS (
    SELECT * FROM pg_class
    WHERE relkind IN ('r', 'p')
      AND relnamespace IN ('public'::regnamespace, 'partitions'::regnamespace)
)
"""


def catalog(connection: psycopg.Connection, about: str) -> set[tuple[Any, ...]]:
    return set(connection.execute(f"{ALL_TABLES} {about}".encode()).fetchall())


@pytest.mark.parametrize("about", [TABLES, COLUMNS, CONSTRAINTS, INDEXES])
def test_a_loaded_schema_is_the_migrated_one(
    small: Database, connection: psycopg.Connection, about: str
) -> None:
    days = recipe().period
    connection.execute("SELECT etl.ensure_partitions(%s, %s)", (days.first, days.last))
    with small.connect() as loaded:
        assert catalog(loaded, about) == catalog(connection, about)


def test_partitions_that_were_made_ahead_make_no_difference(
    small: Database, connection: psycopg.Connection, database: Database
) -> None:
    days = recipe().period
    connection.execute("SELECT etl.ensure_partitions(%s, %s)", (days.first, days.last))
    connection.commit()
    with database.connect(autocommit=True) as loading:
        load(loading, recipe())
    count = "SELECT tableoid::regclass::text, count(*) FROM search_logs GROUP BY 1 ORDER BY 1"
    with small.connect() as other:
        assert connection.execute(count).fetchall() == other.execute(count).fetchall()


def test_a_detached_partition_with_rows_is_not_thrown_away(database: Database) -> None:
    # 2025-11-19 is a Wednesday of ISO week 47.
    with database.connect(autocommit=True) as connection:
        connection.execute("SELECT etl.ensure_partitions(%s, %s)", (UNTIL, UNTIL))
        connection.execute(
            "INSERT INTO search_logs (query, results_count, created_at)"
            " VALUES ('plumber', 0, '2025-11-19 12:00+05:30')"
        )
        connection.execute(
            "ALTER TABLE search_logs DETACH PARTITION partitions.search_logs_y2025w47"
        )
        assert is_empty(connection)
        with pytest.raises(LoadError, match="search_logs_y2025w47 holds rows"):
            load(connection, recipe())
        kept = connection.execute("SELECT query FROM partitions.search_logs_y2025w47").fetchall()
        assert kept == [("plumber",)]


def test_rows_need_no_second_write_to_be_seen_as_committed(small: Database) -> None:
    with small.connect() as connection:
        visible = connection.execute(
            "SELECT relname FROM pg_class WHERE relname ~ '^(messages|notifications|search_logs)_y'"
            " AND relnamespace = 'partitions'::regnamespace AND relkind = 'r'"
            " AND relpages > 0 AND relallvisible < relpages"
        )
        assert visible.fetchall() == []
