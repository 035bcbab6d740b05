"""Promise: marking what changed costs writers little.

`python benchmarks/write_overhead.py [demo|month1|year1|year3|here]` inserts searches into that
marketplace and confirms its newest bookings, each in a transaction that waits for the disk, then a
thousand in one statement; with the marking triggers on and off in turn. Prints the ratio of the
medians of all rounds, and between which two the middle half of the rounds lies; then the same for
rows that do not wait for the disk: what the marks cost the processor.

`here` is the database that `localpro` uses in this folder. Data change there: measure on one that
you can do without.
"""

import time
from collections.abc import Callable, Sequence
from statistics import median, quantiles

import psycopg
from psycopg import sql

from tests.marketplaces import asked_for

ROUNDS = 101
BLOCK = 40
"""Rows by themselves in a round."""
BULK = 1_000
"""Rows of a statement of many, one of them in a round."""

Write = Callable[[psycopg.Connection, Sequence[str]], object]
"""Writes a row for each of these bookings, in one statement."""

INSERT_SEARCHES = """
    INSERT INTO search_logs (
        query, results_count, filters, location, user_id, session_id, response_time, created_at
    )
    SELECT 'plumber near me', 3, '{"categoryId": "one"}', '{"lat": 26.8467, "lng": 80.9462}',
        'someone', 'session', 120, now()
    FROM unnest(%s::text[])
"""
CONFIRM_BOOKINGS = """
    UPDATE bookings SET status = 'CONFIRMED', confirmed_at = clock_timestamp() WHERE id = ANY (%s)
"""
WRITES: dict[str, Write] = {
    "search_logs": lambda connection, ids: connection.execute(INSERT_SEARCHES, (ids,)),
    "bookings": lambda connection, ids: connection.execute(CONFIRM_BOOKINGS, (ids,)),
}


def measure(url: str) -> None:
    """Print the ratio of writing with the triggers on to writing with them off."""
    with psycopg.connect(url, autocommit=True) as connection:
        rows = connection.execute(
            "SELECT id FROM bookings ORDER BY created_at DESC, id LIMIT %s", (BULK,)
        )
        ids = [booking for (booking,) in rows]
        connection.execute(CONFIRM_BOOKINGS, (ids,))
        each = [[booking] for booking in ids[:BLOCK]]
        for way, statements, commits in (
            ("one row", each, "on"),
            (f"{BULK:,} rows in a statement", [ids], "on"),
            ("one row, not waiting for the disk", each, "off"),
        ):
            connection.execute(sql.SQL("SET synchronous_commit = {}").format(sql.SQL(commits)))
            for table in WRITES:
                report(f"{way}, {table}", *rounds(connection, table, statements))


def rounds(
    connection: psycopg.Connection, table: str, statements: Sequence[Sequence[str]]
) -> tuple[list[float], list[float]]:
    """Return the seconds of each round with the triggers of the table on, and off."""
    on, off = list[float](), list[float]()
    try:
        for _ in range(ROUNDS):
            for taken, switch in ((on, "ENABLE"), (off, "DISABLE")):
                set_marking(connection, table, switch)
                write(connection, table, statements[:5])  # plans what the switch made it forget
                taken.append(write(connection, table, statements))
    finally:
        set_marking(connection, table, "ENABLE")
    return on, off


def report(what: str, on: Sequence[float], off: Sequence[float]) -> None:
    """Print a line of ratios."""
    low, _, high = quantiles([marked / plain for marked, plain in zip(on, off, strict=True)])
    ratio = median(on) / median(off)
    print(f"{what}: ratio {ratio:.2f} (half of the rounds {low:.2f} to {high:.2f})", flush=True)


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


def write(connection: psycopg.Connection, table: str, statements: Sequence[Sequence[str]]) -> float:
    """Return the seconds of these statements, each of them a transaction."""
    started = time.perf_counter()
    for ids in statements:
        WRITES[table](connection, ids)
    return time.perf_counter() - started


if __name__ == "__main__":
    with asked_for(durable=True) as marketplace:
        measure(marketplace)
