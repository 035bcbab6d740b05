"""Pages take turns: as many at once as can read at once, and the others wait.

Without that each of two hundred people who click together gets a two-hundredth of the processor,
and what answers browsers no more than any of them: connections end for want of an answer.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from functools import lru_cache
from threading import BoundedSemaphore

from dashboard.frame.operations import TURN_SECONDS
from queries.settings import settings


@contextmanager
def turn() -> Iterator[None]:
    """Wait until it is this page's turn; it is until the end."""
    turns = _turns(settings().pool_connections)
    with TURN_SECONDS.time():
        turns.acquire()
    try:
        yield
    finally:
        turns.release()


@lru_cache
def _turns(most: int) -> BoundedSemaphore:
    return BoundedSemaphore(most)
