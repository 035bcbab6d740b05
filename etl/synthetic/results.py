"""What a search finds: what the district really has by then, and who gets the click."""

from dataclasses import dataclass

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.random import Generator

from etl.synthetic import vocabulary
from etl.synthetic.catalog import CATEGORY_OF
from etl.synthetic.columns import either, pick
from etl.synthetic.roster import NOBODY
from etl.synthetic.streams import Ints, Mask
from etl.synthetic.world import World

NOTHING_WE_OFFER = -1

WANTS_EXACTLY = 0.08
"""Chance that other trades of the category are no answer where the trade is missing."""
WIDENED = 0.7
"""Chance that the app shows somebody far away where nobody of the category is near."""
LOST_BY_MISTAKE = 0.3
"""Chance that a misspelt query finds nothing."""
CLICKS = 0.49
POSITION_BIAS = 0.36
"""Chance that the click goes to a result, given that it went to none above it."""


@dataclass(frozen=True)
class Wish:
    """What people look for, where and when."""

    sub: Ints
    """The sub-category, or NOTHING_WE_OFFER."""
    misspelt: Mask
    pincode: Ints
    at: Ints

    @property
    def trade(self) -> Ints:
        """The sub-category (any, where we offer nothing of the kind)."""
        return np.maximum(self.sub, 0)

    def near(self, world: World) -> tuple[Ints, Ints]:
        """Return the groups of providers in the district: of the trade, and of its category."""
        district, count = world.places.district[self.pincode], world.places.district_count
        return self.trade * count + district, CATEGORY_OF[self.trade] * count + district


def count(rng: Generator, world: World, wish: Wish) -> Ints:
    """Return how many results each search has; more often none where supply is thin."""
    size = len(wish.at)
    of_trade, of_category = wish.near(world)
    exact = world.providers.by_sub_place.size(of_trade, wish.at)
    category = world.providers.by_category_place.size(of_category, wish.at)
    related = rng.binomial(np.maximum(category - exact, 0), 0.4)
    related = np.where((exact == 0) & (category > 0), np.maximum(related, 1), related)
    far = np.where(rng.random(size) < WIDENED, rng.integers(1, 4, size), 0)
    found = exact + np.where(category == 0, far, related)
    lost = (exact == 0) & (rng.random(size) < WANTS_EXACTLY)
    lost |= wish.misspelt & (rng.random(size) < LOST_BY_MISTAKE)
    lost |= wish.sub == NOTHING_WE_OFFER
    return np.where(lost, 0, np.minimum(found, 50))


def clicked(rng: Generator, world: World, wish: Wish, results: Ints) -> Ints:
    """Return whom the click goes to: the trade nearby, else its category; NOBODY for no click."""
    of_trade, of_category = wish.near(world)
    chance = rng.random(len(wish.at))
    exact = world.providers.by_sub_place.choose(of_trade, wish.at, chance)
    related = world.providers.by_category_place.choose(of_category, wish.at, chance)
    willing = rng.random(len(wish.at)) < CLICKS * np.where(exact == NOBODY, 0.45, 1.0)
    return np.where(willing & (results > 0), np.where(exact == NOBODY, related, exact), NOBODY)


def positions(rng: Generator, results: Ints) -> Ints:
    """Return the place (1 is the top) of a click among so many results: mostly near the top."""
    place = rng.geometric(POSITION_BIAS, len(results))
    return np.where(place <= results, place, 1 + place % np.maximum(results, 1))


def words(rng: Generator, world: World, wish: Wish) -> pa.Array:
    """Return what was typed."""
    places = world.places
    district, office = (
        pc.utf8_lower(pick(names, wish.pincode)) for names in (places.districts, places.offices)
    )
    wanted = vocabulary.write(rng, wish.trade, wish.misspelt, district, office)
    return either(wish.sub >= 0, wanted, vocabulary.unserved(rng, len(wish.at)))
