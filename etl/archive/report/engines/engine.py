"""What a report asks of an engine."""

from collections.abc import Callable
from contextlib import AbstractContextManager
from dataclasses import dataclass
from datetime import date
from typing import Protocol

import pyarrow as pa

from etl.archive.manifest import data_name
from etl.archive.store import Store
from etl.archive.weeks import Week

Count = Callable[[str], pa.Table]
"""Runs one statement on the relation `searches` and returns its rows.

It raises ArchiveError when the archive cannot be read.
"""


@dataclass(frozen=True)
class Searches:
    """The archived searches of the days from `first` to `last` (inclusive)."""

    store: Store
    weeks: list[Week]
    first: date
    last: date

    @property
    def files(self) -> list[str]:
        """Paths of the files that have them, as the file system of the store knows them."""
        return [self.store.path(data_name(week)) for week in self.weeks]


class Engine(Protocol):
    """Reads the archive and counts."""

    @property
    def name(self) -> str:
        """What people call it."""

    def counting(self, searches: Searches) -> AbstractContextManager[Count]:
        """Return what counts these searches, for as long as the context lasts.

        Entering it raises ArchiveError when the archive, and SettingsError when the engine, cannot
        be used.
        """
