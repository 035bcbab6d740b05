"""Days in a row, and what they are compared with."""

from calendar import monthrange
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

ONE_DAY = timedelta(days=1)


@dataclass(frozen=True)
class Period:
    """Days from `start` to `end`, both included."""

    start: date
    end: date

    @property
    def days(self) -> int:
        """Number of days; 0 or less when `end` is before `start`."""
        return (self.end - self.start).days + 1


ALWAYS = Period(date.min, date.max)


class Unit(StrEnum):
    """What the days of a period are meant as: so many days, or (a part of) a calendar unit."""

    DAYS = "days"
    WEEK = "week"
    MONTH = "month"
    QUARTER = "quarter"
    YEAR = "year"


MONTHS = {Unit.MONTH: 1, Unit.QUARTER: 3, Unit.YEAR: 12}
FIRST_MONTHS = {Unit.MONTH: range(1, 13), Unit.QUARTER: (1, 4, 7, 10), Unit.YEAR: (1, 4)}
"""The months in which a unit begins. A year is a calendar year, or a financial year from April."""


class Why(StrEnum):
    """Why a period is not compared although a comparison was asked for."""

    NOT_OVER = "not over"
    OVERLAP = "overlap"
    BEFORE_DATA = "before data"


@dataclass(frozen=True)
class Shift:
    """How far back the days lie that a period is compared with: months, or days."""

    months: int = 0
    days: int = 0

    def back(self, day: date) -> date:
        """Return the day so far back: the same day of its month, as far as that exists.

        >>> Shift(months=1).back(date(2025, 3, 30)), Shift(days=7).back(date(2025, 3, 3))
        (datetime.date(2025, 2, 28), datetime.date(2025, 2, 24))
        """
        if not self.months:
            return date.fromordinal(max(day.toordinal() - self.days, 1))
        year, month = divmod(day.year * 12 + day.month - 1 - self.months, 12)
        if year < 1:
            return date.min
        return date(year, month + 1, min(day.day, monthrange(year, month + 1)[1]))


MONTH_EARLIER, YEAR_EARLIER = Shift(months=1), Shift(months=12)
WEEK, WEEKS_EARLIER = Shift(days=7), Shift(days=52 * 7)
"""The latter is about a year, with every day beside one of its weekday."""


def last_of_month(day: date) -> date:
    """Return the last day of the day's month."""
    return day.replace(day=monthrange(day.year, day.month)[1])


def just_before(period: Period, unit: Unit | None = None) -> Shift:
    """Return how far back the period before lies.

    Calendar weeks, months, quarters and years follow each other, whole or to date; of any other
    period, the one before has as many days. `unit` says what is meant where the days alone could
    mean two things: 1 to 7 November are a part of the month, or the last seven days.
    """
    if unit is Unit.DAYS:
        return Shift(days=period.days)
    if unit is Unit.WEEK and period.start.weekday() + period.days <= WEEK.days:
        return WEEK
    months = MONTHS[unit] if unit in MONTHS and _is_part(period, unit) else 0
    months = months or _whole_months(period) or _smallest_unit(period)
    return Shift(months=months) if months else Shift(days=period.days)


def before(now: Period, whole: Period, shift: Shift) -> Period:
    """Return what `now`, the complete days of the period `whole`, is compared with.

    Months that are over are compared with whole months, however many days these have.
    """
    end = shift.back(now.end)
    if shift.months and now == whole and _whole_months(whole):
        end = last_of_month(end)
    return Period(shift.back(now.start), end)


def _is_part(period: Period, unit: Unit) -> bool:
    """Return whether the period begins with a calendar unit and does not go beyond it."""
    start, months = period.start, MONTHS[unit]
    return (
        start.day == 1
        and start.month in FIRST_MONTHS[unit]
        and _months_after(start, period.end) < months
    )


def _whole_months(period: Period) -> int:
    """Return of how many whole months the period consists, 0 if it does not."""
    if period.start.day != 1 or period.end != last_of_month(period.end):
        return 0
    return _months_after(period.start, period.end) + 1


def _smallest_unit(period: Period) -> int:
    return next((months for unit, months in MONTHS.items() if _is_part(period, unit)), 0)


def _months_after(start: date, end: date) -> int:
    return (end.year - start.year) * 12 + end.month - start.month
