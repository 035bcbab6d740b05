"""Searches: who looks for what, where and when, and which searches led to bookings."""

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
import pyarrow as pa
from numpy.random import Generator

from etl.synthetic import customers, providers, results, seasons
from etl.synthetic.bookings import Bookings
from etl.synthetic.calendar import DAY, MINUTE, SEARCH_HOURS, SECOND, hour_of
from etl.synthetic.catalog import SUB_CATEGORIES
from etl.synthetic.columns import Rows, batches, either, ids, moments, pick, place_json, text, where
from etl.synthetic.customers import AHEAD
from etl.synthetic.demand import Demand
from etl.synthetic.results import NOTHING_WE_OFFER, Wish
from etl.synthetic.roster import NOBODY
from etl.synthetic.streams import Domain, Floats, Ints, stream
from etl.synthetic.world import World

LED_TO_BOOKING = 0.55
"""Share of the bookings that began with a search and a click on that provider."""
ANONYMOUS = 0.33
UNSERVED = 0.025
MISSPELT = 0.08
SAME_SESSION = 0.38
"""Chance that a search is followed by another one of the same session."""

OUTSIDE = ((28.61, 77.21), (25.59, 85.14), (30.32, 78.03), (23.26, 77.41))
"""Delhi, Patna, Dehradun, Bhopal: people look from there for parents at home."""
OUTSIDERS = 0.012


@dataclass(frozen=True)
class Searchers:
    """Who searches from where; the user is NOBODY for people who are not signed in."""

    user: Ints
    pincode: Ints
    """Where they want somebody."""
    lat: Floats
    lng: Floats


def leading_to(world: World, batch: Bookings) -> Rows:
    """Return searches that led to bookings: the click is on the provider booked within 7 days."""
    rng = stream(world.seed, Domain.LEADS, int(batch.serial[0]))
    led = batch.take(np.flatnonzero(rng.random(len(batch)) < LED_TO_BOOKING))
    home, found = world.customers, 1 + rng.poisson(6, len(led))
    since = np.maximum(home.registered[led.customer], world.providers.approved[led.provider])
    wish = Wish(
        sub=world.providers.sub[led.provider],
        misspelt=rng.random(len(led)) < MISSPELT / 2,
        pincode=home.pincode[led.customer],
        at=_before(rng, since, led.created),
    )
    lat, lng = (_device(side[led.customer]) for side in (home.lat, home.lng))
    return "search_logs", pa.table(
        {
            "id": ids("srl_b", led.serial),
            "user_id": ids(customers.USER, led.customer + 1),
            "session_id": ids("srs_b", led.serial),
            **_request(rng, world, wish),
            "location": place_json(lat, lng),
            "results_count": found,
            "clicked_provider_id": ids(providers.PROFILE, led.provider + 1),
            "click_position": results.positions(rng, found),
        }
    )


