"""What the providers screen shows: how all of them did in a period."""

from dataclasses import dataclass

from pandas import DataFrame

from dashboard.parts.gathering import Panel, TrendChoice, panel
from queries import providers
from queries.currencies import used
from queries.figures import Figures, Trend, figures, trend
from queries.filters import Filters
from queries.source import Source


@dataclass(frozen=True)
class Choices:
    """What is chosen on the screen."""

    trend: TrendChoice


@dataclass(frozen=True)
class View:
    """The providers in a period, in one data version."""

    filters: Filters
    choices: Choices
    table: Panel[DataFrame]
    currencies: Panel[DataFrame]
    figures: Panel[Figures]
    trend: Panel[Trend]
    standings: Panel[list[str]]
    reputation: Panel[DataFrame]


def gather(source: Source, filters: Filters, choices: Choices) -> View:
    """Return the view of the period."""
    return View(
        filters,
        choices,
        table=panel(providers.everyone, source, filters),
        currencies=panel(used, source, filters),
        figures=panel(figures, source, providers.over_time, filters),
        trend=panel(trend, source, providers.over_time, filters, choices.trend.grain),
        standings=panel(providers.standings, source),
        reputation=panel(providers.reputation, source, filters),
    )
