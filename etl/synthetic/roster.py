"""Whom to choose from by group and moment: customers of a district, providers of a trade."""

import numpy as np

from etl.synthetic.calendar import NEVER
from etl.synthetic.streams import Floats, Ints

NOBODY = -1


class Roster:
    """Members in groups, each there from a moment on, some wanted more than others.

    Choosing for a whole batch takes two binary searches in sorted arrays, however many members.
    """

    def __init__(self, groups: Ints, since: Ints, weights: Floats) -> None:
        joined = np.flatnonzero(since != NEVER)
        order = joined[np.lexsort((since[joined], groups[joined]))]
        self._members = order
        self._origin = int(since[order].min(initial=NEVER)) if len(order) else 0
        self._span = int(since[order].max(initial=self._origin)) - self._origin + 1
        self._keys = groups[order] * self._span + (since[order] - self._origin)
        self._weight_upto = np.concatenate(([0.0], np.cumsum(weights[order])))

    def size(self, groups: Ints, at: Ints) -> Ints:
        """Return how many members each group has at each moment."""
        low, high = self._bounds(groups, at)
        return high - low

    def choose(self, groups: Ints, at: Ints, chance: Floats) -> Ints:
        """Return one member per group and moment, by weight; NOBODY where there is none."""
        low, high = self._bounds(groups, at)
        begin, end = self._weight_upto[low], self._weight_upto[high]
        place = np.searchsorted(self._weight_upto, begin + chance * (end - begin), side="right") - 1
        place = np.clip(place, low, np.maximum(high - 1, low))
        found = high > low
        return np.where(found, self._members[np.where(found, place, 0)], NOBODY)

    def _bounds(self, groups: Ints, at: Ints) -> tuple[Ints, Ints]:
        elapsed = np.clip(at - self._origin, -1, self._span - 1)
        low = np.searchsorted(self._keys, groups * self._span)
        high = np.searchsorted(self._keys, groups * self._span + elapsed, side="right")
        return low, np.maximum(low, high)
