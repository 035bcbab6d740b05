"""How often somebody may do what costs others something, counted by all processes together.

While Redis is away each process counts for itself.
"""

import time
from functools import partial
from math import ceil
from threading import Condition

import limits
from cachetools import cached
from limits import RateLimitItem
from limits.storage import MemoryStorage, RedisStorage
from limits.strategies import MovingWindowRateLimiter

from queries.cache import FORM, digest
from queries.errors import TooOften
from queries.shared import Shared, shared


def count(limit: str, what: str, who: str) -> None:
    """Count one more of what somebody does, where that is within `60 per 10 minutes`.

    Raises TooOften, which says when to try again.
    """
    counted = partial(_seconds_to_wait, item=limits.parse(limit), what=what, who=who)
    known = shared()
    seconds = known.ask(lambda _: counted(_together(known)), otherwise=None)
    if seconds is None:
        seconds = counted(_alone())
    if seconds:
        raise TooOften(f"too many {what}: at most {limit}; try again in {seconds} s", seconds)


def _seconds_to_wait(
    limiter: MovingWindowRateLimiter, item: RateLimitItem, what: str, who: str
) -> int:
    """Return 0 where one more is within the limit, and is counted now."""
    names = (FORM, what, digest({"who": who}))
    if limiter.hit(item, *names):
        return 0
    return max(1, ceil(limiter.get_window_stats(item, *names).reset_time - time.time()))


@cached({}, condition=Condition())
def _together(known: Shared) -> MovingWindowRateLimiter:
    """Return what counts in Redis, by the connections that there are."""
    pool = None if known.client is None else known.client.connection_pool
    return MovingWindowRateLimiter(RedisStorage("redis://", connection_pool=pool))


@cached({}, condition=Condition())
def _alone() -> MovingWindowRateLimiter:
    return MovingWindowRateLimiter(MemoryStorage())
