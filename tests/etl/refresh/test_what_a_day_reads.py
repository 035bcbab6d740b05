"""What a refresh reads of some days does not depend on how many other days there are."""

from datetime import date, datetime, timedelta
from typing import Any

import psycopg
from psycopg import sql

from etl.refresh.publish import publish
from etl.refresh.write import computing
from etl.rollups import BOOKED, ROLLUPS, Rollup
from etl.rollups.units import MONTH, SEARCH_DAY
from tests.factories import (
    ist,
    make_booking,
    make_category,
    make_customer,
    make_payment,
    make_provider,
    make_review,
    make_search,
    make_status_change,
)
from tests.postgres import Database

FIRST = date(2025, 3, 5)
NOON = ist("2025-03-05 12:00")
CHANGED, ALL_DAYS, EACH = 30, 90, 4
"""Days that are computed, days that there are in the end, and bookings of each: of so many days a
planner thinks of reading everything."""
READ = CHANGED + 7
"""Bookings of the week after a search are its doing."""


def busy(connection: psycopg.Connection, customer: str, provider: str, at: datetime) -> None:
    """Make something of everything at this moment."""
    moments = {"confirmed_at": at, "completed_at": at, "cancelled_at": at}
    booking = make_booking(connection, customer, provider, created_at=at, **moments)
    make_status_change(connection, booking, status="DISPUTED", created_at=at)
    make_payment(connection, booking, created_at=at, paid_at=at, refunded_at=at)
    make_review(connection, booking, customer, provider, created_at=at)
    make_search(connection, created_at=at)


def rows_read(connection: psycopg.Connection, rollup: Rollup) -> dict[str, int]:
    """Return how many rows of each relation are read to compute the changed days, or a month."""
    # Whatever is small is read as a whole otherwise.
    connection.execute("SET enable_seqscan = off")
    query = sql.SQL("EXPLAIN (ANALYZE, FORMAT JSON) SELECT * FROM {}(%s)").format(computing(rollup))
    changed = [FIRST + timedelta(days=n) for n in range(CHANGED)]
    units = [FIRST.replace(day=1)] if rollup.unit is MONTH else changed
    row = connection.execute(query, (units,)).fetchone()
    assert row is not None
    counts: dict[str, int] = {}
    _add_up(row[0][0]["Plan"], counts)
    return counts


def _add_up(node: dict[str, Any], counts: dict[str, int]) -> None:
    if relation := node.get("Relation Name"):
        rows = node["Actual Rows"] + node.get("Rows Removed by Filter", 0)
        counts[relation] = counts.get(relation, 0) + rows * node["Actual Loops"]
    for child in node.get("Plans", ()):
        _add_up(child, counts)


def test_days_read_as_much_however_many_others_there_are(database: Database) -> None:
    rollups = [
        rollup for rollup in ROLLUPS if rollup.unit in {SEARCH_DAY, MONTH} or rollup.marks is BOOKED
    ]
    found = []
    with database.connect() as connection:
        customer = make_customer(connection)
        provider = make_provider(connection, make_category(connection))
        for several in (range(READ), range(READ, ALL_DAYS)):
            for day in several:
                for _ in range(EACH):
                    busy(connection, customer, provider, NOON + timedelta(days=day))
            connection.execute("ANALYZE")
            connection.commit()
            publish(database.owner_url)
            found.append({rollup.name: rows_read(connection, rollup) for rollup in rollups})
    assert found[1] == found[0]
    assert all(sum(counts.values()) for counts in found[0].values())
