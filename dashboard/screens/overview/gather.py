"""What the overview shows: the main numbers of every topic, and what changed for the worse."""

from dataclasses import dataclass, replace
from datetime import date

from pandas import DataFrame, Series

from dashboard.parts.gathering import InTab, Panel, TrendChoice, panel, panel_if
from queries import overview, search
from queries.currencies import used
from queries.figures import Figures, Trend, figures, trend
from queries.filters import Filters, searched_since
from queries.identities import named_apart
from queries.overview import Driver, Worsening
from queries.search import Booked
from queries.source import Source

CATEGORIES, DISTRICTS = "category", "district"


@dataclass(frozen=True)
class Choices:
    """What is chosen on the screen."""

    trend: TrendChoice
    tab: str


@dataclass(frozen=True)
class Attention:
    """What an owner should look into."""

    worsenings: list[Worsening]
    uncovered: DataFrame
    forgotten: int


@dataclass(frozen=True)
class Drivers:
    """In which category and in which district gross changed most."""

    category: Driver | None
    district: Driver | None


@dataclass(frozen=True)
class View:
    """The overview of one data version."""

    filters: Filters
    choices: Choices
    figures: Panel[Figures]
    booked: Panel[Booked | None]
    """None where all days are too new to be judged."""

    drivers: Panel[Drivers]
    currencies: Panel[DataFrame]
    attention: Panel[Attention]
    trend: Panel[Trend]
    categories: InTab[DataFrame]
    districts: InTab[DataFrame]


def gather(source: Source, filters: Filters, choices: Choices) -> View:
    """Return the view of the period."""
    return View(
        filters,
        choices,
        figures=panel(figures, source, overview.over_time, filters),
        booked=panel(search.booked, source, filters),
        drivers=panel(_drivers, source, filters),
        currencies=panel(used, source, filters),
        attention=panel(_attention, source, filters),
        trend=panel(_trend, source, filters, choices.trend),
        categories=panel_if(choices.tab == CATEGORIES, _categories, source, filters),
        districts=panel_if(choices.tab == DISTRICTS, overview.growth_by_district, source, filters),
    )


def _drivers(source: Source, filters: Filters) -> Drivers:
    categories, districts = (
        _categories(source, filters),
        overview.growth_by_district(source, filters),
    )
    return Drivers(
        overview.driver(categories, "category", "gross_amount"),
        overview.driver(districts, "district", "gross_amount"),
    )


def _categories(source: Source, filters: Filters) -> DataFrame:
    return named_apart(overview.growth_by_category(source, filters), "category")


def _attention(source: Source, filters: Filters) -> Attention:
    return Attention(
        overview.worsenings(source, filters),
        overview.uncovered_districts(source, filters),
        overview.forgotten(source, filters),
    )


def _trend(source: Source, filters: Filters, choice: TrendChoice) -> Trend:
    """Return the trend; searches begin with the first that was logged, which may be later."""
    known, begins = trend(source, overview.over_time, filters, choice.grain), searched_since(source)
    if begins is None:
        return known
    before = known.before if known.before is None else _searched(known.before, begins)
    return replace(known, steps=_searched(known.steps, begins), before=before)


def _searched(steps: DataFrame, begins: date) -> DataFrame:
    """Return the steps without a number of searches where none could be logged yet."""
    is_logged = [last >= begins for last in steps["last_day"]]
    return steps.assign(
        searches=steps["searches"].astype("Int64").where(Series(is_logged, steps.index, dtype=bool))
    )
