"""Searches: who looks for what, where, what is found there by then, and what gets the click."""

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.random import Generator

from etl.synthetic import customers, providers, vocabulary
from etl.synthetic.bookings import Bookings
from etl.synthetic.calendar import DAY, MINUTE, SEARCH_HOURS, SECOND, Timeline, hour_of
from etl.synthetic.catalog import CATEGORY_OF, SUB_CATEGORIES
from etl.synthetic.columns import Rows, batches, either, ids, moments, pick, place_json, text, where
from etl.synthetic.roster import NOBODY
from etl.synthetic.seasons import demand, growth
from etl.synthetic.streams import Domain, Floats, Ints, Mask, stream, weighted
from etl.synthetic.world import World

LED_TO_BOOKING = 0.55
"""Share of the bookings that began with a search and a click on that provider."""
ANONYMOUS = 0.33
UNSERVED = 0.03
MISSPELT = 0.08
SAME_SESSION = 0.38
"""Chance that a search is followed by another one of the same session."""
WANTS_EXACTLY = 0.42
"""Chance that other trades of the category are no answer where the trade is missing."""
CLICKS = 0.47
POSITION_BIAS = 0.36
"""Chance that the click goes to a result, given that it went to none above it."""


@dataclass(frozen=True)
class Searches:
    """A batch of searches, as numbers and words."""

    key: pa.Array
    session: pa.Array
    user: pa.Array
    query: pa.Array
    sub: Ints
    """What they are after; -1 for what nobody offers."""
    lat: Floats
    lng: Floats
    at: Ints
    results: Ints
    clicked: Ints
    """Number of the provider, or NOBODY."""
    position: Ints

    def rows(self, rng: Generator) -> Rows:
        """Return the rows of `search_logs`."""
        size, is_clicked = len(self.at), self.clicked != NOBODY
        return "search_logs", pa.table(
            {
                "id": self.key,
                "user_id": self.user,
                "session_id": self.session,
                "query": self.query,
                "filters": _filters(rng, self.sub),
                "location": where(rng.random(size) < 0.98, place_json(self.lat, self.lng)),
                "results_count": self.results,
                "clicked_provider_id": where(is_clicked, ids(providers.PROFILE, self.clicked + 1)),
                "click_position": pa.array(self.position, mask=~is_clicked),
                "response_time": pa.array(
                    _response_times(rng, self.at), mask=rng.random(size) < 0.003
                ),
                "created_at": moments(self.at),
            }
        )


