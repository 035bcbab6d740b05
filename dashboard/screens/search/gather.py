"""What the search screen shows: what people looked for in a period, and what they found."""

from dataclasses import dataclass

from pandas import DataFrame

from dashboard.parts.gathering import InTab, Panel, TrendChoice, panel, panel_if
from queries import coverage, search
from queries.figures import Figures, Trend, figures, trend
from queries.filters import Filters
from queries.search import Booked, Terms
from queries.source import Source

TERMS, BOOKINGS, HOURS, DISTRICTS = "terms", "bookings", "hours", "districts"


@dataclass(frozen=True)
class Choices:
    """What is chosen on the screen: which terms, containing what, and which tab."""

    trend: TrendChoice
    which: Terms
    text: str
    by_hour: str
    """The measure of weekdays and hours."""

    tab: str


@dataclass(frozen=True)
class TermList:
    """Terms, and how many people must have searched for one that is named."""

    terms: DataFrame
    few: int


@dataclass(frozen=True)
class Bookings:
    """Which searches became bookings, by what they were for and where."""

    booked: Booked
    categories: DataFrame
    districts: DataFrame


@dataclass(frozen=True)
class View:
    """The searches of a period, in one data version."""

    filters: Filters
    choices: Choices
    figures: Panel[Figures]
    in_vain: Panel[DataFrame]
    """The term that was sought in vain most."""

    trend: Panel[Trend]
    terms: InTab[TermList]
    bookings: InTab[Bookings | None]
    """None where all days are too new to be judged."""

    hours: InTab[DataFrame]
    districts: InTab[DataFrame]


def gather(source: Source, filters: Filters, choices: Choices) -> View:
    """Return the view of the period."""
    tab = choices.tab
    return View(
        filters,
        choices,
        figures=panel(figures, source, search.over_time, filters),
        in_vain=panel(search.terms, source, filters, Terms.IN_VAIN, most=1),
        trend=panel(trend, source, search.over_time, filters, choices.trend.grain),
        terms=panel_if(tab == TERMS, _terms, source, filters, choices),
        bookings=panel_if(tab == BOOKINGS, _bookings, source, filters),
        hours=panel_if(tab == HOURS, search.by_hour, source, filters.over),
        districts=panel_if(tab == DISTRICTS, search.by_district, source, filters),
    )


def _bookings(source: Source, filters: Filters) -> Bookings | None:
    booked = search.booked(source, filters)
    if booked is None:
        return None
    return Bookings(
        booked,
        search.booked_by_category(source, booked.filters),
        search.booked_by_district(source, booked.filters),
    )


def _terms(source: Source, filters: Filters, choices: Choices) -> TermList:
    found = search.terms(source, filters, choices.which, choices.text)
    return TermList(found, coverage.few_customers(source))
