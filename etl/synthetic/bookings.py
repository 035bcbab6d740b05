"""Bookings: who books whom, when, for how much, and what becomes of it."""

from collections.abc import Iterator
from dataclasses import dataclass, fields

import numpy as np
import pyarrow as pa
from numpy.random import Generator

from etl.synthetic import customers, providers
from etl.synthetic.calendar import (
    BOOKING_HOURS,
    DAY,
    IST,
    MINUTE,
    NEVER,
    SECOND,
    Timeline,
    hour_of,
)
from etl.synthetic.catalog import SUB_CATEGORIES
from etl.synthetic.columns import (
    Rows,
    batches,
    ids,
    moments,
    pick,
    place_json,
    rupees,
    text,
    where,
)
from etl.synthetic.lifecycle import (
    ADMIN,
    CANCELLED,
    CANCELLERS,
    COMPLETED,
    CONFIRMED,
    CUSTOMER,
    DISPUTED,
    IN_PROGRESS,
    PENDING,
    PROVIDER,
    STATUSES,
    SYSTEM,
    Course,
    run,
)
from etl.synthetic.roster import NOBODY
from etl.synthetic.seasons import demand, growth
from etl.synthetic.streams import Domain, Floats, Ints, Mask, stream
from etl.synthetic.world import World

REASONS = {
    CUSTOMER: ("Change of plans", "Found someone nearer", "Price too high", "Booked by mistake"),
    PROVIDER: ("Fully booked that day", "Too far away", "Material not available", "Unwell"),
    ADMIN: ("Duplicate booking", "Safety concern"),
    SYSTEM: ("No answer from the provider in time",),
}
DISPUTES = ("Work not finished as agreed", "Charged more than quoted", "Damage to property")
INSTRUCTIONS = (
    "Please call before coming",
    "Gate number 2, ask the guard",
    "Ghanti kharab hai, phone karein",
    "कृपया समय पर आएं",
    "Bring your own ladder",
)
LANDMARKS = ("near the temple", "opposite the school", "behind the petrol pump", "near the mosque")


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
        return text("BK-", years, "-", ids("", self.serial, 6))


class Book:
    """All bookings of a world, made batch by batch; the same batch is the same every time."""

    def __init__(self, world: World) -> None:
        self._world = world
        by_day = demand(world.period) * self._supply()
        busy = by_day.sum(axis=1) * growth(world.period, world.scale.growth)
        self._trades = np.cumsum(by_day, axis=1) / by_day.sum(axis=1, keepdims=True).clip(1e-9)
        self._timeline = Timeline.over(world.period, world.scale.bookings, busy, BOOKING_HOURS)

    def batches(self) -> Iterator[Bookings]:
        """Yield all bookings in the order in which they were made."""
        for low, high in batches(len(self._timeline), self._world.scale.booking_batch):
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
        created = self._timeline.moments(low, high, rng)
        trades = self._trades[self._timeline.days(low, high)]
        sub = (rng.random(high - low)[:, None] >= trades).sum(axis=1)
        provider = world.providers.by_sub.choose(sub, created, rng.random(high - low))
        customer = _customers(rng, world, provider, created)
        course = run(rng, world.providers, provider, created, world.period.end)
        quoted, price = _prices(rng, world, provider)
        serial = np.arange(low, high) + 1
        return Bookings(serial, created, customer, provider, course, quoted, price)


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


def rows(world: World, batch: Bookings) -> Iterator[Rows]:
    """Yield the rows of `bookings` and `booking_status_history` of a batch."""
    rng = stream(world.seed, Domain.BOOKING_TEXTS, int(batch.serial[0]))
    yield "bookings", _bookings(rng, world, batch)
    yield "booking_status_history", _history(batch)


