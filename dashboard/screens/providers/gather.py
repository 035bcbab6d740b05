"""What the providers screen shows: how all of them did in a period."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from pandas import DataFrame

from dashboard.parts.gathering import InTab, Panel, TrendChoice, panel, panel_if
from queries import providers
from queries.currencies import used
from queries.figures import Figures, Trend, figures, trend
from queries.filters import Filters
from queries.providers import Listing, Page
from queries.source import Source

EVERYONE, MOVERS, REPUTATION = "all", "moved", "reputation"


@dataclass(frozen=True)
class Choices:
    """What is chosen on the screen: among others the page of the table, and whose moves."""

    trend: TrendChoice
    tab: str
    listing: Listing
    page: int
    moving: str


@dataclass(frozen=True)
class Listed:
    """A page of the table, and the standings that there are."""

    page: Page
    standings: list[str]


@dataclass(frozen=True)
class Moved:
    """Who rose and who fell, each called by a name of its own."""

    rising: DataFrame
    falling: DataFrame


@dataclass(frozen=True)
class View:
    """The providers in a period, in one data version."""

    filters: Filters
    choices: Choices
    leaders: Panel[Mapping[str, Any]]
    currencies: Panel[DataFrame]
    figures: Panel[Figures]
    trend: Panel[Trend]
    listed: InTab[Listed]
    moved: InTab[Moved]
    reputation: InTab[DataFrame]


def gather(source: Source, filters: Filters, choices: Choices) -> View:
    """Return the view of the period."""
    tab = choices.tab
    return View(
        filters,
        choices,
        leaders=panel(providers.leaders, source, filters),
        currencies=panel(used, source, filters),
        figures=panel(figures, source, providers.over_time, filters),
        trend=panel(trend, source, providers.over_time, filters, choices.trend.grain),
        listed=panel_if(tab == EVERYONE, _listed, source, filters, choices),
        moved=panel_if(tab == MOVERS, _moved, source, filters, choices.moving),
        reputation=panel_if(tab == REPUTATION, providers.reputation, source, filters),
    )


def _listed(source: Source, filters: Filters, choices: Choices) -> Listed:
    page = providers.page(source, filters, choices.listing, choices.page)
    return Listed(page, providers.standings(source))


def _moved(source: Source, filters: Filters, measure: str) -> Moved:
    if filters.comparison is None:
        return Moved(DataFrame(), DataFrame())
    return Moved(*providers.moved(source, filters, measure))
