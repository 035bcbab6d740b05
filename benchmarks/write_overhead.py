"""Promise: marking what changed costs writers little.

`python benchmarks/write_overhead.py [ROWS]`: inserts ROWS searches and confirms ROWS bookings, each
in a transaction of its own that waits for the disk, then ten times as many in one statement; with
the marking triggers on and off in turn. Prints the ratio of the medians of the rounds, and the same
for rows that do not wait for the disk: what the marks cost the processor.
"""

import sys
import time
from collections.abc import Callable
from statistics import median

import psycopg
from psycopg import sql

from tests import postgres
from tests.factories import make_booking, make_category, make_customer, make_provider, make_search
from tests.postgres import Database

ROUNDS = 9

Write = Callable[[psycopg.Connection, int, bool], float]

INSERT_SEARCHES = """
    INSERT INTO search_logs (
        query, results_count, filters, location, user_id, session_id, response_time, created_at
    )
    SELECT 'plumber near me', 3, '{"categoryId": "one"}', '{"lat": 26.8467, "lng": 80.9462}',
        'someone', 'session', 120, '2025-03-01 12:00+05:30'
    FROM generate_series(1, %s)
"""
UPDATE_BOOKINGS = """
    UPDATE bookings SET status = 'CONFIRMED', confirmed_at = clock_timestamp()
    WHERE booking_number IN (
        SELECT 'B' || number FROM generate_series(%(from)s, %(from)s + %(rows)s - 1) AS number
    )
"""


def main(rows: str = "1000") -> None:
    """Measure on a database of its own."""
    with postgres.durable() as cluster:
        measure(cluster.migrated(), int(rows))


def measure(database: Database, rows: int) -> None:
    """Print the ratio of writing with the triggers on to writing with them off."""
    with database.connect() as connection:
        prepare(connection, rows * 10)
        connection.commit()
        for way, commits in WAYS.items():
            connection.execute(sql.SQL("SET synchronous_commit = {}").format(commits))
            for table, write in WRITES.items():
                on, off = rounds(connection, table, write, rows, way == "bulk")
                per_row = on / (rows * (10 if way == "bulk" else 1)) * 1e6
                print(f"{way} {table}: {per_row:.0f} µs a row; ratio {on / off:.2f}", flush=True)


def rounds(
    connection: psycopg.Connection, table: str, write: Write, rows: int, bulk: bool
) -> tuple[float, float]:
    """Return the median seconds of writing with the triggers of the table on, and off."""
    on, off = [], []
    for _ in range(ROUNDS):
        for taken, switch in ((on, "ENABLE"), (off, "DISABLE")):
            set_marking(connection, table, switch)
            taken.append(write(connection, rows, bulk))
    return median(on), median(off)


def prepare(connection: psycopg.Connection, bookings: int) -> None:
    """Insert the bookings to update, without any trigger."""
    provider = make_provider(connection, make_category(connection))
    make_search(connection)
    make_booking(connection, make_customer(connection), provider)
    connection.execute(
        "INSERT INTO bookings (booking_number, customer_id, provider_id, service_type,"
        " service_location, scheduled_date, scheduled_time)"
        " SELECT 'B' || number, customer_id, provider_id, service_type, service_location,"
        " scheduled_date, scheduled_time FROM bookings, generate_series(1, %s) AS number",
        (bookings,),
    )
    connection.execute("ANALYZE bookings")


def set_marking(connection: psycopg.Connection, table: str, switch: str) -> None:
    """Switch the marking triggers of a table, and no others, on or off."""
    triggers = connection.execute(
        "SELECT tgname FROM pg_trigger"
        " WHERE tgrelid = %s::regclass AND tgname ~ '_mark_' AND NOT tgisinternal",
        (table,),
    ).fetchall()
    for (trigger,) in triggers:
        connection.execute(
            sql.SQL("ALTER TABLE {} {} TRIGGER {}").format(
                sql.Identifier(table), sql.SQL(switch), sql.Identifier(trigger)
            )
        )
    connection.commit()


def insert_searches(connection: psycopg.Connection, rows: int, bulk: bool) -> float:
    """Return the seconds of inserting the rows and committing, each by itself unless `bulk`."""
    started = time.perf_counter()
    for _ in range(1 if bulk else rows):
        connection.execute(INSERT_SEARCHES, (rows * 10 if bulk else 1,))
        connection.commit()
    return time.perf_counter() - started


def update_bookings(connection: psycopg.Connection, rows: int, bulk: bool) -> float:
    """Return the seconds of updating the rows and committing, each by itself unless `bulk`."""
    started = time.perf_counter()
    for number in range(1, 2 if bulk else rows + 1):
        connection.execute(UPDATE_BOOKINGS, {"from": number, "rows": rows * 10 if bulk else 1})
        connection.commit()
    return time.perf_counter() - started


WRITES: dict[str, Write] = {"search_logs": insert_searches, "bookings": update_bookings}
WAYS = {
    "single-row": sql.SQL("on"),
    "bulk": sql.SQL("on"),
    "single-row, not waiting for the disk": sql.SQL("off"),
}
"""How rows are written, and whether each commit waits for the disk."""


if __name__ == "__main__":
    main(*sys.argv[1:])
