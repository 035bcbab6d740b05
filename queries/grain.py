"""How finely time is cut: days, weeks from Monday, months, quarters or years."""

from datetime import date, timedelta
from enum import StrEnum


class Grain(StrEnum):
    """The length of one step in time."""

    DAY = "day"
    WEEK = "week"
    MONTH = "month"
    QUARTER = "quarter"
    YEAR = "year"

    def begin(self, day: date) -> date:
        """Return the first day of the step that holds the day.

        >>> Grain.WEEK.begin(date(2025, 3, 1)), Grain.QUARTER.begin(date(2025, 3, 1))
        (datetime.date(2025, 2, 24), datetime.date(2025, 1, 1))
        """
        match self:
            case Grain.DAY:
                return day
            case Grain.WEEK:
                return day - timedelta(days=min(day.weekday(), day.toordinal() - 1))
        months = MONTHS[self]
        return date(day.year, (day.month - 1) // months * months + 1, 1)

    def after(self, begin: date) -> date:
        """Return the first day of the step after the one that begins here.

        >>> Grain.WEEK.after(date(2025, 2, 24)), Grain.YEAR.after(date(2024, 1, 1))
        (datetime.date(2025, 3, 3), datetime.date(2025, 1, 1))
        """
        if self in DAYS:
            return begin + timedelta(days=DAYS[self])
        year, month = divmod(begin.year * 12 + begin.month - 1 + MONTHS[self], 12)
        return date(year, month + 1, 1)


DAYS = {Grain.DAY: 1, Grain.WEEK: 7}
MONTHS = {Grain.MONTH: 1, Grain.QUARTER: 3, Grain.YEAR: 12}
LENGTHS = {**DAYS, **{grain: 30 * months for grain, months in MONTHS.items()}}
"""About how many days a step has."""

LONGEST = {Grain.DAY: 45, Grain.WEEK: 200, Grain.MONTH: 1_500, Grain.QUARTER: 5_500}
"""Days that each grain cuts into steps that can be told apart; more are cut into years."""

MOST_STEPS = 400
"""Steps that a chart can show at all."""

ALWAYS_OFFERED = (Grain.DAY, Grain.WEEK, Grain.MONTH, Grain.QUARTER)


def fitting(days: int) -> Grain:
    """Return the grain that cuts so many days into steps that can be told apart.

    >>> [fitting(days).value for days in (30, 90, 365, 3_650, 9_000)]
    ['day', 'week', 'month', 'quarter', 'year']
    """
    return next((grain for grain, longest in LONGEST.items() if days <= longest), Grain.YEAR)


def offered(days: int) -> list[Grain]:
    """Return the grains into which so many days may be cut: not into too many steps; of years, not
    into one.

    >>> [grain.value for grain in offered(30)], [grain.value for grain in offered(9_000)]
    (['day', 'week', 'month', 'quarter'], ['month', 'quarter', 'year'])
    """
    return [
        grain
        for grain, length in LENGTHS.items()
        if days <= MOST_STEPS * length and (grain in ALWAYS_OFFERED or days > length)
    ]
