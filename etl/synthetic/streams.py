"""Random numbers by domain, so that changing how one domain draws changes no other domain."""

from enum import IntEnum

import numpy as np
from numpy.random import Generator
from numpy.typing import NDArray

Ints = NDArray[np.int64]
Floats = NDArray[np.float64]
Mask = NDArray[np.bool_]


class Domain(IntEnum):
    """What a stream of random numbers is for. Never renumber: it would change every data set."""

    CUSTOMERS = 1
    PROVIDERS = 2
    PEOPLE = 3
    BOOKINGS = 4
    PAYMENTS = 5
    REVIEWS = 6
    CHAT = 7
    NOTIFICATIONS = 8
    SEARCHES = 9
    AUDIT = 10
    PORTFOLIO = 11
    LEADS = 12
    NOTICES = 13
    BOOKING_TEXTS = 14
    REVIEW_TEXTS = 15
    CHAT_WEIGHTS = 16
    CHAT_TEXTS = 17
    CURRENCIES = 18
    NAMESAKES = 19


def stream(seed: int, domain: Domain, part: int = 0) -> Generator:
    """Return the random numbers of one part (a batch) of one domain."""
    return np.random.default_rng([seed, domain, part])


def deal(total: int, weights: Floats) -> Ints:
    """Return how many of `total` items each weight gets; the counts add up to `total` exactly."""
    upto = np.rint(np.cumsum(weights) / weights.sum() * total).astype(np.int64)
    counts: Ints = np.diff(upto, prepend=0)
    return counts


def weighted(rng: Generator, weights: Floats, size: int) -> Ints:
    """Return `size` indexes drawn in proportion to `weights`."""
    upto = np.cumsum(weights)
    chosen: Ints = np.searchsorted(upto, rng.random(size) * upto[-1], side="right")
    return chosen


class Spread:
    """Deals exactly `total` items over integer weights that come by in batches.

    The whole weight must be known beforehand; where it is at least `total` and every weight is
    0 or 1, nobody gets two.
    """

    def __init__(self, total: int, whole_weight: int) -> None:
        self._total = total
        self._whole_weight = max(whole_weight, 1)
        self._seen = 0

    def deal(self, weights: Ints) -> Ints:
        """Return how many items each of the next weights gets."""
        upto = self._seen + np.cumsum(weights)
        dealt = np.concatenate(([self._seen], upto)) * self._total // self._whole_weight
        self._seen = int(upto[-1]) if len(upto) else self._seen
        return np.diff(dealt)
