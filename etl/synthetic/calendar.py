"""When things happen: business days, hours of the day, and moments spread over a history."""

from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta

import numpy as np
from numpy.random import Generator

from etl.synthetic.streams import Floats, Ints, deal

SECOND = 1_000_000
"""Moments are microseconds since 1970 in UTC, as PostgreSQL keeps them."""
MINUTE = 60 * SECOND
HOUR = 60 * MINUTE
DAY = 24 * HOUR
IST = 5 * HOUR + 30 * MINUTE
"""Uttar Pradesh has one time zone and no summer time, so its offset is a constant."""
NEVER = int(np.iinfo(np.int64).max)
"""The moment of what did not happen: later than any other."""

BOOKING_HOURS = (
    *(3, 2, 1, 1, 2, 6, 18, 38, 62, 88, 118, 122),
    *(96, 72, 66, 74, 90, 116, 128, 120, 92, 58, 28, 10),
)
"""Traffic by hour of the day: people book before lunch and after work."""
SEARCH_HOURS = (
    *(9, 5, 3, 2, 4, 9, 22, 42, 66, 90, 112, 114),
    *(96, 80, 74, 80, 92, 110, 124, 122, 108, 84, 52, 24),
)
"""The same for searches and sign-ups, which last longer into the evening."""


@dataclass(frozen=True)
class Period:
    """Whole business days, from the first to the last, both included."""

    first: date
    last: date

    @property
    def days(self) -> int:
        """How many days."""
        return (self.last - self.first).days + 1

    @property
    def start(self) -> int:
        """The business midnight that begins the first day."""
        return midnight(self.first)

    @property
    def end(self) -> int:
        """The business midnight that ends the last day: nothing happens then or later."""
        return midnight(self.last + timedelta(days=1))

    def share(self, moments: Ints) -> Floats:
        """Return how far into the period each moment is, from 0 to 1."""
        return np.clip((moments - self.start) / (self.end - self.start), 0, 1)


def midnight(day: date) -> int:
    """Return the moment at which a business day begins."""
    start = datetime(day.year, day.month, day.day, tzinfo=UTC)
    return int(start.timestamp()) * SECOND - IST


def hour_of(moments: Ints) -> Ints:
    """Return the hour of the day (0-23) in Uttar Pradesh."""
    return (moments + IST) % DAY // HOUR


def when_awake(moments: Ints) -> Ints:
    """Return the moments, those between 22:00 and 07:00 moved to the minutes around 08:00."""
    hours = hour_of(moments)
    asleep = (hours >= 22) | (hours < 7)
    local = moments + IST + np.where(hours >= 22, DAY, 0)
    morning = local - local % DAY + 7 * HOUR + 40 * MINUTE + moments % (40 * MINUTE) - IST
    return np.where(asleep, morning, moments)


def on_slot(moments: Ints) -> Ints:
    """Return the next full hour at which work may begin (08:00-19:00) after each moment."""
    local = -(-(moments + IST) // HOUR) * HOUR
    hours = local % DAY // HOUR
    day = local - local % DAY + np.where(hours > 19, DAY, 0)
    outside = (hours < 8) | (hours > 19)
    slot = day + (8 + moments // SECOND % 4) * HOUR
    return np.where(outside, slot, local) - IST


@dataclass(frozen=True)
class Timeline:
    """Moments in order over a period, drawn slice by slice without ever holding them all."""

    start: int
    upto: Ints
    """How many moments there are before each day, and after the last."""
    hours: tuple[int, ...]

    @classmethod
    def over(
        cls, period: Period, total: int, weights: Floats, hours: tuple[int, ...]
    ) -> "Timeline":
        """Return `total` moments spread over the days of the period in proportion to weights."""
        upto = np.concatenate(([0], np.cumsum(deal(total, weights))))
        return cls(period.start, upto, hours)

    def __len__(self) -> int:
        return int(self.upto[-1])

    def days(self, low: int, high: int) -> Ints:
        """Return the day (0 is the first) of the moments `low` to `high` (excluded)."""
        day: Ints = np.searchsorted(self.upto, np.arange(low, high), side="right") - 1
        return day

    def moments(self, low: int, high: int, rng: Generator) -> Ints:
        """Return the moments `low` to `high` (excluded), in order.

        The k-th of the n moments of a day falls into the k-th of n equal parts of that day's
        traffic, so any slice can be drawn by itself.
        """
        day = self.days(low, high)
        place = np.arange(low, high) - self.upto[day] + rng.random(high - low)
        share = place / (self.upto[day + 1] - self.upto[day])
        traffic = np.concatenate(([0.0], np.cumsum(self.hours))) / sum(self.hours)
        hour = np.interp(share, traffic, np.arange(len(traffic)))
        inside = np.minimum((hour * HOUR).astype(np.int64), DAY - SECOND)
        moments: Ints = self.start + day * DAY + inside
        return moments
