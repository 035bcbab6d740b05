"""When customers want something, and what."""

import numpy as np
from numpy.random import Generator

from etl.synthetic.calendar import Timeline
from etl.synthetic.seasons import growth
from etl.synthetic.streams import Floats, Ints
from etl.synthetic.world import World


class Demand:
    """So many moments of wanting something: each day has its trades, each hour its traffic."""

    def __init__(self, world: World, total: int, by_day: Floats, hours: tuple[int, ...]) -> None:
        """Spread `total` moments; `by_day` weighs trades (columns) on days (rows), growth apart."""
        of_day = by_day.sum(axis=1)
        busy = of_day * growth(world.period, world.scale.growth)
        self.timeline = Timeline.over(world.period, total, busy, hours)
        self._upto = np.cumsum(by_day, axis=1) / of_day[:, None].clip(1e-9)

    def trades(self, rng: Generator, low: int, high: int) -> Ints:
        """Return the sub-category that is wanted at the moments `low` to `high` (excluded)."""
        upto = self._upto[self.timeline.days(low, high)]
        wanted: Ints = (rng.random(high - low)[:, None] >= upto).sum(axis=1)
        return wanted
