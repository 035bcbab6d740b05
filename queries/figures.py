"""The key figures of a period, and how each changed over the days that are compared."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from pandas import DataFrame

from queries.chance import Totals, is_sure
from queries.filters import Filters
from queries.frames import only_row
from queries.grain import MOST_STEPS, Grain, fitting
from queries.steps import Cut

OverTime = Callable[[Filters, Cut], DataFrame]
"""Returns one row per step of the filters' days, with a column for each metric."""


@dataclass(frozen=True)
class Change:
    """A metric over the days that are compared, and over those they are compared with."""

    now: Any
    before: Any
    is_sure: bool
    """Whether it changed by more than chance explains."""


@dataclass(frozen=True)
class Figures:
    """Metrics of the whole period, of its steps, and of the two sides of its comparison, if any."""

    shown: Totals
    steps: DataFrame
    now: Totals | None
    before: Totals | None
    now_days: DataFrame
    before_days: DataFrame

    def change(self, metric: str) -> Change | None:
        """Return how a metric changed, None without a comparison."""
        if self.now is None or self.before is None:
            return None
        days = [_values(frame, metric) for frame in (self.now_days, self.before_days)]
        sure = is_sure(metric, self.now, self.before, *days)
        return Change(self.now[metric], self.before[metric], sure)


def figures(over_time: OverTime, filters: Filters) -> Figures:
    """Return the figures of the filters' period from what reads it over time."""
    shown = only_row(over_time(filters, None))
    steps = over_time(filters, fitting(filters.days))
    compared = filters.comparison
    if compared is None:
        return Figures(shown, steps, None, None, NO_DAYS, NO_DAYS)
    now, before = (only_row(over_time(side, None)) for side in (compared.now, compared.before))
    now_days, before_days = NO_DAYS, NO_DAYS
    if filters.days <= MOST_STEPS:
        days = over_time(filters, Grain.DAY)
        now_days = days[days["first_day"] <= compared.now.end]
        before_days = over_time(compared.before, Grain.DAY)
    return Figures(shown, steps, now, before, now_days, before_days)


NO_DAYS = DataFrame()


def _values(days: DataFrame, metric: str) -> list[Any]:
    return list(days[metric]) if metric in days else []
