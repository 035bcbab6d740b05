"""What the questions of this package are put to: one data version, whoever holds it."""

from dataclasses import dataclass
from datetime import datetime
from typing import Protocol
from uuid import UUID

from pandas import DataFrame

from queries.metrics.question import Question


class Source(Protocol):
    """One data version. A `Snapshot` reads it from PostgreSQL, a test makes one up."""

    @property
    def version(self) -> int:
        """The number of the data version."""

    @property
    def identity(self) -> UUID:
        """What tells this version from another of the same number."""

    @property
    def as_of(self) -> datetime:
        """Everything committed before this moment is in it."""

    @property
    def published_at(self) -> datetime:
        """When it was published."""

    @property
    def server(self) -> str:
        """Which server answers."""

    def answer(self, question: Question) -> DataFrame:
        """Return the columns of the question, counted in this version: see `Question.columns`."""

    def frame(self, name: str, **params: object) -> DataFrame:
        """Return what the named query finds in this version."""

    def live_frame(self, name: str, **params: object) -> DataFrame:
        """Return what the named query finds now: for what changes between versions."""

    def recent_frame(self, name: str, **params: object) -> DataFrame:
        """Return the same as it was found in the last seconds, for whoever asked: read once for
        all who look at what changes all the time.
        """


@dataclass(frozen=True)
class Passing:
    """What stands before a source, and is of the version that it is of."""

    source: Source

    @property
    def version(self) -> int:
        """The number of the data version."""
        return self.source.version

    @property
    def identity(self) -> UUID:
        """What tells this version from another of the same number."""
        return self.source.identity

    @property
    def as_of(self) -> datetime:
        """Everything committed before this moment is in it."""
        return self.source.as_of

    @property
    def published_at(self) -> datetime:
        """When it was published."""
        return self.source.published_at

    @property
    def server(self) -> str:
        """Which server answers."""
        return self.source.server
