"""Results that have been read once for a data version are not read again.

A key holds the identity of the data version, the role and a digest of the parameters, so that a
result is never stale and never crosses from one role to another. Memory is bounded in bytes.
Where processes share a Redis, one of them reads a result for all; it is there for five minutes.
"""

import hashlib
import json
import math
import threading
from collections.abc import Callable, Mapping
from typing import Any, NamedTuple, cast

from cachetools import LRUCache
from cachetools import cached as once
from dogpile.cache import CacheRegion, make_region
from pandas import DataFrame
from prometheus_client import Counter

from queries import refill
from queries.settings import settings
from queries.shared import Shared, shared

ASKED = Counter("localpro_cache_requests", "Results that were asked of the cache.")
MISSED = Counter("localpro_cache_misses", "Of them, those that had to be read.")

SMALLEST = 1024
"""Bytes that an entry takes at least, with its key."""

SHARED_FOR = 300
"""Seconds for which results are there for other processes."""

SHARED_ROLE = "analytics"
"""Whose results these are: what only the admin reader reads stays in the process that read it."""

LARGEST_SHARED = 1024**2
"""Bytes of memory that such a result takes at most: a larger one is as quickly read."""

RECENT = 5
"""Seconds for which what changes all the time is not read again, whoever looks."""

FORM = "localpro-1"
"""What begins each key in Redis; another form of the values takes another."""


class Key(NamedTuple):
    """What a result belongs to."""

    role: str
    version: int
    identity: str
    """Of the version: numbers come again after a backup was restored."""

    query: str
    digest: str


class Kept(LRUCache[Key, Any]):
    """A least-recently-used mapping, bounded in bytes, that several sessions may use at once."""

    def __init__(self, size: Callable[[Any], int]) -> None:
        super().__init__(math.inf, getsizeof=size)
        self._lock = threading.RLock()

    def __getitem__(self, key: Key) -> Any:
        with self._lock:
            return super().__getitem__(key)

    def get(self, key: Key, default: Any = None) -> Any:
        """Return what is kept for a key, else the default."""
        with self._lock:
            return super().get(key, default)

    def __setitem__(self, key: Key, value: Any) -> None:
        limit, size = settings().cache_megabytes * 1024**2, self.getsizeof(value)
        if size > limit:
            return  # read anew each time
        with self._lock:
            while self.currsize + size > limit:
                self.popitem()
            super().__setitem__(key, value)

    def __delitem__(self, key: Key) -> None:
        with self._lock:
            super().__delitem__(key)

    def drop_older(self, role: str, version: int) -> None:
        """Forget what a role has read of versions before this one."""
        with self._lock:
            for key in [key for key in self if key.role == role and key.version < version]:
                del self[key]


def _bytes(entry: Any) -> int:
    """Return the memory of an entry's frame, its strings and decimals included."""
    return SMALLEST + int(entry.payload.memory_usage(deep=True).sum())


results = Kept(_bytes)
region = make_region().configure("dogpile.cache.memory", arguments={"cache_dict": results})
drop_older = results.drop_older


def digest(params: Mapping[str, object]) -> str:
    """Return the SHA-256 of the parameters in canonical form: sorted, dates in ISO format."""
    canonical = json.dumps(dict(params), sort_keys=True, default=str, ensure_ascii=False)
    return hashlib.sha256(canonical.encode("utf-8", "surrogatepass")).hexdigest()


def cached(key: Key, read: Callable[[], DataFrame]) -> DataFrame:
    """Return the frame for this key, reading it at most once at a time, whichever process does."""

    def read_for_all() -> DataFrame:
        MISSED.inc()
        known = shared()
        if known.client is None or key.role != SHARED_ROLE:
            return read()
        return _shared_results(known).get_or_create(  # type: ignore[no-any-return]
            in_words(key), read, should_cache_fn=_is_small
        )

    ASKED.inc()
    frame: Any = region.get_or_create(cast(str, key), read_for_all)  # any hashable key does
    return frame.copy(deep=False)  # type: ignore[no-any-return]


def in_words(key: Key) -> str:
    """Return a key as it is in Redis."""
    return ":".join((FORM, *map(str, key)))


def recent(key: Key, read: Callable[[], DataFrame]) -> DataFrame:
    """Return the frame for this key as somebody read it in the last seconds.

    While one reads it anew the others have the one before, if that is not old, too.
    """
    known = _shared_recent(shared())
    frame: DataFrame = known.get_or_create(in_words(key), read, expiration_time=RECENT)
    return frame


@once({}, condition=threading.Condition())
def _shared_recent(known: Shared) -> CacheRegion:
    return refill.region(known, kept_for=3 * RECENT, own_for=3 * RECENT)


@once({}, condition=threading.Condition())
def _shared_results(known: Shared) -> CacheRegion:
    return refill.region(known, SHARED_FOR)


def _is_small(frame: DataFrame) -> bool:
    return int(frame.memory_usage(deep=True).sum()) <= LARGEST_SHARED
