"""Counts again the counters that are stored beside the rows they count."""

from collections.abc import Sequence
from dataclasses import dataclass

import psycopg

from etl.statements import statement

PROVIDERS, CUSTOMERS = "provider_profiles", "customer_profiles"

BATCH = 250
"""Rows written in one transaction: jobs and reviews of theirs wait for it."""


@dataclass(frozen=True)
class Disagreeing:
    """What is stored and is not what counting gives: so many counters, and whose they are."""

    counters: int
    providers: tuple[str, ...]
    customers: tuple[str, ...]


def disagreeing(connection: psycopg.Connection) -> Disagreeing:
    """Return what disagrees now."""
    rows = connection.execute("SELECT relation, id FROM etl.counters_that_disagree()").fetchall()
    providers = sorted({id_ for relation, id_ in rows if relation == PROVIDERS})
    customers = sorted({id_ for relation, id_ in rows if relation == CUSTOMERS})
    return Disagreeing(len(rows), tuple(providers), tuple(customers))


def recount(connection: psycopg.Connection) -> Disagreeing:
    """Put the counters right, batch by batch, and return what disagreed.

    Rows are locked before their bookings are counted, by id, as triggers do (`etl.lock_providers`):
    a job that commits meanwhile is either counted here or adds itself afterwards. `connection`
    must be in autocommit mode.
    """
    found = disagreeing(connection)
    for ids in _batches(found.providers):
        with connection.transaction():
            connection.execute("SELECT etl.lock_providers(%s)", (ids,))
            connection.execute(statement(__file__, "recount_providers"), {"ids": ids})
            connection.execute("SELECT etl.rate_providers(%s)", (ids,))
            connection.execute("SELECT etl.rescore_providers(%s)", (ids,))
    for ids in _batches(found.customers):
        with connection.transaction():
            connection.execute(statement(__file__, "lock_customers"), {"ids": ids})
            connection.execute(statement(__file__, "recount_customers"), {"ids": ids})
    return found


def _batches(ids: Sequence[str]) -> list[list[str]]:
    return [[*ids[start : start + BATCH]] for start in range(0, len(ids), BATCH)]
