"""The rows of providers: users, profiles with places, prices and embeddings, photos, papers."""

import json
from collections.abc import Iterator

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.random import Generator
from pgvector import Vector

from etl.embeddings import Embedder
from etl.synthetic import people
from etl.synthetic.calendar import NEVER
from etl.synthetic.catalog import SUB_CATEGORIES
from etl.synthetic.columns import (
    Rows,
    batches,
    either,
    ids,
    moments,
    pick,
    place_json,
    text,
    where,
)
from etl.synthetic.customers import street
from etl.synthetic.places import Places
from etl.synthetic.providers import (
    FIRST_SERIAL,
    PROFILE,
    REJECTED,
    STATUSES,
    USER,
    Providers,
)
from etl.synthetic.streams import Domain, Floats, Ints, stream
from etl.synthetic.world import World

BATCH = 1_000
"""An embedding is a wide column, so fewer rows go at a time."""

PROMISES = (
    "Fast response, quality work guaranteed.",
    "Available for emergency calls, also on Sundays.",
    "Fair prices, agreed before work begins.",
    "Trained team, own tools, clean work.",
    "समय पर काम, सही दाम।",
    "Ghar baithe bharosemand seva.",
)
REJECTIONS = (
    "Aadhaar photo is not readable",
    "Address could not be confirmed",
    "The same person is registered already",
)
DAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
HOURS = (("09:00", "18:00", True), ("08:00", "20:00", False), ("10:00", "19:00", True))
"""Opening hours, and whether Sunday is free."""


def rows(world: World, embedder: Embedder) -> Iterator[Rows]:
    """Yield the rows of providers' users, profiles and sign-in tables, a batch at a time."""
    for low, high in batches(len(world.providers), BATCH):
        rng = stream(world.seed, Domain.PEOPLE, FIRST_SERIAL + low)
        which = np.arange(low, high)
        newcomers = people.Newcomers(
            "PROVIDER",
            USER,
            which + 1,
            world.providers.registered[which],
            world.providers.names.take(pa.array(which)),
            people.phones(FIRST_SERIAL + which, world.seed),
        )
        users = people.users(rng, world.period, newcomers)
        yield "users", users
        yield "provider_profiles", _profiles(rng, world, which, embedder)
        yield from people.sign_in(rng, world.period, users)


def _profiles(rng: Generator, world: World, which: Ints, embedder: Embedder) -> pa.Table:
    places, providers = world.places, world.providers
    sub, pincode = providers.sub[which], providers.pincode[which]
    description = _descriptions(rng, places, sub, pincode)
    business = providers.business.take(pa.array(which))
    searchable = _searchable(places, business, description, sub, pincode)
    seen = people.last_seen(rng, world.period, providers.registered[which])
    rejected = providers.status[which] == REJECTED
    vectors = embedder.embed(searchable.to_pylist())
    return pa.table(
        {
            "id": ids(PROFILE, which + 1),
            "user_id": ids(USER, which + 1),
            "business_name": business,
            "description": description,
            "category_id": pick([s.category for s in SUB_CATEGORIES], sub),
            "sub_category_ids": _sub_category_ids(rng, sub),
            **_verification(rng, providers, which),
            "profile_status": pick(STATUSES, providers.status[which]),
            "rejection_reason": where(rejected, pick(REJECTIONS, which % len(REJECTIONS))),
            "is_active": providers.active[which],
            **_location(rng, places, providers, which),
            "pricing": _pricing(providers.price[which], sub),
            "working_hours": pick([_week(*hours) for hours in HOURS], rng.integers(0, 3, len(sub))),
            "availability": where(rng.random(len(sub)) < 0.7, '{"blockedDates":[]}'),
            "trust_score": np.round(_trust(rng, providers.quality[which]), 2),
            "embedding": [Vector(vector).to_text() for vector in vectors],
            "searchable_text": searchable,
            "created_at": moments(providers.registered[which]),
            "updated_at": moments(seen),
            "last_active_at": moments(seen),
        }
    )


def _descriptions(rng: Generator, places: Places, sub: Ints, pincode: Ints) -> pa.Array:
    return text(
        *(pick([s.name for s in SUB_CATEGORIES], sub), " in ", pick(places.districts, pincode)),
        *(": ", pick([", ".join(s.services).lower() for s in SUB_CATEGORIES], sub), ". "),
        *(rng.integers(1, 24, len(sub)), "+ years of experience. "),
        pick(PROMISES, rng.integers(0, len(PROMISES), len(sub))),
    )


def _searchable(
    places: Places, business: pa.Array, description: pa.Array, sub: Ints, pincode: Ints
) -> pa.Array:
    words = [f"{s.name} {s.hi} {s.ur}" for s in SUB_CATEGORIES]
    return text(
        *(business, " ", pick(words, sub), " ", description, " "),
        *(pick(places.offices, pincode), " ", pick(places.districts, pincode)),
    )


