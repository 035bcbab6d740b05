"""The key figures of a period, how each changed over the days that are compared, and its course."""

from dataclasses import dataclass
from typing import Any, Protocol

from pandas import DataFrame

from queries.chance import Totals, is_sure
from queries.filters import Filters
from queries.frames import only_row
from queries.grain import MOST_STEPS, Grain, fitting
from queries.source import Source
from queries.steps import Cut, steps_of


class OverTime(Protocol):
    """A question about a topic of this package: what happened in each step of a period."""

    def __call__(self, source: Source, filters: Filters, *, cut: Cut) -> DataFrame:
        """Return one row per step of the filters' days, with a column for each metric."""


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


@dataclass(frozen=True)
class Trend:
    """The steps of a period, and those of its comparison, if any, that stand beside them."""

    steps: DataFrame
    before: DataFrame | None


def figures(source: Source, over_time: OverTime, filters: Filters) -> Figures:
    """Return the figures of the filters' period."""
    shown = only_row(over_time(source, filters, cut=None))
    steps = over_time(source, filters, cut=fitting(filters.days))
    compared = filters.comparison
    if compared is None:
        return Figures(shown, steps, None, None, NO_DAYS, NO_DAYS)
    now, before = (
        only_row(over_time(source, side, cut=None)) for side in (compared.now, compared.before)
    )
    now_days, before_days = NO_DAYS, NO_DAYS
    if filters.days <= MOST_STEPS:
        days = over_time(source, filters, cut=Grain.DAY)
        now_days = days[days["first_day"] <= compared.now.end]
        before_days = over_time(source, compared.before, cut=Grain.DAY)
    return Figures(shown, steps, now, before, now_days, before_days)


def trend(source: Source, over_time: OverTime, filters: Filters, grain: Grain) -> Trend:
    """Return the course of the filters' period in steps of the grain."""
    steps, compared = steps_of(filters, grain), filters.comparison
    shown = over_time(source, filters, cut=steps)
    if compared is None:
        return Trend(shown, None)
    beside = compared.steps(steps, grain)
    return Trend(shown, over_time(source, compared.before, cut=beside))


NO_DAYS = DataFrame()


def _values(days: DataFrame, metric: str) -> list[Any]:
    return list(days[metric]) if metric in days else []
