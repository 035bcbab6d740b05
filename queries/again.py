"""A source that outlives its snapshot: a part of a page that is shown again reads from it."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

from pandas import DataFrame

from queries.cache import recent
from queries.errors import Gone
from queries.metrics.question import Question
from queries.servers.endpoints import Workload
from queries.snapshot import Snapshot, read, recent_key
from queries.source import Passing


@dataclass(frozen=True)
class Again(Passing):
    """The source of a page later on: of the same version, or it raises Gone.

    What somebody else has read in the last seconds takes no connection.
    """

    workload: Workload

    def answer(self, question: Question) -> DataFrame:
        """Return what the source answers."""
        with self._opened() as snapshot:
            return snapshot.answer(question)

    def frame(self, name: str, **params: Any) -> DataFrame:
        """Return what the source finds."""
        with self._opened() as snapshot:
            return snapshot.frame(name, **params)

    def live_frame(self, name: str, **params: Any) -> DataFrame:
        """Return what the source finds now."""
        with read(self.workload) as snapshot:
            return snapshot.live_frame(name, **params)

    def recent_frame(self, name: str, **params: Any) -> DataFrame:
        """Return what the source finds, or found in the last seconds."""
        key = recent_key(self.workload, name, params)
        return recent(key, lambda: self.live_frame(name, **params))

    @contextmanager
    def _opened(self) -> Iterator[Snapshot]:
        with read(self.workload) as snapshot:
            if snapshot.identity != self.identity:
                raise Gone("the figures were published anew since this page showed them")
            yield snapshot
