"""What each person was shown: no server shows them an older version after that."""

from threading import Lock

from cachetools import LRUCache

from queries.people import Person
from queries.snapshot import Accepts, Snapshot

PEOPLE = 10_000
"""Of so many the newest version that they were shown is remembered."""

_versions: LRUCache[str, int] = LRUCache(PEOPLE)
_lock = Lock()


def not_older_for(person: Person) -> Accepts:
    """Return what accepts versions that are not older than the person was shown.

    The primary is believed: it has an older one where a backup was restored.
    """
    with _lock:
        newest = _versions.get(person.id, 0)
    return lambda found: found.endpoint.is_primary or found.version >= newest


def note(person: Person, found: Snapshot) -> None:
    """Remember what a person is shown."""
    with _lock:
        newest = 0 if found.endpoint.is_primary else _versions.get(person.id, 0)
        _versions[person.id] = max(newest, found.version)


def forget() -> None:
    """Forget what everybody was shown."""
    with _lock:
        _versions.clear()
