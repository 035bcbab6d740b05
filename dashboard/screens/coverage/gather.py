"""What the coverage screen shows: supply as it is now beside the demand of a period."""

from dataclasses import dataclass

from pandas import DataFrame

from dashboard.parts.gathering import InTab, Panel, panel, panel_if
from queries import coverage, providers
from queries.coverage import Shown
from queries.figures import Figures, figures
from queries.filters import Filters
from queries.identities import kinds_apart
from queries.source import Source

DISTRICTS, CELLS = "districts", "cells"
PROVIDERS, AREAS = "providers", "areas"

SUPPLY = ("covering_providers", "verified_covering_providers")
"""What cells say of supply; the rest they say of demand."""

RECRUIT, PLACES, EVERY_DISTRICT, KINDS = "recruit", "places", "districts", "kinds"


@dataclass(frozen=True)
class Choices:
    """What the map shows: the coloured layer, by which measure, and what lies above it."""

    base: str
    measure: str
    above: tuple[str, ...]
    shown: Shown
    area_of: str | None
    """The provider whose service area is shown; None is everybody's."""

    tab: str


@dataclass(frozen=True)
class Overlays:
    """Providers and service areas above the coloured layer."""

    standings: list[str]
    shown: Shown
    providers: DataFrame
    areas: DataFrame | None
    """None where nobody asked for them."""


@dataclass(frozen=True)
class Cells:
    """Map cells, and how many customers one that is shown must have."""

    frame: DataFrame
    few: int


@dataclass(frozen=True)
class Map:
    """A coloured layer of districts, or of cells where these were chosen."""

    borders: DataFrame
    districts: DataFrame
    cells: Cells | None


@dataclass(frozen=True)
class View:
    """Supply and the demand of a period, in one data version."""

    filters: Filters
    choices: Choices
    districts: Panel[DataFrame]
    figures: Panel[Figures]
    unplaced: Panel[int]
    map: Panel[Map]
    overlays: Panel[Overlays] | None
    gaps: InTab[DataFrame]
    places: InTab[Cells]
    """Cells with a gap."""

    kinds: InTab[DataFrame]


def gather(source: Source, filters: Filters, choices: Choices) -> View:
    """Return the view of the period."""
    return View(
        filters,
        choices,
        districts=panel(coverage.by_district, source, filters),
        figures=panel(figures, source, coverage.over_time, filters),
        unplaced=panel(coverage.unplaced, source, filters),
        map=panel(_map, source, filters, choices),
        overlays=panel(_overlays, source, filters, choices) if choices.above else None,
        gaps=panel_if(choices.tab == RECRUIT, coverage.gap_districts, source, filters),
        places=panel_if(choices.tab == PLACES, _places, source, filters),
        kinds=panel_if(choices.tab == KINDS, _kinds, source, filters),
    )


def _kinds(source: Source, filters: Filters) -> DataFrame:
    return kinds_apart(coverage.by_sub_category(source, filters))


def _map(source: Source, filters: Filters, choices: Choices) -> Map:
    borders, districts = coverage.boundaries(source), coverage.by_district(source, filters)
    if choices.base == DISTRICTS:
        return Map(borders, districts, None)
    read = coverage.supply_cells if choices.measure in SUPPLY else coverage.demand_cells
    cells = Cells(read(source, filters), coverage.few_customers(source))
    return Map(borders, districts, cells)


def _overlays(source: Source, filters: Filters, choices: Choices) -> Overlays:
    standings, shown = providers.standings(source), choices.shown
    if shown.standing not in (None, *standings):
        shown = Shown(is_active=shown.is_active)
    known = coverage.providers(source, filters, shown)
    if AREAS not in choices.above:
        return Overlays(standings, shown, known, None)
    whose = choices.area_of if choices.area_of in set(known["provider_id"]) else None
    return Overlays(standings, shown, known, coverage.areas(source, filters, whose, shown))


def _places(source: Source, filters: Filters) -> Cells:
    return Cells(coverage.gap_cells(source, filters), coverage.few_customers(source))