def _bookings(rng: Generator, world: World, batch: Bookings) -> pa.Table:
    course, size = batch.course, len(batch)
    sub, status = world.providers.sub[batch.provider], course.status
    finished = course.completed != NEVER
    spread = rng.integers(0, 1000, size)
    start = hour_of(course.scheduled)
    finish = np.minimum(start + -(-course.minutes // 60), 23)
    return pa.table(
        {
            "id": batch.key,
            "booking_number": batch.number,
            "customer_id": ids(customers.PROFILE, batch.customer + 1),
            "provider_id": ids(providers.PROFILE, batch.provider + 1),
            "service_type": _by_group([s.services for s in SUB_CATEGORIES], sub, spread),
            "service_location": _location(rng, world, batch),
            "scheduled_date": moments(course.scheduled),
            "scheduled_time": text(
                *('{"start":"', ids("", start, 2), ':00","end":"', ids("", finish, 2), ':00"}')
            ),
            "status": pick(STATUSES, status),
            "cancellation_reason": where(status == CANCELLED, _reasons(course, spread)),
            "cancelled_by": where(
                status == CANCELLED, pick(CANCELLERS, np.maximum(course.cancelled_by, 0))
            ),
            "dispute_reason": where(
                course.disputed != NEVER, pick(DISPUTES, spread % len(DISPUTES))
            ),
            "special_instructions": where(
                rng.random(size) < 0.2, pick(INSTRUCTIONS, spread % len(INSTRUCTIONS))
            ),
            "quoted_price": rupees(batch.quoted, rng.random(size) < 0.95),
            "final_price": rupees(batch.price, finished),
            "provider_response_time": pa.array(
                (course.answered - batch.created) // SECOND, mask=course.answered == NEVER
            ),
            "provider_viewed_at": moments(course.viewed),
            "estimated_duration": course.minutes,
            "actual_duration": pa.array(
                (course.completed - course.started) // MINUTE, mask=~finished
            ),
            "created_at": moments(batch.created),
            "updated_at": moments(course.last_change(batch.created)),
            "confirmed_at": moments(course.confirmed),
            "started_at": moments(course.started),
            "completed_at": moments(course.completed),
            "cancelled_at": moments(course.cancelled),
        }
    )


def _location(rng: Generator, world: World, batch: Bookings) -> pa.Array:
    """At the customer's home, unless the provider works in another district: then near him."""
    places, home = world.places, world.customers.pincode[batch.customer]
    work = world.providers.pincode[batch.provider]
    at_home: Mask = places.district[home] == places.district[work]
    lat = np.where(
        at_home, world.customers.lat[batch.customer], world.providers.lat[batch.provider]
    )
    lng = np.where(
        at_home, world.customers.lng[batch.customer], world.providers.lng[batch.provider]
    )
    pincode = np.where(at_home, home, work)
    away = np.where(at_home, 0.0, 0.01)
    lat, lng = (np.round(side + rng.normal(0, 1, len(batch)) * away, 5) for side in (lat, lng))
    more = (
        *(',"pincode":"', pick(places.pincodes, pincode), '","address":"'),
        *(customers.street(rng, places, pincode), '","landmark":"'),
        *(pick(LANDMARKS, rng.integers(0, len(LANDMARKS), len(batch))), '"'),
    )
    return place_json(lat, lng, *more)


def _by_group(groups: list[tuple[str, ...]], group: Ints, spread: Ints) -> pa.Array:
    """Return one word of each group, chosen by a random number."""
    sizes = np.array([len(words) for words in groups])
    begin = np.cumsum(sizes) - sizes
    words = [word for group_words in groups for word in group_words]
    return pick(words, begin[group] + spread % sizes[group])


def _reasons(course: Course, spread: Ints) -> pa.Array:
    return _by_group(list(REASONS.values()), np.maximum(course.cancelled_by, 0), spread)


def _history(batch: Bookings) -> pa.Table:
    """One row per change of status, whoever made it."""
    course = batch.course
    customer = ids(customers.USER, batch.customer + 1)
    provider = ids(providers.USER, batch.provider + 1)
    parts = [
        (PENDING, batch.created, customer),
        (CONFIRMED, course.confirmed, provider),
        (IN_PROGRESS, course.started, provider),
        (COMPLETED, course.completed, provider),
        (DISPUTED, course.disputed, customer),
        (COMPLETED, course.resolved, pa.repeat("usr_a0000002", len(batch))),
        (CANCELLED, course.cancelled, _canceller(course, customer, provider)),
    ]
    return pa.concat_tables(
        _changes(batch, step, *part) for step, part in enumerate(parts, start=1)
    )


def _canceller(course: Course, customer: pa.Array, provider: pa.Array) -> pa.Array:
    by = np.maximum(course.cancelled_by, 0)
    admin, system = (pa.repeat(who, len(by)) for who in ("usr_a0000001", "system"))
    everyone = pa.concat_arrays([customer, provider, admin, system])
    return everyone.take(pa.array(by * len(by) + np.arange(len(by))))


def _changes(batch: Bookings, step: int, status: int, at: Ints, by: pa.Array) -> pa.Table:
    happened = at != NEVER
    size = int(happened.sum())
    return pa.table(
        {
            "id": text(ids("bsh_", batch.serial[happened]), "_", np.full(size, step)),
            "booking_id": batch.key.filter(pa.array(happened)),
            "status": pa.repeat(STATUSES[status], size),
            "changed_by": by.filter(pa.array(happened)),
            "metadata": pa.repeat('{"source":"app"}', size),
            "created_at": moments(at[happened]),
        }
    )
