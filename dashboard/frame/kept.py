"""Views that were gathered before are not gathered again, whoever looks at them.

A view belongs to a data version, a role of the database and of a person, the filters and what is
chosen on the screen. What could not be read is tried again; what may not be read stays refused.
"""

from collections.abc import Callable, Mapping
from dataclasses import asdict, fields, is_dataclass
from typing import Any, TypeVar

from pandas import DataFrame, Series

from dashboard.frame.patience import Patient
from dashboard.parts.gathering import Failed
from dashboard.screens.screen import Screen
from queries import Allowed, Snapshot
from queries.cache import Kept, Key, digest
from queries.errors import NoRight
from queries.filters import Filters
from queries.source import Source

C = TypeVar("C")
V = TypeVar("V")

SMALLEST = 4096
"""Bytes that a view takes at least."""


def view(screen: Screen[C, V], source: Source, filters: Filters, choices: C) -> V:
    """Return what the screen shows of a source, gathered at most once for each data version."""
    version = source.source if isinstance(source, Allowed) else None
    if not isinstance(source, Allowed) or not isinstance(version, Snapshot) or screen.is_live:
        return screen.gather(Patient(source), filters, choices)
    asked = {"filters": asdict(filters), "choices": repr(choices)}
    role = f"{version.role} {source.person.role}"
    key = Key(role, version.version, str(version.identity), screen.name, digest(asked))
    return _kept(key, lambda: screen.gather(Patient(source), filters, choices))


def _kept(key: Key, gather: Callable[[], V]) -> V:
    """Return the view of a key. Two who ask at once both gather, of results that are read once."""
    known: V | None = views.get(key)
    if known is not None:
        return known
    views.drop_older(key.role, key.version)
    gathered = gather()
    if is_whole(gathered):
        views[key] = gathered
    return gathered


def is_whole(view: object) -> bool:
    """Return whether every panel of a view was read, or may not be."""
    failed = (part.error for part in _parts(view) if isinstance(part, Failed))
    return all(isinstance(error, NoRight) for error in failed)


def size(view: object) -> int:
    """Return about how many bytes the frames of a view take."""
    frames = (part for part in _parts(view) if isinstance(part, DataFrame | Series))
    return SMALLEST + sum(_bytes(frame) for frame in frames)


def _bytes(frame: "DataFrame | Series[Any]") -> int:
    table = frame.to_frame() if isinstance(frame, Series) else frame
    return int(table.memory_usage(deep=True).sum())


def _parts(view: object) -> list[object]:
    """Return a view and whatever it is made of."""
    if isinstance(view, Mapping):
        inside = list(view.values())
    elif isinstance(view, list | tuple):
        inside = list(view)
    elif is_dataclass(view):
        inside = [getattr(view, each.name) for each in fields(view)]
    else:
        inside = []
    return [view, *(part for each in inside for part in _parts(each))]


views = Kept(size)
