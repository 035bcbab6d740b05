"""Results that have been read once for a data version are not read again.

A key holds the data version, the role and a digest of the parameters, so that a result is never
stale and never crosses from one role to another.
"""

import hashlib
import json
import threading
from collections.abc import Callable, Mapping
from typing import Any

from cachetools import LRUCache
from dogpile.cache import make_region
from pandas import DataFrame

ENTRIES = 1024


class _SharedLRU(LRUCache[str, object]):
    """A least-recently-used mapping that several sessions may use at once."""

    def __init__(self, maxsize: int) -> None:
        super().__init__(maxsize)
        self._lock = threading.RLock()

    def __getitem__(self, key: str) -> object:
        with self._lock:
            return super().__getitem__(key)

    def __setitem__(self, key: str, value: object) -> None:
        with self._lock:
            super().__setitem__(key, value)

    def __delitem__(self, key: str) -> None:
        with self._lock:
            super().__delitem__(key)


region = make_region().configure(
    "dogpile.cache.memory", arguments={"cache_dict": _SharedLRU(ENTRIES)}
)


def digest(params: Mapping[str, object]) -> str:
    """Return the SHA-256 of the parameters in canonical form: sorted, dates in ISO format."""
    canonical = json.dumps(dict(params), sort_keys=True, default=str, ensure_ascii=False)
    return hashlib.sha256(canonical.encode("utf-8", "surrogatepass")).hexdigest()


def cached(
    role: str, version: int, name: str, params: Mapping[str, object], read: Callable[[], DataFrame]
) -> DataFrame:
    """Return the frame for this key, reading it at most once at a time."""
    key = f"{role}:{version}:{name}:{digest(params)}"
    frame: Any = region.get_or_create(key, read)
    return frame.copy(deep=False)  # type: ignore[no-any-return]
