"""What random writers choose from: days, places, and the rows that are there."""

from datetime import datetime, timedelta
from random import Random

import psycopg
from psycopg import sql

from tests.factories import ist

DAYS = 24
"""Everything happens on so many days from 1 January 2025: in five weeks of searches."""

PLACES = ({"lat": 26.85, "lng": 80.95}, {"lat": 27.18, "lng": 78.01}, None)


def moment(chance: Random) -> datetime:
    """Return a moment of the days; every third within a second of a business midnight."""
    day = ist("2025-01-01 00:00") + timedelta(days=chance.randrange(DAYS))
    return day + timedelta(seconds=chance.choice([0, 86_399, chance.randrange(86_400)]))


def maybe(chance: Random) -> datetime | None:
    return chance.choice([None, moment(chance)])


def pick(connection: psycopg.Connection, chance: Random, table: str) -> str:
    """Return the id of some row of the table, as this connection sees it, or that of none.

    Of many rows, one of the first.
    """
    row = connection.execute(
        sql.SQL(
            "SELECT id FROM (SELECT id FROM {} LIMIT 5000) AS known ORDER BY md5(id || %s) LIMIT 1"
        ).format(sql.Identifier(table)),
        (str(chance.random()),),
    ).fetchone()
    return "none" if row is None else str(row[0])
