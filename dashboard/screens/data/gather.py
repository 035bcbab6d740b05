"""What the data screen shows: the version that readers see, and the runs behind it."""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from pandas import DataFrame

from dashboard.parts.gathering import Panel, panel
from queries import data
from queries.filters import Filters
from queries.source import Source


@dataclass(frozen=True)
class Choices:
    """Nothing is chosen that is read."""


@dataclass(frozen=True)
class View:
    """The newest data version, seen at a moment."""

    filters: Filters
    now: datetime
    version: int
    as_of: datetime
    versions: Panel[DataFrame]
    jobs: Panel[DataFrame]
    quality: Panel[DataFrame]
    objects: Panel[DataFrame]
    sources: Panel[DataFrame]
    runs: Panel[DataFrame]
    metrics: DataFrame
    queries: DataFrame

    @property
    def age(self) -> timedelta:
        """How old the numbers are."""
        return self.now - self.as_of


def gather(source: Source, filters: Filters, _: Choices) -> View:
    """Return the view of this moment."""
    return View(
        filters,
        datetime.now(UTC),
        source.version,
        source.as_of,
        versions=panel(data.versions, source),
        jobs=panel(data.jobs, source),
        quality=panel(data.quality, source),
        objects=panel(data.objects, source),
        sources=panel(data.sources, source),
        runs=panel(data.runs, source),
        metrics=data.metrics(),
        queries=data.named_queries(),
    )
