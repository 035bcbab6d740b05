"""What is too much to check every night is checked in turns."""

from datetime import date

import psycopg

ROTATION = 30
"""Nights in which everything has its turn."""


def today(connection: psycopg.Connection) -> date:
    """Return the business day as the transaction began."""
    row = connection.execute("SELECT etl.business_day(now())").fetchone()
    assert row is not None
    day: date = row[0]
    return day


def is_turn(day: date, today: date) -> bool:
    """Tell whether what is of that day is checked today.

    >>> turns = [is_turn(date(2025, 1, 1), date(2025, 6, number)) for number in range(1, 31)]
    >>> turns.count(True), turns.index(True)
    (1, 29)
    """
    return (today - day).days % ROTATION == 0
