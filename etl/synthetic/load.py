"""Load a synthetic marketplace: one transaction, COPY, counters at the end, all or nothing."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from importlib import resources
from io import BytesIO

import psycopg
import pyarrow as pa
from psycopg import sql
from pyarrow import csv

from etl.db import Lock, exclusive
from etl.errors import LoadError
from etl.geo import reference
from etl.synthetic import marketplace, places
from etl.synthetic.marketplace import Recipe

TABLES = (
    *("users", "accounts", "sessions", "verification_tokens", "customer_profiles"),
    *("categories", "sub_categories", "provider_profiles", "provider_photos", "certifications"),
    *("bookings", "booking_status_history", "payments", "reviews", "chat_rooms", "messages"),
    *("notifications", "admin_logs", "search_logs", "system_config"),
)
"""The document's 20 tables."""

Watch = Callable[[str, int], None]
"""Is told the table and the number of rows after every batch."""


def is_empty(connection: psycopg.Connection) -> bool:
    """Whether the marketplace holds nothing yet; the system's settings do not count."""
    return not any(_has_rows(connection, table) for table in TABLES if table != "system_config")


def load(connection: psycopg.Connection, recipe: Recipe, watch: Watch) -> dict[str, int]:
    """Fill an empty marketplace and commit; return the number of rows per table.

    Raises BusyError when another load is running and LoadError when the marketplace holds data.
    Whatever goes wrong, the database is left as it was.
    """
    with exclusive(connection, Lock.LOAD), connection.transaction():
        if not is_empty(connection):
            raise LoadError(
                "the database already holds marketplace data; generate needs an empty marketplace"
            )
        reference.load(connection)
        days = recipe.period
        connection.execute("SELECT etl.ensure_partitions(%s, %s)", (days.first, days.last))
        with _triggers_off(connection):
            counts = _fill(connection, recipe, watch)
        connection.execute(sql.SQL("ANALYZE {}").format(_listed(TABLES)))
    return counts


def _fill(connection: psycopg.Connection, recipe: Recipe, watch: Watch) -> dict[str, int]:
    counts = dict.fromkeys(TABLES, 0)
    for table, rows in marketplace.stream(recipe, places.read(connection)):
        _copy(connection, table, rows)
        counts[table] += len(rows)
        watch(table, len(rows))
    connection.execute(resources.files(__package__).joinpath("counters.sql").read_bytes())
    return counts


def _copy(connection: psycopg.Connection, table: str, rows: pa.Table) -> None:
    """Send the rows as CSV, in which an empty text is quoted and a NULL is not."""
    statement = sql.SQL("COPY {} ({}) FROM STDIN (FORMAT csv)").format(
        sql.Identifier("public", table), _listed(rows.column_names)
    )
    lines = BytesIO()
    csv.write_csv(rows, lines, csv.WriteOptions(include_header=False))
    with connection.cursor() as cursor, cursor.copy(statement) as copy:
        copy.write(lines.getbuffer())


@contextmanager
def _triggers_off(connection: psycopg.Connection) -> Iterator[None]:
    """The triggers' work is done once, for all rows, by `counters.sql`; foreign keys stay on."""
    _switch_triggers(connection, sql.SQL("DISABLE"))
    yield
    _switch_triggers(connection, sql.SQL("ENABLE"))


def _switch_triggers(connection: psycopg.Connection, switch: sql.SQL) -> None:
    statement = sql.SQL("ALTER TABLE {} {} TRIGGER USER")
    for table in TABLES:
        connection.execute(statement.format(sql.Identifier("public", table), switch))


def _has_rows(connection: psycopg.Connection, table: str) -> bool:
    statement = sql.SQL("SELECT EXISTS (SELECT FROM {})").format(sql.Identifier("public", table))
    row = connection.execute(statement).fetchone()
    return bool(row and row[0])


def _listed(names: tuple[str, ...] | list[str]) -> sql.Composed:
    return sql.SQL(", ").join(map(sql.Identifier, names))
