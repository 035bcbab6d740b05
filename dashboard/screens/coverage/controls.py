"""What people choose on the map of the coverage screen."""

import streamlit as st

from dashboard.parts import standing, visitor
from dashboard.parts.controls import Segments, Select
from dashboard.parts.measures import measure
from dashboard.parts.session import remembered
from dashboard.parts.tabs import Tabs
from dashboard.screens.coverage.gather import AREAS, CELLS, DISTRICTS, PROVIDERS, TABS, Choices
from queries.coverage import Shown
from queries.people import Right

BAR = Tabs("coverage_tab", TABS)

MEASURES = {
    DISTRICTS: (
        "unmet_demand",
        "unmet_rate",
        "demand",
        "demand_per_provider",
        "providers",
        "verified_providers",
    ),
    CELLS: ("unmet_demand", "demand", "covering_providers", "verified_covering_providers"),
}
"""What each coloured layer can show, the gaps first."""

BASE = Segments(
    "coverage_base", "Map of", {base: base for base in MEASURES}, DISTRICTS, is_labelled=True
)
ABOVE = "coverage_above"
AREA_OF = "coverage_area_of"
EVERYBODY = ""
"""Stands for no provider in particular."""

COVERING = ("APPROVED", True)
"""The providers that count as coverage."""


def choose() -> Choices:
    """Return what is chosen."""
    base = BASE.chosen()
    return Choices(
        base,
        coloured_by(base).chosen(),
        tuple(remembered(ABOVE) or ()),
        Shown(*standing.chosen("coverage", COVERING)),
        remembered(AREA_OF) or None,
        BAR.chosen(),
    )


def coloured_by(base: str) -> Select[str]:
    """Return the measures that a layer can show."""
    names = MEASURES[base]
    options = {name: measure(name).label for name in names}
    return Select(f"coverage_measure_{base}", "Coloured by", options, names[0], width=230)


def above() -> list[str]:
    """Let people choose what lies above the coloured layer: single providers, so for reviewers."""
    if not visitor.may(Right.REVIEW):
        return []
    return st.pills("Also show", [PROVIDERS, AREAS], selection_mode="multi", key=ABOVE)


def area_of(names: dict[str, str]) -> None:
    """Let people choose one provider's area; `names` are those of providers by their ids."""
    options = {EVERYBODY: "All providers", **names}
    Select(AREA_OF, "Service area of", options, EVERYBODY).show()
