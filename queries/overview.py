"""How the business is: every topic's main numbers, and what changed for the worse."""

from dataclasses import dataclass
from datetime import timedelta
from math import sqrt
from typing import Any
from zoneinfo import ZoneInfo

import pandas as pd
from pandas import DataFrame

from queries import bookings, providers, revenue, search
from queries.filters import Filters
from queries.frames import only_row
from queries.grain import Grain
from queries.settings import settings
from queries.snapshot import Snapshot

PLACES = ("category", "district")
SURE = 1.96
"""Standard errors by which a rate must rise to be reported: chance alone does it 1 time in 40."""

FEWEST = 10
"""Cases that a rate must have to be reported: with fewer, the errors are not what they seem."""

FORGOTTEN_DAYS = 14
"""A booking that is still open after so many days has probably been forgotten."""


TOPICS = {
    bookings.cohorts: ("requested", "cancelled", "disputed"),
    providers.over_time: ("active_providers", "jobs_completed", "reviews", "rating"),
    revenue.over_time: (*revenue.MEASURES, *revenue.RATES),
    search.over_time: ("searches", "zero_results", "zero_result_rate"),
}
"""What the overview takes of each topic, as that topic counts it."""


@dataclass(frozen=True)
class Rate:
    """A part of a whole, for instance cancelled of requested bookings."""

    part: int
    whole: int

    @property
    def value(self) -> float:
        """Return part / whole; 0 for an empty whole."""
        return self.part / self.whole if self.whole else 0.0


@dataclass(frozen=True)
class Worsening:
    """A rate that rose more than chance explains: a metric of the catalog, now and before."""

    metric: str
    now: Rate
    before: Rate


def by_day(snapshot: Snapshot, filters: Filters) -> DataFrame:
    """Return one row per business day: period (the day) and the columns of `TOPICS`.

    Searches are those of the district in every category: a search has no provider.
    """
    return _together(snapshot, filters, Grain.DAY)


def totals(snapshot: Snapshot, filters: Filters) -> dict[str, Any]:
    """Return what `by_day` has, for the whole period."""
    return only_row(_together(snapshot, filters, None))


def _together(snapshot: Snapshot, filters: Filters, grain: Grain | None) -> DataFrame:
    frames = [
        read(snapshot, filters, grain).set_index("period")[list(columns)]
        for read, columns in TOPICS.items()
    ]
    return pd.concat(frames, axis="columns").reset_index()


def growth_by_category(snapshot: Snapshot, filters: Filters) -> DataFrame:
    """Return key (category_id), category, requested, requested_before, gross_amount,
    gross_amount_before and gross_growth, most gross first; without a comparison, what was before
    is 0 and there is no growth.
    """
    return _growth_by("category", snapshot, filters)


def growth_by_district(snapshot: Snapshot, filters: Filters) -> DataFrame:
    """Return district and the columns of `growth_by_category`, most gross first."""
    return _growth_by("district", snapshot, filters)


def _growth_by(dimension: str, snapshot: Snapshot, filters: Filters) -> DataFrame:
    previous = filters.previous()
    frame = snapshot.frame(
        "overview_growth_by",
        **filters.params(*PLACES, "currency"),
        before_start=previous.start if previous else None,
        before_end=previous.end if previous else None,
        dimension=dimension,
    )
    return frame.rename(columns={"name": dimension})


def uncovered_districts(snapshot: Snapshot, filters: Filters) -> DataFrame:
    """Return district, searches and zero_results where people searched but no provider serves."""
    return snapshot.frame("overview_uncovered_districts", **filters.params(*PLACES))


def forgotten(snapshot: Snapshot, filters: Filters) -> int:
    """Return how many bookings of the period are open more than FORGOTTEN_DAYS after the request,
    seen from the moment of the data version.
    """
    cohorts = bookings.cohorts(snapshot, filters, Grain.DAY)
    today = snapshot.as_of.astimezone(ZoneInfo(settings().timezone)).date()
    latest = today - timedelta(days=FORGOTTEN_DAYS)
    return int(cohorts.loc[cohorts["period"] < latest, "open"].sum())


def worsenings(snapshot: Snapshot, filters: Filters) -> list[Worsening]:
    """Return the rates that rose since the comparison period by more than chance explains."""
    previous = filters.previous()
    if previous is None:
        return []
    now, before = _rates(snapshot, filters), _rates(snapshot, previous)
    return [
        Worsening(metric, now[metric], before[metric])
        for metric in now
        if rose(now[metric], before[metric])
    ]


def rose(now: Rate, before: Rate) -> bool:
    """Return whether a rate is higher than before by more than chance explains.

    >>> rose(Rate(60, 500), Rate(30, 500)), rose(Rate(12, 100), Rate(6, 100))
    (True, False)
    >>> rose(Rate(1, 1), Rate(0, 40)), rose(Rate(50, 50), Rate(0, 0))
    (False, False)
    """
    if now.part < FEWEST or not before.whole:
        return False
    together = (now.part + before.part) / (now.whole + before.whole)
    error = sqrt(together * (1 - together) * (1 / now.whole + 1 / before.whole))
    return now.value - before.value > SURE * error


def _rates(snapshot: Snapshot, filters: Filters) -> dict[str, Rate]:
    sums = totals(snapshot, filters)
    return {
        "zero_result_rate": Rate(sums["zero_results"], sums["searches"]),
        "cancellation_rate": Rate(sums["cancelled"], sums["requested"]),
        "dispute_rate": Rate(sums["disputed"], sums["requested"]),
        "failure_rate": Rate(sums["failed_payments"], sums["payments"] + sums["failed_payments"]),
    }
