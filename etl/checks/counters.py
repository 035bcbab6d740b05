"""Whether stored counters are what counting gives."""

from collections import Counter
from collections.abc import Iterator

import psycopg

from etl.adopt.state import is_under_way
from etl.checks.findings import Finding

KEPT = ("total_jobs", "completed_jobs", "cancelled_jobs", "average_rating")
"""What the triggers keep, and scores are made of. All others are the application's."""

RECOUNT = "Run `localpro reputation recalc --counters`"


def check_counters(connection: psycopg.Connection) -> Iterator[Finding]:
    """Tell of providers whose counters are not what their bookings and reviews say."""
    if is_under_way(connection):
        state = "as the marketplace has them that is being adopted; counted when it is taken over"
        yield Finding("counters", state)
        return
    rows = connection.execute(
        "SELECT relation, counter, id, stored, counted FROM etl.counters_that_disagree()"
        " ORDER BY relation, counter, id"
    ).fetchall()
    wrong = [row for row in rows if row[0] == "provider_profiles" and row[1] in KEPT]
    others = Counter(f"{relation}.{counter}" for relation, counter, *_ in rows)
    if not wrong:
        told = ", ".join(f"{name} of {count:,}" for name, count in others.items())
        state = f"of providers as counted; the application's own are not: {told}"
        yield Finding("counters", state if told else "as counted")
        return
    _, counter, provider, stored, counted = wrong[0]
    providers = len({row[2] for row in wrong})
    state = f"of {providers:,} providers are not as counted: {counter} of {provider} is"
    yield Finding("counters", f"{state} {stored}, counted {counted}", RECOUNT)
