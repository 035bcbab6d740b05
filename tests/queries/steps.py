"""The steps into which a grain cuts the days of filters."""

from datetime import date, timedelta

from pandas import DataFrame

from queries.filters import Filters
from queries.grain import Grain

Step = tuple[date, date, date]
"""The first day of the whole step, and the first and the last that the filters leave of it."""


def start_of(day: date, grain: Grain | None, filters: Filters) -> date:
    """Return the first day of the day's step: itself, its Monday, the first of its month, quarter
    or year, or the first day of all.
    """
    match grain:
        case Grain.DAY:
            return day
        case Grain.WEEK:
            return day - timedelta(days=day.weekday())
        case Grain.MONTH:
            return day.replace(day=1)
        case Grain.QUARTER:
            return day.replace(month={0: 1, 1: 4, 2: 7, 3: 10}[(day.month - 1) // 3], day=1)
        case Grain.YEAR:
            return day.replace(month=1, day=1)
    return filters.start


def steps_of(filters: Filters, grain: Grain | None) -> list[Step]:
    """Return the steps that the filters' days fall into, in order."""
    days = [filters.start + timedelta(days=place) for place in range(filters.days)]
    steps: dict[date, list[date]] = {}
    for day in days:
        steps.setdefault(start_of(day, grain, filters), []).append(day)
    return [(start, days[0], days[-1]) for start, days in steps.items()]


def steps_in(frame: DataFrame) -> list[Step]:
    """Return the steps that a frame says it has."""
    return list(frame[["period", "first_day", "last_day"]].itertuples(index=False, name=None))
