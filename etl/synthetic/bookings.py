"""Bookings: who books whom, when, for how much, and what becomes of it."""

from collections.abc import Iterator
from dataclasses import dataclass, fields

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.random import Generator

from etl.synthetic import currencies, seasons
from etl.synthetic.calendar import BOOKING_HOURS, DAY, IST
from etl.synthetic.catalog import SUB_CATEGORIES
from etl.synthetic.columns import batches, column, ids, text
from etl.synthetic.demand import Demand
from etl.synthetic.lifecycle import Course, run
from etl.synthetic.roster import NOBODY
from etl.synthetic.streams import Domain, Floats, Ints, stream
from etl.synthetic.world import World


@dataclass(frozen=True)
class Bookings:
    """A batch of consecutive bookings, as numbers."""

    serial: Ints
    created: Ints
    customer: Ints
    provider: Ints
    course: Course
    quoted: Ints
    """Price agreed before the job, in paise."""
    price: Ints
    """Price of the finished job, in paise."""
    currency: Ints
    """Of both prices; see `currencies`."""

    def __len__(self) -> int:
        return len(self.serial)

    def take(self, index: Ints) -> "Bookings":
        """Return some of the bookings."""
        columns = {f.name: getattr(self, f.name) for f in fields(self) if f.name != "course"}
        course = {f.name: getattr(self.course, f.name)[index] for f in fields(Course)}
        return Bookings(
            **{name: values[index] for name, values in columns.items()}, course=Course(**course)
        )

    @property
    def key(self) -> pa.Array:
        """Ids of the bookings."""
        return ids("bkg_", self.serial)

    @property
    def number(self) -> pa.Array:
        """Booking numbers as customers see them: BK-2025-000123."""
        years = (self.created + IST).astype("M8[us]").astype("M8[Y]").astype(np.int64) + 1970
        serial = pc.utf8_lpad(column(self.serial).cast(pa.string()), 6, "0")
        return text("BK-", years, "-", serial)


class Book:
    """All bookings of a world, made batch by batch; the same batch is the same every time."""

    def __init__(self, world: World) -> None:
        self._world = world
        by_day = seasons.demand(world.period) * self._supply()
        self._demand = Demand(world, world.scale.bookings, by_day, BOOKING_HOURS)

    def batches(self) -> Iterator[Bookings]:
        """Yield all bookings in the order in which they were made."""
        for low, high in batches(len(self._demand.timeline), self._world.scale.booking_batch):
            yield self._batch(low, high)

    def _supply(self) -> Floats:
        """Return how well each trade (columns) can be booked on each day (rows)."""
        period, trades = self._world.period, np.arange(len(SUB_CATEGORIES))
        mornings = period.start + np.arange(period.days) * DAY
        days, subs = (axis.ravel() for axis in np.meshgrid(mornings, trades, indexing="ij"))
        providers_there = self._world.providers.by_sub.size(subs, days).astype(np.float64)
        return (providers_there**0.4).reshape(period.days, -1)

    def _batch(self, low: int, high: int) -> Bookings:
        world = self._world
        rng = stream(world.seed, Domain.BOOKINGS, low)
        created = self._demand.timeline.moments(low, high, rng)
        sub = self._demand.trades(rng, low, high)
        provider = world.providers.by_sub.choose(sub, created, rng.random(high - low))
        customer = _customers(rng, world, provider, created)
        course = run(rng, world.providers, provider, created, world.period.end)
        quoted, price = _prices(rng, world, provider)
        price = np.where(course.prepaid, quoted, price)
        currency = currencies.drawn(world, low, high)
        quoted, price = (currencies.converted(paise, currency) for paise in (quoted, price))
        serial = np.arange(low, high) + 1
        return Bookings(serial, created, customer, provider, course, quoted, price, currency)


def _customers(rng: Generator, world: World, provider: Ints, created: Ints) -> Ints:
    """Return customers of the provider's district; where it has none yet, of any."""
    district = world.places.district[world.providers.pincode[provider]]
    near = world.customers.by_district.choose(district, created, rng.random(len(provider)))
    anyone = world.customers.everyone.choose(district * 0, created, rng.random(len(provider)))
    return np.where(near == NOBODY, anyone, near)


def _prices(rng: Generator, world: World, provider: Ints) -> tuple[Ints, Ints]:
    """Return the quoted and the final price in paise; a few final ones are not whole rupees."""
    size = len(provider)
    usual = np.array([sub.rupees for sub in SUB_CATEGORIES])[world.providers.sub[provider]]
    rupees_quoted = usual * world.providers.price[provider] * rng.lognormal(0, 0.3, size)
    quoted = np.maximum(10, (rupees_quoted / 10).round()).astype(np.int64) * 1000
    more = (quoted * rng.uniform(1.05, 1.4, size) / 1000).round().astype(np.int64) * 1000
    discounted = (quoted * rng.uniform(0.85, 0.97, size)).astype(np.int64)
    kind = rng.random(size)
    return quoted, np.select([kind < 0.78, kind < 0.93], [quoted, more], discounted)