def leading_to(world: World, batch: Bookings) -> Rows:
    """Return searches that led to bookings: the click is on the provider booked within 7 days."""
    rng = stream(world.seed, Domain.LEADS, int(batch.serial[0]))
    led = batch.take(np.flatnonzero(rng.random(len(batch)) < LED_TO_BOOKING))
    size, pincode = len(led), world.customers.pincode[led.customer]
    sub = world.providers.sub[led.provider]
    soon = rng.exponential(12, size) * MINUTE
    before = np.where(rng.random(size) < 0.65, soon, rng.random(size) * 6.8 * DAY)
    earliest = np.maximum(world.customers.registered[led.customer], led.created - 6 * DAY)
    at = np.maximum(led.created - MINUTE // 2 - before.astype(np.int64), earliest)
    results = 1 + rng.poisson(6, size)
    return Searches(
        key=ids("srl_b", led.serial),
        session=ids("srs_b", led.serial),
        user=ids(customers.USER, led.customer + 1),
        query=_words(rng, world, sub, rng.random(size) < 0.04, pincode),
        sub=sub,
        lat=_device(world.customers.lat[led.customer]),
        lng=_device(world.customers.lng[led.customer]),
        at=np.minimum(at, led.created),
        results=results,
        clicked=led.provider,
        position=_positions(rng, results),
    ).rows(rng)


def others(world: World, already: int) -> Iterator[Rows]:
    """Yield all other searches, so many that the searches reach the scale."""
    wanted = max(0, world.scale.searches - already)
    wishes = demand(world.period)
    busy = wishes.sum(axis=1) * growth(world.period, world.scale.growth)
    timeline = Timeline.over(world.period, wanted, busy, SEARCH_HOURS)
    upto = np.cumsum(wishes, axis=1) / wishes.sum(axis=1, keepdims=True)
    for low, high in batches(wanted):
        rng = stream(world.seed, Domain.SEARCHES, low)
        yield _others(rng, world, timeline, upto, low, high).rows(rng)


def _others(
    rng: Generator, world: World, timeline: Timeline, upto: Floats, low: int, high: int
) -> Searches:
    size = high - low
    session = _sessions(rng, size)
    first = np.searchsorted(session, session)
    at = timeline.moments(low, high, rng)[first] + (np.arange(size) - first) * 37 * SECOND
    at = np.minimum(at, world.period.end - 1)
    user, pincode, lat, lng = (column[session] for column in _people(rng, world, at, session))
    day = timeline.days(low, high)[first]
    sub = (rng.random(size)[:, None] >= upto[day]).sum(axis=1)
    sub = np.where(rng.random(size) < UNSERVED, -1, sub)
    wrong = rng.random(size) < MISSPELT
    results = _results(rng, world, sub, wrong, pincode, at)
    clicked = _clicks(rng, world, sub, pincode, at, results)
    return Searches(
        key=ids("srl_", np.arange(low, high) + 1, 8),
        session=ids("srs_", low + first + 1, 8),
        user=where(user != NOBODY, ids(customers.USER, user + 1)),
        query=_words(rng, world, sub, wrong, pincode),
        sub=sub,
        lat=lat,
        lng=lng,
        at=at,
        results=results,
        clicked=clicked,
        position=_positions(rng, np.maximum(results, 1)),
    )


def _sessions(rng: Generator, size: int) -> Ints:
    """Return the number of each search's session; most have one search, some several."""
    begins = rng.random(size) >= SAME_SESSION
    begins[:1] = True
    return np.cumsum(begins) - 1


def _people(
    rng: Generator, world: World, at: Ints, session: Ints
) -> tuple[Ints, Ints, Floats, Floats]:
    """Return for each session the user (or NOBODY), and the pincode and point of the search."""
    first = np.flatnonzero(np.diff(session, prepend=-1))
    size, home = len(first), world.customers
    user = home.everyone.choose(np.zeros(size, dtype=np.int64), at[first], rng.random(size))
    user = np.where(rng.random(size) < ANONYMOUS, NOBODY, user)
    somewhere = weighted(rng, world.places.demand, size)
    pincode = np.where(user == NOBODY, somewhere, home.pincode[user])
    near = (np.round(side[somewhere] + rng.normal(0, 0.012, size), 2) for side in _sides(world))
    known = (_device(side[user]) for side in (home.lat, home.lng))
    lat, lng = (np.where(user == NOBODY, *pair) for pair in zip(near, known, strict=True))
    return user, pincode, lat, lng


def _sides(world: World) -> tuple[Floats, Floats]:
    return world.places.lat, world.places.lng


def _device(degrees: Floats) -> Floats:
    """The app sends no more than three decimals (100 m), for privacy."""
    return np.round(degrees, 3)


def _results(rng: Generator, world: World, sub: Ints, wrong: Mask, pincode: Ints, at: Ints) -> Ints:
    """Return how many results there are: what the district really has by then."""
    size, served = len(sub), sub >= 0
    trade, district = np.maximum(sub, 0), world.places.district[pincode]
    count = world.places.district_count
    exact = world.providers.by_sub_place.size(trade * count + district, at)
    category = world.providers.by_category_place.size(CATEGORY_OF[trade] * count + district, at)
    related = rng.binomial(np.maximum(category - exact, 0), 0.4)
    related = np.where((exact == 0) & (related == 0) & (category > 0), 1, related)
    lost = (exact == 0) & (rng.random(size) < WANTS_EXACTLY)
    lost |= wrong & (rng.random(size) < 0.3)
    return np.where(served & ~lost, np.minimum(exact + related, 50), 0)


def _clicks(
    rng: Generator, world: World, sub: Ints, pincode: Ints, at: Ints, results: Ints
) -> Ints:
    """Return who is clicked on: somebody of the trade nearby, else of the category, or NOBODY."""
    size, trade = len(sub), np.maximum(sub, 0)
    district, count = world.places.district[pincode], world.places.district_count
    chance = rng.random(size)
    exact = world.providers.by_sub_place.choose(trade * count + district, at, chance)
    related = world.providers.by_category_place.choose(
        CATEGORY_OF[trade] * count + district, at, chance
    )
    found = np.where(exact == NOBODY, related, exact)
    willing = rng.random(size) < CLICKS * np.where(exact == NOBODY, 0.45, 1.0)
    return np.where(willing & (results > 0), found, NOBODY)


def _positions(rng: Generator, results: Ints) -> Ints:
    place = rng.geometric(POSITION_BIAS, len(results))
    return np.where(place <= results, place, 1 + place % results)


def _words(rng: Generator, world: World, sub: Ints, wrong: Mask, pincode: Ints) -> pa.Array:
    district, office = (
        pc.utf8_lower(pick(names, pincode))
        for names in (world.places.districts, world.places.offices)
    )
    wanted = vocabulary.write(rng, np.maximum(sub, 0), wrong, district, office)
    return either(sub >= 0, wanted, vocabulary.unserved(rng, len(sub)))


def _filters(rng: Generator, sub: Ints) -> pa.Array:
    """Two thirds chose a category; some of them also a sub-category, a radius or a rating."""
    size, trade = len(sub), np.maximum(sub, 0)
    exact = text(',"subCategoryId":"', pick([s.id for s in SUB_CATEGORIES], trade), '"')
    radius = text(',"radiusKm":', pick(["5", "10", "25"], rng.integers(0, 3, size)))
    chosen = text(
        *('{"categoryId":"', pick([s.category for s in SUB_CATEGORIES], trade), '"'),
        either(rng.random(size) < 0.4, exact, ""),
        either(rng.random(size) < 0.5, radius, ""),
        either(rng.random(size) < 0.15, ',"minRating":4', ""),
        "}",
    )
    return where((sub >= 0) & (rng.random(size) < 0.66), chosen)


def _response_times(rng: Generator, at: Ints) -> Ints:
    """Return milliseconds: about 120 at the median, slower at rush hour, seldom very slow."""
    size, hour = len(at), hour_of(at)
    rush = np.where(((hour >= 10) & (hour < 12)) | ((hour >= 17) & (hour < 20)), 1.18, 1.0)
    slow = np.where(rng.random(size) < 0.008, rng.uniform(8, 40, size), 1.0)
    times = rng.lognormal(np.log(112), 0.5, size) * rush * slow
    return np.minimum(times, 15_000).astype(np.int64)
