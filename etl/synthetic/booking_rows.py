"""The rows of bookings and of the history of their status."""

from collections.abc import Iterator

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.random import Generator

from etl.synthetic import customers, people, providers
from etl.synthetic.bookings import Bookings
from etl.synthetic.calendar import NEVER, SECOND, hour_of
from etl.synthetic.catalog import SUB_CATEGORIES
from etl.synthetic.columns import (
    Rows,
    either,
    ids,
    moments,
    one_of,
    pick,
    place_json,
    rupees,
    text,
    where,
)
from etl.synthetic.currencies import CURRENCIES
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
)
from etl.synthetic.streams import Domain, Ints, Mask, stream
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
ODDLY_SPELT = 50
"""Of so many services one is spelt in each of the other ways."""

LANDMARKS = ("near the temple", "opposite the school", "behind the petrol pump", "near the mosque")


def rows(world: World, batch: Bookings) -> Iterator[Rows]:
    """Yield the rows of `bookings` and `booking_status_history` of a batch."""
    rng = stream(world.seed, Domain.BOOKING_TEXTS, int(batch.serial[0]))
    yield "bookings", _bookings(rng, world, batch)
    yield "booking_status_history", _history(batch)


def _bookings(rng: Generator, world: World, batch: Bookings) -> pa.Table:
    course, sub = batch.course, world.providers.sub[batch.provider]
    chance = rng.integers(0, 1000, len(batch))
    has_wishes, has_quote = (rng.random(len(batch)) < share for share in (0.2, 0.95))
    has_quote |= course.prepaid
    finished = course.completed != NEVER
    return pa.table(
        {
            "id": batch.key,
            "booking_number": batch.number,
            "customer_id": ids(customers.PROFILE, batch.customer + 1),
            "provider_id": ids(providers.PROFILE, batch.provider + 1),
            "service_type": _services(sub, chance),
            "service_location": _location(rng, world, batch),
            "special_instructions": where(
                has_wishes, pick(INSTRUCTIONS, chance % len(INSTRUCTIONS))
            ),
            "status": pick(STATUSES, course.status),
            **_endings(course, chance),
            **_times(course),
            "quoted_price": rupees(batch.quoted, has_quote),
            "final_price": rupees(batch.price, finished),
            "currency": pick(CURRENCIES, batch.currency),
            "provider_response_time": pa.array(
                (course.answered - batch.created) // SECOND, mask=course.answered == NEVER
            ),
            "actual_duration": pa.array(course.worked, mask=~finished),
            "created_at": moments(batch.created),
            "updated_at": moments(course.last_change(batch.created)),
        }
    )


def _services(sub: Ints, chance: Ints) -> pa.Array:
    """What is to be done: as a rule a service by its name, else in capitals, or the trade in Hindi
    or as links have it; now and then nobody knows what.
    """
    named = one_of([s.services for s in SUB_CATEGORIES], sub, chance)
    spelt = {
        3: pc.utf8_upper(named),
        4: pick([s.hi for s in SUB_CATEGORIES], sub),
        5: pick([s.slug for s in SUB_CATEGORIES], sub),
        6: "Something else",
    }
    for way, other in spelt.items():
        named = either(chance % ODDLY_SPELT == way, other, named)
    return named


def _endings(course: Course, chance: Ints) -> dict[str, pa.Array]:
    """Who cancelled and why, and what a dispute is about."""
    cancelled, by = course.cancelled != NEVER, np.maximum(course.cancelled_by, 0)
    reason = one_of(list(REASONS.values()), by, chance)
    dispute = pick(DISPUTES, chance % len(DISPUTES))
    return {
        "cancelled_by": where(cancelled, pick(CANCELLERS, by)),
        "cancellation_reason": where(cancelled, reason),
        "dispute_reason": where(course.disputed != NEVER, dispute),
    }


def _times(course: Course) -> dict[str, object]:
    """When it was to be and for how long, and when each step was."""
    start = hour_of(course.scheduled)
    finish = np.minimum(start + -(-course.minutes // 60), 23)
    slot = ('{"start":"', ids("", start, 2), ':00","end":"', ids("", finish, 2), ':00"}')
    return {
        "scheduled_date": moments(course.scheduled),
        "scheduled_time": text(*slot),
        "estimated_duration": course.minutes,
        "provider_viewed_at": moments(course.viewed),
        "confirmed_at": moments(course.confirmed),
        "started_at": moments(course.started),
        "completed_at": moments(course.completed),
        "cancelled_at": moments(course.cancelled),
    }


def _location(rng: Generator, world: World, batch: Bookings) -> pa.Array:
    """At the customer's home, unless the provider works in another district: then near him."""
    places, home = world.places, world.customers.pincode[batch.customer]
    work = world.providers.pincode[batch.provider]
    at_home: Mask = places.district[home] == places.district[work]
    here, there = world.customers, world.providers
    lat = np.where(at_home, here.lat[batch.customer], there.lat[batch.provider])
    lng = np.where(at_home, here.lng[batch.customer], there.lng[batch.provider])
    pincode = np.where(at_home, home, work)
    away = np.where(at_home, 0.0, 0.01)
    lat, lng = (np.round(side + rng.normal(0, 1, len(batch)) * away, 5) for side in (lat, lng))
    more = (
        *(',"pincode":"', pick(places.pincodes, pincode), '","address":"'),
        *(customers.street(rng, places, pincode), '","landmark":"'),
        *(pick(LANDMARKS, rng.integers(0, len(LANDMARKS), len(batch))), '"'),
    )
    return place_json(lat, lng, *more)


def _history(batch: Bookings) -> pa.Table:
    """One row per change of status, whoever made it; mistakes and their correction as well."""
    course = batch.course
    support = pa.repeat(people.SUPPORT, len(batch))
    customer = ids(customers.USER, batch.customer + 1)
    provider = ids(providers.USER, batch.provider + 1)
    parts = [
        (PENDING, batch.created, customer),
        (CONFIRMED, course.confirmed, provider),
        (IN_PROGRESS, course.started, provider),
        (COMPLETED, course.mistaken, provider),
        (IN_PROGRESS, course.corrected, support),
        (COMPLETED, course.completed, provider),
        (DISPUTED, course.disputed, customer),
        (COMPLETED, course.resolved, pa.repeat(people.MODERATOR, len(batch))),
        (CANCELLED, course.cancelled, _canceller(course, customer, provider)),
    ]
    return pa.concat_tables(
        _changes(batch, step, *part) for step, part in enumerate(parts, start=1)
    )


def _canceller(course: Course, customer: pa.Array, provider: pa.Array) -> pa.Array:
    by = np.maximum(course.cancelled_by, 0)
    admin, system = (pa.repeat(who, len(by)) for who in (people.SUPPORT, "system"))
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
