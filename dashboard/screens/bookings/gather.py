"""What the bookings screen shows: how far bookings came, and where the others were lost."""

from dataclasses import dataclass

from pandas import DataFrame

from dashboard.parts.gathering import InTab, Panel, panel, panel_if
from queries import bookings
from queries.currencies import used
from queries.figures import Figures, Trend, figures, trend
from queries.filters import Filters
from queries.grain import Grain
from queries.identities import kinds_apart, named_apart
from queries.source import Source

COHORTS, CANCELLATIONS, TIMES = "cohorts", "cancellations", "times"
CATEGORIES, KINDS, DISTRICTS = "category", "kind", "district"


@dataclass(frozen=True)
class Choices:
    """The steps in time of each panel that has some, and which tab is open."""

    cohorts: Grain
    cancellations: Grain
    times: Grain
    tab: str


@dataclass(frozen=True)
class View:
    """The bookings requested in a period, in one data version."""

    filters: Filters
    choices: Choices
    stages: Panel[DataFrame]
    figures: Panel[Figures]
    currencies: Panel[DataFrame]
    cohorts: InTab[DataFrame]
    cancellations: InTab[DataFrame]
    times: InTab[Trend]
    categories: InTab[DataFrame]
    kinds: InTab[DataFrame]
    districts: InTab[DataFrame]


def gather(source: Source, filters: Filters, choices: Choices) -> View:
    """Return the view of the period."""
    tab = choices.tab
    return View(
        filters,
        choices,
        stages=panel(bookings.funnel, source, filters),
        figures=panel(figures, source, bookings.cohorts, filters),
        currencies=panel(used, source, filters),
        cohorts=panel_if(tab == COHORTS, bookings.cohorts, source, filters, choices.cohorts),
        cancellations=panel_if(
            tab == CANCELLATIONS, bookings.cohorts, source, filters, choices.cancellations
        ),
        times=panel_if(tab == TIMES, trend, source, bookings.cohorts, filters, choices.times),
        categories=panel_if(tab == CATEGORIES, _categories, source, filters),
        kinds=panel_if(tab == KINDS, _kinds, source, filters),
        districts=panel_if(tab == DISTRICTS, bookings.by_district, source, filters),
    )


def _categories(source: Source, filters: Filters) -> DataFrame:
    return named_apart(bookings.by_category(source, filters), "category")


def _kinds(source: Source, filters: Filters) -> DataFrame:
    return kinds_apart(bookings.by_sub_category(source, filters))
