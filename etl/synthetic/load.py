"""Load a synthetic marketplace: one transaction, COPY, counters at the end, all or nothing.

Rows go where nothing has to be kept up to date for them: into partitions that are not attached yet
and into tables without their secondary indexes, with the triggers off. What was left out is done
once for all rows, in the same transaction. While the server takes a batch, the next one is made.
"""

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager

import psycopg
from psycopg import sql

from etl.db import Lock, exclusive
from etl.errors import LoadError
from etl.geo import reference
from etl.schema import triggers
from etl.statements import statement
from etl.synthetic import indexes, marketplace, places
from etl.synthetic.audit import CONFIG
from etl.synthetic.children import PARENTS, Children
from etl.synthetic.marketplace import Recipe
from etl.synthetic.parcels import Parcel, ahead, parcels

TABLES = (
    *("users", "accounts", "sessions", "verification_tokens", "customer_profiles"),
    *("categories", "sub_categories", "provider_profiles", "provider_photos", "certifications"),
    *("bookings", "booking_status_history", "payments", "reviews", "chat_rooms", "messages"),
    *("notifications", "admin_logs", "search_logs", "system_config"),
)
"""The document's 20 tables."""

INDEXED = ("reviews", *PARENTS)
"""Tables whose indexes stay: the counters look each provider's reviews up; parents hold no rows."""

STEPS = ("partitions", "counters", "indexes", "statistics")
"""What is done with all rows once they are there."""

Watch = Callable[[str, int], None]
"""Is told the table and the number of rows after every batch, then each step with 0 rows."""


def is_empty(connection: psycopg.Connection) -> bool:
    """Whether the marketplace holds nothing yet; the system's settings do not count."""
    return not any(_has_rows(connection, table) for table in TABLES if table != "system_config")


def load(
    connection: psycopg.Connection, recipe: Recipe, watch: Watch = lambda _table, _rows: None
) -> dict[str, int]:
    """Fill an empty marketplace and commit; return the number of rows per table.

    Raises BusyError when another load or a refresh is running and LoadError when the marketplace
    holds data, or settings that the load brings. Whatever goes wrong, the database is left as it
    was.
    """
    with (
        exclusive(connection, Lock.LOAD),
        # Each would wait for tables that the other holds.
        exclusive(connection, Lock.REFRESH),
        connection.transaction(),
    ):
        _settle(connection)
        reference.load(connection)
        with _triggers_off(connection):
            return _fill(connection, recipe, watch)


def _settle(connection: psycopg.Connection) -> None:
    """Keep writers out of an empty marketplace; a full one is refused before anybody waits."""
    _refuse_data(connection)
    connection.execute(sql.SQL("LOCK TABLE {} IN EXCLUSIVE MODE").format(_listed(TABLES)))
    _refuse_data(connection)
    connection.execute(statement(__file__, "session"))


def _refuse_data(connection: psycopg.Connection) -> None:
    if not is_empty(connection):
        raise LoadError(
            "the database already holds marketplace data; generate needs an empty marketplace"
        )
    settings = connection.execute(
        "SELECT key FROM system_config WHERE key = ANY (%s) ORDER BY key", (list(CONFIG),)
    ).fetchall()
    if settings:
        keys = ", ".join(key for (key,) in settings)
        raise LoadError(f"system_config holds {keys} already: generate brings settings of its own")


def _fill(connection: psycopg.Connection, recipe: Recipe, watch: Watch) -> dict[str, int]:
    left_out = indexes.drop(connection, [table for table in TABLES if table not in INDEXED])
    counts = _send(connection, recipe, watch)
    if recipe.odd:
        connection.execute(statement(__file__, "odd"))
    watch("counters", 0)
    connection.execute(statement(__file__, "counters"))
    watch("indexes", 0)
    indexes.build(connection, left_out)
    watch("statistics", 0)
    _analyze(connection, [table for table in TABLES if table not in PARENTS])
    return counts


def _send(connection: psycopg.Connection, recipe: Recipe, watch: Watch) -> dict[str, int]:
    counts = dict.fromkeys(TABLES, 0)
    children = Children.make(connection, recipe.period)
    rows = marketplace.stream(recipe, places.read(connection))
    for parcel in ahead(parcels(rows, children)):
        copy(connection, parcel)
        counts[parcel.table] += parcel.rows
        watch(parcel.table, parcel.rows)
    watch("partitions", 0)
    children.attach(connection)
    _analyze_partitions(connection)
    return counts


def copy(connection: psycopg.Connection, parcel: Parcel) -> None:
    """Send the rows. A partition, new in this transaction, takes them as if they had always been
    there, so that nobody has to mark them as committed later.
    """
    options = sql.SQL("FORMAT binary, FREEZE" if parcel.is_partition else "FORMAT csv")
    statement = sql.SQL("COPY {} ({}) FROM STDIN ({})").format(
        sql.Identifier(*parcel.into), _listed(parcel.columns), options
    )
    with connection.cursor() as cursor, cursor.copy(statement) as stream:
        stream.write(parcel.data)


@contextmanager
def _triggers_off(connection: psycopg.Connection) -> Iterator[None]:
    """The triggers' work is done once, for all rows, by `counters.sql`."""
    for table in TABLES:
        connection.execute(
            sql.SQL("ALTER TABLE {} DISABLE TRIGGER USER").format(sql.Identifier("public", table))
        )
    yield
    triggers.restore(connection)


def _has_rows(connection: psycopg.Connection, table: str) -> bool:
    statement = sql.SQL("SELECT EXISTS (SELECT FROM {})").format(sql.Identifier("public", table))
    row = connection.execute(statement).fetchone()
    return bool(row and row[0])


def _analyze(connection: psycopg.Connection, tables: Sequence[str]) -> None:
    connection.execute(sql.SQL("ANALYZE {}").format(_listed(tables)))


def _analyze_partitions(connection: psycopg.Connection) -> None:
    """There are many, and alike: of each a sample of 9,000 rows tells enough."""
    connection.execute("SET LOCAL default_statistics_target = 30")
    _analyze(connection, PARENTS)
    connection.execute("SET LOCAL default_statistics_target TO DEFAULT")


def _listed(names: Sequence[str]) -> sql.Composed:
    return sql.SQL(", ").join(map(sql.Identifier, names))
