"""Periods by their names: rules that mean other days tomorrow, on the screen and on the command
line alike.

They end with the day of as-of, whatever days rows carry. Weeks begin on Monday.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from types import MappingProxyType

from queries.grain import Grain
from queries.periods import ONE_DAY, Period, Unit


class Preset(StrEnum):
    """A period that has a name, in the order in which they are offered."""

    TODAY = "today"
    YESTERDAY = "yesterday"
    LAST_7_DAYS = "last_7_days"
    LAST_28_DAYS = "last_28_days"
    LAST_30_DAYS = "last_30_days"
    LAST_90_DAYS = "last_90_days"
    WEEK_TO_DATE = "week_to_date"
    MONTH_TO_DATE = "month_to_date"
    QUARTER_TO_DATE = "quarter_to_date"
    YEAR_TO_DATE = "year_to_date"
    LAST_WEEK = "last_week"
    LAST_MONTH = "last_month"
    LAST_QUARTER = "last_quarter"
    LAST_YEAR = "last_year"
    THIS_FINANCIAL_YEAR = "this_financial_year"
    LAST_FINANCIAL_YEAR = "last_financial_year"
    ALL_TIME = "all_time"

    @property
    def unit(self) -> Unit:
        """What its days are meant as."""
        return RULES[self].unit

    def days(self, data: Period) -> Period | None:
        """Return its days that there may be data of, None when there are none.

        `data` ends with the day of as-of.
        """
        asked = RULES[self].days(data)
        days = Period(max(asked.start, data.start), min(asked.end, data.end))
        return days if days.days > 0 else None


USUAL = Preset.LAST_30_DAYS
"""The period where nobody says which."""


@dataclass(frozen=True)
class _Rule:
    """Which days a preset is, of the days of data, and what they are meant as."""

    unit: Unit
    days: Callable[[Period], Period]


def financial_year(day: date) -> Period:
    """Return the Indian financial year that holds the day: 1 April to 31 March.

    >>> financial_year(date(2025, 3, 31))
    Period(start=datetime.date(2024, 4, 1), end=datetime.date(2025, 3, 31))
    """
    first = day.year if day.month >= 4 else day.year - 1
    return Period(date(first, 4, 1), date(first + 1, 3, 31))


def days_until(last: date, days: int) -> Period:
    """Return so many days, the last one included; fewer where the calendar begins."""
    return Period(date.fromordinal(max(last.toordinal() - days + 1, 1)), last)


def _last(days: int) -> _Rule:
    return _Rule(Unit.DAYS, lambda data: days_until(data.end, days))


def _to_date(unit: Unit) -> _Rule:
    return _Rule(unit, lambda data: Period(Grain(unit).begin(data.end), data.end))


def _whole(unit: Unit) -> _Rule:
    """Return the rule of the last calendar unit that is over."""

    def days(data: Period) -> Period:
        end = _day_before(Grain(unit).begin(data.end))
        return Period(Grain(unit).begin(end), end)

    return _Rule(unit, days)


def _day_before(day: date) -> date:
    return days_until(day, 2).start


def _yesterday(data: Period) -> Period:
    return Period(data.end - ONE_DAY, data.end - ONE_DAY)


def _financial_year_before(data: Period) -> Period:
    return financial_year(_day_before(financial_year(data.end).start))


RULES: Mapping[Preset, _Rule] = MappingProxyType(
    {
        Preset.TODAY: _last(1),
        Preset.YESTERDAY: _Rule(Unit.DAYS, _yesterday),
        Preset.LAST_7_DAYS: _last(7),
        Preset.LAST_28_DAYS: _last(28),
        Preset.LAST_30_DAYS: _last(30),
        Preset.LAST_90_DAYS: _last(90),
        Preset.WEEK_TO_DATE: _to_date(Unit.WEEK),
        Preset.MONTH_TO_DATE: _to_date(Unit.MONTH),
        Preset.QUARTER_TO_DATE: _to_date(Unit.QUARTER),
        Preset.YEAR_TO_DATE: _to_date(Unit.YEAR),
        Preset.LAST_WEEK: _whole(Unit.WEEK),
        Preset.LAST_MONTH: _whole(Unit.MONTH),
        Preset.LAST_QUARTER: _whole(Unit.QUARTER),
        Preset.LAST_YEAR: _whole(Unit.YEAR),
        Preset.THIS_FINANCIAL_YEAR: _Rule(Unit.YEAR, lambda data: financial_year(data.end)),
        Preset.LAST_FINANCIAL_YEAR: _Rule(Unit.YEAR, _financial_year_before),
        Preset.ALL_TIME: _Rule(Unit.DAYS, lambda data: data),
    }
)
"""What each preset means. To add one, add it to `Preset` and here."""
