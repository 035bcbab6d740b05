"""What the processes of the dashboard share: a Redis, where there is one.

It is asked for a moment at most. While it is away whoever asks goes on with what this process has
itself, and looks for it again every few seconds.
"""

import logging
import threading
import time
from collections.abc import Callable
from typing import TypeVar

from cachetools import cached
from prometheus_client import Counter
from redis import Redis
from redis.backoff import NoBackoff
from redis.exceptions import RedisError
from redis.retry import Retry

from queries.settings import settings

log = logging.getLogger("localpro.queries")

PATIENCE = 0.3
"""Seconds in which it is reached, and in which it answers; it is tried twice."""

AWAY_FOR = 5.0
"""Seconds for which nobody asks it after it did not answer."""

FAILED = Counter("localpro_redis_failures", "Questions that Redis did not answer.")

T = TypeVar("T")


class Shared:
    """A Redis that may be away, or not be there at all."""

    def __init__(self, url: str | None) -> None:
        self.client: Redis | None = None if url is None else _client(url)
        self._lock = threading.Lock()
        self._is_away = False
        self._failed = self._asked_again = 0.0

    def ask(self, question: Callable[[Redis], T], otherwise: T) -> T:
        """Return what Redis answers; the other where it is away. Raises nothing of its own."""
        client = self.client
        if client is None or not self._may_be_there():
            return otherwise
        begun = time.monotonic()
        try:
            answer = question(client)
        except RedisError as error:
            self._say_away(error)
            return otherwise
        self._say_there(begun)
        return answer

    def _may_be_there(self) -> bool:
        """Return whether to ask: while it is away, only one every few seconds does."""
        with self._lock:
            if not self._is_away:
                return True
            if time.monotonic() < self._asked_again:
                return False
            self._asked_again = time.monotonic() + AWAY_FOR
            return True

    def _say_away(self, error: RedisError) -> None:
        FAILED.inc()
        with self._lock:
            was_away, self._is_away = self._is_away, True
            self._failed = time.monotonic()
            self._asked_again = self._failed + AWAY_FOR
        if not was_away:
            log.warning("Redis does not answer (%s): going on without it", type(error).__name__)

    def _say_there(self, begun: float) -> None:
        """Take note of an answer, unless it is of before it went away."""
        with self._lock:
            was_away = self._is_away and begun > self._failed
            if was_away:
                self._is_away = False
        if was_away:
            log.warning("Redis answers again")


def shared() -> Shared:
    """Return what this process shares with others, by its settings."""
    url = settings().redis_url
    return shared_by(None if url is None else url.get_secret_value())


@cached({}, condition=threading.Condition())
def shared_by(url: str | None) -> Shared:
    """Return the one connection of this process to the Redis at a URL; None: there is none."""
    return Shared(url)


def _client(url: str) -> Redis:
    """Return a client that tries twice: a connection may be of before Redis was restarted."""
    return Redis.from_url(
        url,
        socket_timeout=PATIENCE,
        socket_connect_timeout=PATIENCE,
        retry=Retry(NoBackoff(), 1),
        client_name="localpro-dashboard",
        protocol=2,
    )
