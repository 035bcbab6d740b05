"""What the bookings screen shows: how far bookings came, and where the others were lost."""

from dataclasses import dataclass

from pandas import DataFrame

from dashboard.parts.gathering import Panel, panel
from queries import bookings
from queries.currencies import used
from queries.figures import Figures, Trend, figures, trend
from queries.filters import Filters
from queries.grain import Grain
from queries.identities import kinds_apart, named_apart
from queries.source import Source


@dataclass(frozen=True)
class Choices:
    """The steps in time of each panel that has some."""

    cohorts: Grain
    cancellations: Grain
    times: Grain


@dataclass(frozen=True)
class View:
    """The bookings requested in a period, in one data version."""

    filters: Filters
    choices: Choices
    stages: Panel[DataFrame]
    figures: Panel[Figures]
    currencies: Panel[DataFrame]
    cohorts: Panel[DataFrame]
    cancellations: Panel[DataFrame]
    times: Panel[Trend]
    categories: Panel[DataFrame]
    kinds: Panel[DataFrame]
    districts: Panel[DataFrame]


def gather(source: Source, filters: Filters, choices: Choices) -> View:
    """Return the view of the period."""
    return View(
        filters,
        choices,
        stages=panel(bookings.funnel, source, filters),
        figures=panel(figures, source, bookings.cohorts, filters),
        currencies=panel(used, source, filters),
        cohorts=panel(bookings.cohorts, source, filters, choices.cohorts),
        cancellations=panel(bookings.cohorts, source, filters, choices.cancellations),
        times=panel(trend, source, bookings.cohorts, filters, choices.times),
        categories=panel(_categories, source, filters),
        kinds=panel(_kinds, source, filters),
        districts=panel(bookings.by_district, source, filters),
    )


def _categories(source: Source, filters: Filters) -> DataFrame:
    return named_apart(bookings.by_category(source, filters), "category")


def _kinds(source: Source, filters: Filters) -> DataFrame:
    return kinds_apart(bookings.by_sub_category(source, filters))
