"""Other currencies: where the recipe asks for them, a few bookings are agreed and paid in one."""

import numpy as np

from etl.synthetic.streams import Domain, Ints, stream, weighted
from etl.synthetic.world import World

CURRENCIES = ("INR", "USD", "AED", "EUR")
SHARES = np.array([0.97, 0.015, 0.01, 0.005])
RUPEES = np.array([1, 84, 23, 91])
"""About what one of each was worth."""


def drawn(world: World, low: int, high: int) -> Ints:
    """Return the currency of each booking of a batch: rupees, unless the recipe wants others."""
    if not world.currencies:
        return np.zeros(high - low, dtype=np.int64)
    return weighted(stream(world.seed, Domain.CURRENCIES, low), SHARES, high - low)


def converted(paise: Ints, currency: Ints) -> Ints:
    """Return amounts of rupees in hundredths of their currencies."""
    hundredths: Ints = paise // RUPEES[currency]
    return hundredths