def _sub_category_ids(rng: Generator, sub: Ints) -> pa.Array:
    """A third offer the next sub-category of their category as well."""
    known = [s.id for s in SUB_CATEGORIES]
    follower = [
        after.id if after.category == before.category else before.id
        for before, after in zip(
            SUB_CATEGORIES, SUB_CATEGORIES[1:] + SUB_CATEGORIES[:1], strict=True
        )
    ]
    both = np.array(known)[sub] != np.array(follower)[sub]
    both &= rng.random(len(sub)) < 0.33
    more = either(both, text(",", pick(follower, sub)), "")
    return text("{", pick(known, sub), more, "}")


def _verification(rng: Generator, providers: Providers, which: Ints) -> dict[str, object]:
    size = len(which)
    registered = providers.registered[which]
    reviewed = providers.approved[which] != NEVER
    aadhaar = reviewed & (rng.random(size) < 0.88)
    background = reviewed & (rng.random(size) < 0.58)
    checked = np.where(reviewed, registered + (providers.approved[which] - registered) // 2, NEVER)
    return {
        "aadhaar_verified": aadhaar,
        "aadhaar_masked": where(aadhaar, text("XXXX-XXXX-", rng.integers(1000, 9999, size))),
        "aadhaar_verified_at": moments(checked, aadhaar),
        "aadhaar_request_id": where(aadhaar, ids("synthetic-aadhaar-", which)),
        "background_verified": background,
        "background_verified_at": moments(checked, background),
        "background_check_agency": where(background, "Example Verify Pvt Ltd"),
    }


def _location(
    rng: Generator, places: Places, providers: Providers, which: Ints
) -> dict[str, object]:
    lat, lng, pincode = providers.lat[which], providers.lng[which], providers.pincode[which]
    areas = [
        _service_areas(places, int(pin), circle, kind)
        for pin, circle, kind in zip(
            pincode, _circles(rng, lat, lng), rng.random(len(which)), strict=True
        )
    ]
    address = street(rng, places, pincode)
    more = (
        *(',"address":"', address, '","pincode":"', pick(places.pincodes, pincode)),
        *('","city":"', pick(places.districts, pincode), '","state":"Uttar Pradesh"'),
    )
    polygon = rng.random(len(which)) < 0.04
    return {
        "service_areas": areas,
        "base_location": place_json(lat, lng, *more),
        "location_point": text("SRID=4326;POINT(", lng, " ", lat, ")"),
        "service_area": where(polygon, _hexagons(lat, lng, rng.uniform(0.03, 0.09, len(which)))),
    }


def _circles(rng: Generator, lat: Floats, lng: Floats) -> list[dict[str, object]]:
    radius = rng.integers(3, 13, len(lat)).tolist()
    return [
        {"type": "radius", "lat": y, "lng": x, "radiusKm": km}
        for y, x, km in zip(lat.tolist(), lng.tolist(), radius, strict=True)
    ]


def _service_areas(places: Places, pincode: int, circle: dict[str, object], kind: float) -> str:
    """Three quarters serve a circle, a fifth some pincodes, the rest both."""
    near = np.arange(max(0, pincode - 3), min(pincode + 4, len(places.district)))
    same = near[places.district[near] == places.district[pincode]]
    listed = {"type": "pincodes", "pincodes": places.pincodes.take(pa.array(same)).to_pylist()}
    areas = [circle] if kind < 0.75 else [listed] if kind < 0.95 else [circle, listed]
    return json.dumps(areas)


def _hexagons(lat: Floats, lng: Floats, size: Floats) -> pa.Array:
    corners = np.deg2rad(np.arange(0, 361, 60) % 360)
    points = [
        text(
            np.round(lng + size * np.cos(corner), 5), " ", np.round(lat + size * np.sin(corner), 5)
        )
        for corner in corners
    ]
    ring = pc.binary_join_element_wise(*points, ",")
    return text("SRID=4326;POLYGON((", ring, "))")


def _pricing(price: Floats, sub: Ints) -> pa.Array:
    usual = np.array([s.rupees * 60 / max(s.minutes, 60) for s in SUB_CATEGORIES])[sub]
    hourly = np.maximum(100, (usual * price / 10).round().astype(np.int64) * 10)
    upper = hourly * 16 // 100 * 10
    return text('{"hourlyRate":', hourly, ',"priceRange":"₹', hourly, "-", upper, '/hr"}')


def _week(start: str, end: str, sunday_free: bool) -> str:
    hours = {"start": start, "end": end}
    return json.dumps(
        {day: hours | {"isAvailable": not (sunday_free and day == "sunday")} for day in DAYS}
    )


def _trust(rng: Generator, quality: Floats) -> Floats:
    return np.clip(quality * 18 + rng.normal(0, 5, len(quality)), 5, 99)
