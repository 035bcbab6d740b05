"""Totals of providers over all days, counted again for those whose days changed."""

from collections.abc import Iterable, Sequence
from datetime import date

import psycopg

Facts = set[tuple[str, str]]
"""(provider, what its totals are made of)."""


def facts(connection: psycopg.Connection, days: Sequence[date]) -> Facts:
    """Return what the totals are made of on these days, as the rollups hold it now."""
    return set(
        connection.execute(
            "SELECT provider_id, fact FROM rollup.provider_facts(%s)", (list(days),)
        ).fetchall()
    )


def changed(before: Facts, after: Facts) -> set[str]:
    """Return the providers whose facts differ."""
    return {provider for provider, _ in before ^ after}


def recount(connection: psycopg.Connection, providers: Iterable[str]) -> None:
    """Count the totals of these providers again, from the days in the rollups."""
    ids = sorted(providers)
    connection.execute("DELETE FROM rollup.provider_totals WHERE provider_id = ANY (%s)", (ids,))
    connection.execute(
        "INSERT INTO rollup.provider_totals SELECT * FROM rollup.compute_provider_totals(%s)",
        (ids,),
    )


def recount_all(connection: psycopg.Connection) -> None:
    """Count the totals of all providers again."""
    connection.execute("DELETE FROM rollup.provider_totals")
    recount(connection, _all(connection))


def differing(connection: psycopg.Connection) -> int:
    """Return how many providers have other totals than the days in the rollups make."""
    row = connection.execute(
        "WITH right_ones AS MATERIALIZED (SELECT * FROM rollup.compute_provider_totals(%s))"
        " SELECT count(DISTINCT provider_id) FROM ("
        "(TABLE rollup.provider_totals EXCEPT TABLE right_ones)"
        " UNION ALL (TABLE right_ones EXCEPT TABLE rollup.provider_totals)) AS differing",
        (_all(connection),),
    ).fetchone()
    assert row is not None
    return int(row[0])


def _all(connection: psycopg.Connection) -> list[str]:
    rows = connection.execute(
        "SELECT provider_id FROM rollup.booking_cohorts"
        " UNION SELECT provider_id FROM rollup.reviews"
    )
    return [provider for (provider,) in rows]
