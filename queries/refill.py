"""What is kept in Redis for all processes: one of them reads it anew, and the others wait for that.

Values are bytes made of frames (`queries.portable`). While Redis is away each process does so for
itself.
"""

import json
import threading
from contextlib import suppress
from typing import Any

from cachetools import TTLCache
from dogpile.cache import CacheRegion, make_region
from dogpile.cache.api import NO_VALUE, CacheMutex, CantDeserializeException
from dogpile.cache.proxy import ProxyBackend
from pandas import DataFrame
from redis.exceptions import LockError
from redis.lock import Lock

from queries.portable import packed, unpacked
from queries.settings import settings
from queries.shared import Shared

LOOK_AGAIN = 0.05
"""Seconds between two looks of who waits for another process."""

MARGIN = 5
"""Seconds after which, beyond the time that a query may take, nobody waits for whoever reads."""

OWN = 256
"""Values that a process keeps for itself at most."""


class Turn(CacheMutex):
    """Whose turn it is to read anew: one thread of one process."""

    def __init__(self, shared: Shared, lock: Lock | None) -> None:
        self._shared, self._lock = shared, lock
        self._own = threading.Lock()

    def acquire(self, wait: bool = True) -> bool:
        """Take the turn, or wait for it. Who waited too long goes on, as does everybody alone."""
        if not self._own.acquire(blocking=wait):
            return False
        lock = self._lock
        if lock is None or self._shared.ask(lambda _: lock.acquire(blocking=wait), otherwise=True):
            return True
        if not wait:
            self._own.release()
        return wait

    def release(self) -> None:
        """Give the turn to the next; it may be over already, or nobody else's to give."""
        lock = self._lock
        if lock is not None:
            self._shared.ask(lambda _: _let_go(lock), otherwise=None)
        self._own.release()

    def locked(self) -> bool:
        """Return whether somebody of this process has the turn."""
        return self._own.locked()


def _let_go(lock: Lock) -> None:
    with suppress(LockError):
        lock.release()


class Forgiving(ProxyBackend):
    """A backend that is asked while Redis is there; beside it what this process wrote itself."""

    def __init__(self, shared: Shared, kept_for: int, own_for: float) -> None:
        super().__init__()  # type: ignore[no-untyped-call]
        self._shared, self._kept_for = shared, kept_for
        self._own: TTLCache[str, bytes] | None = TTLCache(OWN, own_for) if own_for else None
        self._lock = threading.Lock()

    def get_serialized(self, key: str) -> Any:
        """Return what is kept for a key, else NO_VALUE."""
        with self._lock:
            own = NO_VALUE if self._own is None else self._own.get(key, NO_VALUE)
        found = self._shared.ask(lambda _: self.proxied.get_serialized(key), otherwise=own)
        return found if found is NO_VALUE or _is_dated(found) else NO_VALUE

    def set_serialized(self, key: str, value: bytes) -> None:
        """Keep a value; not by dogpile's own command, which redis-py deprecates."""
        if self._own is not None:
            with self._lock:
                self._own[key] = value
        self._shared.ask(lambda redis: redis.set(key, value, ex=self._kept_for), otherwise=None)

    def get_mutex(self, key: str) -> Turn:
        """Return whose turn it is to read a key anew."""
        client = self._shared.client
        longest = settings().query_timeout_seconds + MARGIN
        if client is None:
            return Turn(self._shared, None)
        lock = client.lock(
            f"{key}:turn",
            timeout=longest,
            sleep=LOOK_AGAIN,
            blocking_timeout=longest,
            thread_local=False,
        )
        return Turn(self._shared, lock)


def _is_dated(value: bytes) -> bool:
    """Return whether a value begins as dogpile's do: others may write there, too."""
    begin, separator, _ = value.partition(b"|")
    try:
        said = json.loads(begin)
    except ValueError:
        return False
    known = said if separator and isinstance(said, dict) else {}
    return isinstance(known.get("ct"), int | float) and "v" in known


def _unpacked(data: bytes) -> DataFrame:
    try:
        return unpacked(data)
    except ValueError as error:
        raise CantDeserializeException from error


def region(shared: Shared, kept_for: int, own_for: float = 0) -> CacheRegion:
    """Return a region of frames, kept so many seconds; and `own_for` where Redis is away."""
    known = make_region(serializer=packed, deserializer=_unpacked)
    wrap = [Forgiving(shared, kept_for, own_for)]
    if shared.client is None:
        return known.configure("dogpile.cache.null", wrap=wrap)
    arguments = {"connection_pool": shared.client.connection_pool}
    return known.configure("dogpile.cache.redis", arguments=arguments, wrap=wrap)
