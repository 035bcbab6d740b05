"""How finely time is cut: days, weeks from Monday, or months."""

from enum import StrEnum


class Grain(StrEnum):
    """The length of one step in time, in the words that PostgreSQL's date_trunc knows."""

    DAY = "day"
    WEEK = "week"
    MONTH = "month"


def fitting(days: int) -> Grain:
    """Return the grain that cuts so many days into steps that can be told apart.

    >>> fitting(30).value, fitting(90).value, fitting(365).value
    ('day', 'week', 'month')
    """
    if days <= 45:
        return Grain.DAY
    return Grain.WEEK if days <= 200 else Grain.MONTH
