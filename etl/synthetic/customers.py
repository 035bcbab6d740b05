"""Customers: where they live, when they joined, how active they are, and their rows."""

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
import pyarrow as pa
from numpy.random import Generator

from etl.synthetic import people
from etl.synthetic.calendar import DAY, NEVER, SEARCH_HOURS, Period, Timeline
from etl.synthetic.catalog import CATEGORIES
from etl.synthetic.columns import (
    Rows,
    batches,
    either,
    ids,
    jitter,
    moments,
    pick,
    place_json,
    text,
    where,
)
from etl.synthetic.places import Places
from etl.synthetic.roster import Roster
from etl.synthetic.scales import Scale
from etl.synthetic.seasons import growth
from etl.synthetic.streams import Domain, Floats, Ints, Mask, stream

USER = "c"
"""Ids of users have eight letters, so many as PostgreSQL compares at once when it sorts them."""
PROFILE = "cus_"
FIRST_SERIAL = 10_000_000
"""Telephone numbers go by a serial that no provider or admin shares."""

LANGUAGES = ("en", "hi", "ur")
AHEAD = 0.02
"""Customers ask for a city before it opens, by this share of the roll-out."""
STARTERS = 0.08
"""Share of the customers that signed up on the first day, when the pilot was announced."""


@dataclass(frozen=True)
class Customers:
    """All customers, as a few small columns in the order in which they joined."""

    registered: Ints
    pincode: Ints
    lat: Floats
    lng: Floats
    language: Ints
    banned: Ints
    """When they were banned (NEVER for nearly all); the banned never booked."""
    by_district: Roster
    everyone: Roster

    def __len__(self) -> int:
        return len(self.registered)


def make(seed: int, scale: Scale, period: Period, places: Places) -> Customers:
    """Return the customers of a marketplace."""
    rng = stream(seed, Domain.CUSTOMERS)
    size = scale.customers
    weights = growth(period, scale.growth)
    weights[0] += weights.sum() * STARTERS / (1 - STARTERS)
    registered = Timeline.over(period, size, weights, SEARCH_HOURS).moments(0, size, rng)
    pincode = places.draw(rng, places.demand, period.share(registered) * scale.reach + AHEAD)
    fraud = rng.random(size) < 0.006
    books = np.where(fraud, NEVER, registered)
    activity = rng.lognormal(0.0, 0.9, size)
    return Customers(
        registered=registered,
        pincode=pincode,
        lat=jitter(rng, places.lat[pincode], 0.009),
        lng=jitter(rng, places.lng[pincode], 0.009),
        language=rng.choice(3, size, p=(0.36, 0.55, 0.09)),
        banned=_bans(rng, period, registered, fraud),
        by_district=Roster(places.district[pincode], books, activity),
        everyone=Roster(np.zeros(size, dtype=np.int64), books, activity),
    )


def rows(seed: int, period: Period, places: Places, customers: Customers) -> Iterator[Rows]:
    """Yield the rows of customers' users, profiles and sign-in tables, a batch at a time."""
    for low, high in batches(len(customers)):
        rng = stream(seed, Domain.PEOPLE, FIRST_SERIAL + low)
        serials = np.arange(low, high) + 1
        newcomers = people.Newcomers(
            "CUSTOMER",
            USER,
            serials,
            customers.registered[low:high],
            people.names(rng, high - low),
            people.phones(FIRST_SERIAL + serials, seed),
            customers.banned[low:high],
        )
        users = people.users(rng, period, newcomers)
        yield "users", _with_bans(users, customers.banned[low:high])
        yield "customer_profiles", _profiles(rng, places, customers, low, high)
        yield from people.sign_in(rng, period, users)


def _bans(rng: Generator, period: Period, registered: Ints, fraud: Mask) -> Ints:
    later = registered + (rng.random(len(registered)) * (period.end - registered)).astype(np.int64)
    return np.where(fraud, later, NEVER)


def _with_bans(users: pa.Table, banned: Ints) -> pa.Table:
    is_banned = banned != NEVER
    columns = {
        "is_banned": pa.array(is_banned),
        "ban_reason": where(is_banned, "Fake account reported by several providers"),
        "banned_at": moments(banned),
        "banned_by": where(is_banned, people.SUPPORT),
    }
    for name, values in columns.items():
        users = users.append_column(name, values)
    return users


def _profiles(
    rng: Generator, places: Places, customers: Customers, low: int, high: int
) -> pa.Table:
    size, serials = high - low, np.arange(low, high) + 1
    birth = -rng.integers(0, 40 * 365, size) * DAY + 36 * 365 * DAY
    registered = moments(customers.registered[low:high])
    favourite = pick([c.id for c in CATEGORIES], rng.integers(0, len(CATEGORIES), size))
    return pa.table(
        {
            "id": ids(PROFILE, serials),
            "user_id": ids(USER, serials),
            "date_of_birth": moments(birth, rng.random(size) < 0.5),
            **_addresses(rng, places, customers, low, high),
            "preferred_language": pick(LANGUAGES, customers.language[low:high]),
            "preferred_categories": either(rng.random(size) < 0.6, text("{", favourite, "}"), "{}"),
            "notification_preferences": text(
                *('{"push":true,"sms":true,"email":', _yes(rng, 0.5, size)),
                *(',"marketing":', _yes(rng, 0.7, size), "}"),
            ),
            "created_at": registered,
            "updated_at": registered,
        }
    )


def _addresses(
    rng: Generator, places: Places, customers: Customers, low: int, high: int
) -> dict[str, pa.Array]:
    lat, lng = customers.lat[low:high], customers.lng[low:high]
    address = street(rng, places, customers.pincode[low:high])
    home = place_json(lat, lng, ',"label":"Home","isDefault":true,"address":"', address, '"')
    work = place_json(jitter(rng, lat, 0.02), jitter(rng, lng, 0.02), ',"name":"Work"')
    return {
        "addresses": text("[", home, "]"),
        "saved_locations": where(rng.random(high - low) < 0.25, text("[", work, "]")),
    }


def _yes(rng: Generator, share: float, size: int) -> pa.Array:
    return either(rng.random(size) < share, "true", "false")


def street(rng: Generator, places: Places, pincode: Ints) -> pa.Array:
    """Return addresses such as `12/4, Gomti Nagar, Lucknow`."""
    size = len(pincode)
    return text(
        *(rng.integers(1, 120, size), "/", rng.integers(1, 60, size), ", "),
        *(pick(places.offices, pincode), ", ", pick(places.districts, pincode)),
    )
