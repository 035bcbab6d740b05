"""What people choose on the map of the coverage screen."""

import streamlit as st

from dashboard.parts import link, standing, visitor
from dashboard.parts.controls import Segments, Select, seed, tabs
from dashboard.parts.measures import measure
from dashboard.screens.coverage.gather import (
    AREAS,
    CELLS,
    DISTRICTS,
    EVERY_DISTRICT,
    KINDS,
    PLACES,
    PROVIDERS,
    RECRUIT,
    Choices,
)
from queries.coverage import Shown
from queries.people import Right

BAR = tabs(
    "coverage",
    {
        RECRUIT: "What to recruit where",
        PLACES: "Exact places",
        EVERY_DISTRICT: "All districts",
        KINDS: "Kinds of service",
    },
)

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

MAP, COLOUR, ABOVE, AREA_OF = ("map", "colour", "above", "area")
PARAMS = (MAP, COLOUR, ABOVE, AREA_OF, *standing.PARAMS)
"""What links call the layer, its measure, what lies above, and whose area."""

BASES = {DISTRICTS: "Districts", CELLS: "Map cells"}
LAYERS = {PROVIDERS: "Providers", AREAS: "Service areas"}
BASE = Segments("coverage_base", MAP, "Map of", BASES, DISTRICTS, is_labelled=True)
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
        _above(),
        Shown(*standing.chosen(COVERING)),
        link.value(AREA_OF) or None,
        BAR.chosen(),
    )


def coloured_by(base: str) -> Select[str]:
    """Return the measures that a layer can show."""
    names = MEASURES[base]
    options = {name: measure(name).label for name in names}
    others = {name for each in MEASURES.values() for name in each}
    key = f"coverage_measure_{base}"
    return Select(key, COLOUR, "Coloured by", options, names[0], others, width=230)


def above() -> list[str]:
    """Let people choose what lies above the coloured layer: single providers, so for reviewers."""
    if not visitor.may(Right.REVIEW):
        return []
    chosen, key = _above(), "coverage_above"
    seed(key, [*chosen])
    st.pills(
        "Also show",
        [*LAYERS],
        selection_mode="multi",
        format_func=LAYERS.__getitem__,
        key=key,
        on_change=lambda: link.change({ABOVE: st.session_state[key]}),
    )
    return [*chosen]


def _above() -> tuple[str, ...]:
    """Return which layers the link puts above the coloured one, for whom they are."""
    if not visitor.may(Right.REVIEW):
        return ()
    given = link.values(ABOVE)
    unknown = [text for text in given if text not in LAYERS]
    if unknown:
        link.change({ABOVE: [text for text in given if text in LAYERS]})
        link.note(*(link.no_such(ABOVE, text) for text in unknown[:1]))
    return tuple(layer for layer in LAYERS if layer in given)


def area_of(names: dict[str, str]) -> None:
    """Let people choose one provider's area; `names` are those of providers by their ids."""
    options = {EVERYBODY: "All providers", **names}
    Select("coverage_area_of", AREA_OF, "Service area of", options, EVERYBODY).show()
