"""What the revenue screen shows: the money moved in a period."""

from dataclasses import dataclass

from pandas import DataFrame

from dashboard.parts.gathering import InTab, Panel, TrendChoice, panel, panel_if
from queries import revenue
from queries.figures import Figures, Trend, figures, trend
from queries.filters import Filters
from queries.identities import kinds_apart, named_apart
from queries.source import Source

SPLIT, METHODS, CATEGORIES = "split", "method", "category"
KINDS, DISTRICTS = "kind", "district"


@dataclass(frozen=True)
class Choices:
    """What is chosen on the screen."""

    trend: TrendChoice
    tab: str


@dataclass(frozen=True)
class View:
    """The money moved in a period, in one data version."""

    filters: Filters
    choices: Choices
    figures: Panel[Figures]
    currencies: Panel[DataFrame]
    """What moved in other currencies than that of the filters."""

    trend: Panel[Trend]
    split: InTab[DataFrame]
    methods: InTab[DataFrame]
    categories: InTab[DataFrame]
    kinds: InTab[DataFrame]
    districts: InTab[DataFrame]


def gather(source: Source, filters: Filters, choices: Choices) -> View:
    """Return the view of the period."""
    return View(
        filters,
        choices,
        figures=panel(figures, source, revenue.over_time, filters),
        currencies=panel(revenue.in_other_currencies, source, filters),
        trend=panel(trend, source, revenue.over_time, filters, choices.trend.grain),
        split=panel_if(choices.tab == SPLIT, revenue.split, source, filters),
        methods=panel_if(choices.tab == METHODS, revenue.by_method, source, filters),
        categories=panel_if(choices.tab == CATEGORIES, _categories, source, filters),
        kinds=panel_if(choices.tab == KINDS, _kinds, source, filters),
        districts=panel_if(choices.tab == DISTRICTS, revenue.by_district, source, filters),
    )


def _categories(source: Source, filters: Filters) -> DataFrame:
    return named_apart(revenue.by_category(source, filters), "category")


def _kinds(source: Source, filters: Filters) -> DataFrame:
    return kinds_apart(revenue.by_sub_category(source, filters))
