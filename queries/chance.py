"""Whether a change is more than chance explains.

Rates are parts of wholes and compared as such; counts are of things that come one by one;
of amounts, averages and estimates nothing is known but how they vary from day to day. Where that
is not enough to tell, a change counts as chance.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from math import sqrt
from statistics import fmean, variance
from typing import Any, cast

import pandas as pd

from queries.catalog import METRICS, Metric, Unit
from queries.metrics.aggregates import Share, Sketch, Sum, Told

SURE = 1.96
"""Standard errors by which something must change to be no chance: chance does it 1 time in 20."""

FEWEST = 10
"""Cases, or days, that it takes to judge: with fewer, the errors are not what they seem."""

Totals = Mapping[str, Any]
"""Numbers of a period by name, `counted_days` among them."""


def _parts(known: Metric) -> tuple[str, tuple[str, ...]] | None:
    """Return the metrics that a share is a part of, the part and the whole; None for no share, and
    for one of sums that no metric says by themselves.
    """
    match known.aggregate:
        case Share(above=above, below=below):
            part, whole = (_counted(side, known) for side in (above, below))
            return (part[0], whole) if part and whole else None
        case Told(share_of=(counted, among)):
            return counted, (among,)
    return None


def _counted(side: Sum, share: Metric) -> tuple[str, ...]:
    """Return the metrics that each say one of the columns that are summed up; none where a column
    has no metric.
    """
    counts = {
        known.aggregate.columns: known.name
        for known in METRICS.values()
        if isinstance(known.aggregate, Sum) and share.relations[0] in known.relations
    }
    named = tuple(counts[column,] for column in side.columns if (column,) in counts)
    return named if len(named) == len(side.columns) else ()


RATES = {name: parts for name, known in METRICS.items() if (parts := _parts(known))}
"""What each rate is a part of: the metrics of the part, and of the whole. Of any other, it is only
known how it varies from day to day.
"""

COUNTS = frozenset(
    known.name
    for known in METRICS.values()
    if known.unit is Unit.COUNT and not isinstance(known.aggregate, Sketch)
)
"""Counts of things that come independently of each other; estimates are none."""


@dataclass(frozen=True)
class Rate:
    """A part of a whole, for instance cancelled of requested bookings."""

    part: int
    whole: int

    @property
    def value(self) -> float:
        """Return part / whole; 0 for an empty whole."""
        return self.part / self.whole if self.whole else 0.0


def rate(metric: str, totals: Totals) -> Rate:
    """Return a rate of the catalog as a part of a whole."""
    part, whole = RATES[metric]
    return Rate(int(totals[part]), sum(int(totals[name]) for name in whole))


def is_sure(
    metric: str, now: Totals, before: Totals, now_days: Sequence[Any], before_days: Sequence[Any]
) -> bool:
    """Return whether a metric changed by more than chance explains, in the direction it shows.

    `now_days` and `before_days` are its values day by day.
    """
    if metric in RATES:
        return rates_differ(rate(metric, now), rate(metric, before))
    if _is_missing(now[metric]) or _is_missing(before[metric]):
        return False
    if metric in COUNTS:
        a, b = int(now[metric]), int(before[metric])
        return counts_differ(a, b, now["counted_days"], before["counted_days"])
    change = _change_of_days(now_days, before_days)
    return change * (float(now[metric]) - float(before[metric])) > 0


def rates_differ(now: Rate, before: Rate) -> bool:
    """Return whether two rates differ by more than chance explains: a test of two proportions.

    >>> rates_differ(Rate(60, 500), Rate(30, 500)), rates_differ(Rate(12, 100), Rate(6, 100))
    (True, False)
    >>> rates_differ(Rate(1, 1), Rate(0, 40)), rates_differ(Rate(50, 50), Rate(0, 0))
    (False, False)
    """
    if not now.whole or not before.whole:
        return False
    lower, higher = sorted((now, before), key=lambda rate: rate.value)
    if min(higher.part, lower.whole - lower.part) < FEWEST:
        return False
    together = (now.part + before.part) / (now.whole + before.whole)
    error = sqrt(together * (1 - together) * (1 / now.whole + 1 / before.whole))
    return abs(now.value - before.value) > SURE * error


def rose(now: Rate, before: Rate) -> bool:
    """Return whether a rate is higher than before by more than chance explains."""
    return now.value > before.value and rates_differ(now, before)


def counts_differ(now: int, before: int, now_days: int = 1, before_days: int = 1) -> bool:
    """Return whether two counts differ by more than chance explains, and than their days do.

    Of as many days each, they do when the difference is larger than SURE * sqrt(now + before). A
    long month that is busier than a short one only because it is longer has not changed.

    >>> counts_differ(140, 100), counts_differ(120, 100), counts_differ(9, 0)
    (True, False, False)
    >>> counts_differ(3_100, 2_800), counts_differ(3_100, 2_800, 31, 28)
    (True, False)
    """
    both, days = now + before, now_days + before_days
    if max(now, before) < FEWEST:
        return False
    more = now - both * now_days / days
    error = sqrt(both * now_days * before_days) / days
    return abs(more) > SURE * error and more * (now - before) > 0


def _change_of_days(now: Sequence[Any], before: Sequence[Any]) -> float:
    """Return by how much the mean of days changed, 0 where chance may explain it (Welch)."""
    known = [[float(value) for value in days if not _is_missing(value)] for days in (now, before)]
    if min(map(len, known)) < FEWEST:
        return 0.0
    change = fmean(known[0]) - fmean(known[1])
    error = sqrt(sum(variance(days) / len(days) for days in known))
    return change if abs(change) > SURE * error else 0.0


def _is_missing(value: object) -> bool:
    return bool(pd.isna(cast(Any, value)))
