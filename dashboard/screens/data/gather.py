"""What the data screen shows: the version that readers see, and the runs behind it."""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from pandas import DataFrame

from dashboard.parts.gathering import InTab, Panel, panel, panel_if
from queries import data, statements
from queries.filters import Filters
from queries.servers import standing
from queries.source import Source
from queries.statements import Taken

QUALITY, OBJECTS, SOURCES, VERSIONS = "quality", "objects", "sources", "versions"
RUNS, SERVERS, STATEMENTS = "runs", "servers", "statements"
METRICS, QUERIES = "metrics", "queries"


@dataclass(frozen=True)
class Choices:
    """Which list is open."""

    tab: str


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
    objects: InTab[DataFrame]
    sources: InTab[DataFrame]
    runs: InTab[DataFrame]
    servers: DataFrame
    moves: InTab[DataFrame]
    statements: InTab[Taken]
    metrics: DataFrame
    queries: DataFrame

    @property
    def age(self) -> timedelta:
        """How old the numbers are."""
        return self.now - self.as_of


def gather(source: Source, filters: Filters, choices: Choices) -> View:
    """Return the view of this moment."""
    return View(
        filters,
        datetime.now(UTC),
        source.version,
        source.as_of,
        versions=panel(data.versions, source),
        jobs=panel(data.jobs, source),
        quality=panel(data.quality, source),
        objects=panel_if(choices.tab == OBJECTS, data.objects, source),
        sources=panel_if(choices.tab == SOURCES, data.sources, source),
        runs=panel_if(choices.tab == RUNS, data.runs, source),
        servers=standing.servers(source),
        moves=panel_if(choices.tab == SERVERS, standing.server_moves, source),
        statements=panel_if(choices.tab == STATEMENTS, statements.taken, source),
        metrics=data.metrics(),
        queries=data.named_queries(),
    )