def _before(rng: Generator, since: Ints, booked: Ints) -> Ints:
    """Most book within minutes of the search, some think about it for days."""
    soon = rng.exponential(12, len(booked)) * MINUTE
    later = rng.random(len(booked)) * 6.8 * DAY
    ago = np.where(rng.random(len(booked)) < 0.65, soon, later).astype(np.int64)
    at: Ints = np.minimum(np.maximum(booked - MINUTE // 2 - ago, since), booked)
    return at


def others(world: World, already: int) -> Iterator[Rows]:
    """Yield all other searches, so many that the searches reach the scale."""
    total = max(0, world.scale.searches - already)
    demand = Demand(world, total, seasons.demand(world.period), SEARCH_HOURS)
    for low, high in batches(len(demand.timeline)):
        rng = stream(world.seed, Domain.SEARCHES, low)
        yield "search_logs", _others(rng, world, demand, low, high)


def _others(rng: Generator, world: World, demand: Demand, low: int, high: int) -> pa.Table:
    session = _sessions(rng, high - low)
    first = np.searchsorted(session, session)
    at = demand.timeline.moments(low, high, rng)[first]
    at = np.minimum(at + (np.arange(len(at)) - first) * 37 * SECOND, world.period.end - 1)
    who = _searchers(rng, world, at[np.unique(first)])
    sub = _wishes(rng, demand, low, high)[first]
    wish = Wish(sub, rng.random(len(at)) < MISSPELT, who.pincode[session], at)
    found = results.count(rng, world, wish)
    clicked = results.clicked(rng, world, wish, found)
    user, located = who.user[session], rng.random(len(at)) < 0.98
    return pa.table(
        {
            "id": ids("srl_", np.arange(low, high) + 1, 8),
            "user_id": where(user != NOBODY, ids(customers.USER, user + 1)),
            "session_id": ids("srs_", low + first + 1, 8),
            **_request(rng, world, wish),
            "location": where(located, place_json(who.lat[session], who.lng[session])),
            "results_count": found,
            "clicked_provider_id": where(clicked != NOBODY, ids(providers.PROFILE, clicked + 1)),
            "click_position": pa.array(results.positions(rng, found), mask=clicked == NOBODY),
        }
    )


def _wishes(rng: Generator, demand: Demand, low: int, high: int) -> Ints:
    """Return what each search is after: a sub-category, or what nobody offers."""
    sub = demand.trades(rng, low, high)
    return np.where(rng.random(high - low) < UNSERVED, NOTHING_WE_OFFER, sub)


def _sessions(rng: Generator, size: int) -> Ints:
    """Return the number of each search's session; most have one search, some several."""
    begins = rng.random(size) >= SAME_SESSION
    begins[:1] = True
    session: Ints = np.cumsum(begins) - 1
    return session


def _searchers(rng: Generator, world: World, at: Ints) -> Searchers:
    """Return who begins a session at each moment, and from where."""
    size, home, places = len(at), world.customers, world.places
    user = home.everyone.choose(np.zeros(size, dtype=np.int64), at, rng.random(size))
    user = np.where(rng.random(size) < ANONYMOUS, NOBODY, user)
    shares = world.period.share(at) * world.scale.reach + AHEAD
    somewhere = places.draw(rng, places.demand, shares)
    away = np.where(rng.random(size) < OUTSIDERS, rng.integers(0, len(OUTSIDE), size), NOBODY)
    sides = []
    for side, (known, centre) in enumerate(((home.lat, places.lat), (home.lng, places.lng))):
        roughly = np.round(centre[somewhere] + rng.normal(0, 0.012, size), 2)
        here = np.where(user == NOBODY, roughly, _device(known[user]))
        sides.append(np.where(away == NOBODY, here, np.array(OUTSIDE)[away, side]))
    return Searchers(user, np.where(user == NOBODY, somewhere, home.pincode[user]), *sides)


def _device(degrees: Floats) -> Floats:
    """The app sends no more than three decimals (100 m), for privacy."""
    return np.round(degrees, 3)


def _request(rng: Generator, world: World, wish: Wish) -> dict[str, pa.Array]:
    """What was asked and how long the answer took."""
    measured = rng.random(len(wish.at)) >= 0.003
    return {
        "query": results.words(rng, world, wish),
        "filters": _filters(rng, wish),
        "response_time": pa.array(_response_times(rng, wish.at), mask=~measured),
        "created_at": moments(wish.at),
    }


def _filters(rng: Generator, wish: Wish) -> pa.Array:
    """Two thirds chose a category; some of them also a sub-category, a radius or a rating."""
    size = len(wish.at)
    exact = text(',"subCategoryId":"', pick([s.id for s in SUB_CATEGORIES], wish.trade), '"')
    radius = text(',"radiusKm":', pick(["5", "10", "25"], rng.integers(0, 3, size)))
    chosen = text(
        *('{"categoryId":"', pick([s.category for s in SUB_CATEGORIES], wish.trade), '"'),
        either(rng.random(size) < 0.4, exact, ""),
        either(rng.random(size) < 0.5, radius, ""),
        either(rng.random(size) < 0.15, ',"minRating":4', ""),
        "}",
    )
    return where((wish.sub != NOTHING_WE_OFFER) & (rng.random(size) < 0.66), chosen)


def _response_times(rng: Generator, at: Ints) -> Ints:
    """Return milliseconds: about 120 at the median, slower at rush hour, seldom very slow."""
    size, hour = len(at), hour_of(at)
    rush = np.where(((hour >= 10) & (hour < 12)) | ((hour >= 17) & (hour < 20)), 1.18, 1.0)
    slow = np.where(rng.random(size) < 0.008, rng.uniform(8, 40, size), 1.0)
    times = rng.lognormal(np.log(112), 0.5, size) * rush * slow
    return np.minimum(times, 15_000).astype(np.int64)
