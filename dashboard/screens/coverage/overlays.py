"""Providers and service areas above the coloured layer of the map."""

import pydeck
import streamlit as st
from pandas import DataFrame

from dashboard.parts import format, maps, panels, standing
from dashboard.parts.gathering import Panel
from dashboard.screens.coverage import controls
from dashboard.screens.coverage.gather import PROVIDERS, Overlays
from queries import coverage
from queries.identities import distinct

Above = tuple[list[pydeck.Layer], list[str]]
"""Layers, and what to know of them."""

NOTHING: Above = ([], [])


def show(overlays: Panel[Overlays], above: list[str]) -> Above:
    """Let people choose whom the map shows, and return the layers and what to know of them."""
    panels.show(overlays, "coverage_overlays", _controls)
    return panels.known(overlays, _layers, above) or NOTHING


def _controls(known: Overlays) -> None:
    with st.container(horizontal=True, vertical_alignment="bottom"):
        standing.choice(known.standings, "coverage", controls.COVERING)
        if known.areas is not None:
            controls.area_of(distinct(_described(known.providers, " · ")))


def _layers(known: Overlays, above: list[str]) -> Above:
    shown, layers = (known.shown.standing, known.shown.is_active), []
    notes = [f"Providers on the map: {standing.said(*shown)}."]
    if shown != controls.COVERING:
        notes.append("Only active, approved ones count as coverage.")
    if known.areas is not None:
        layers.append(maps.areas(_named(known.areas), tooltip="said"))
        if len(known.areas) == coverage.MOST_AREAS:
            most = format.count(coverage.MOST_AREAS)
            notes.append(f"The service areas are those of the {most} providers with most points.")
        notes.append(maps.NEARBY_AREA)
    if PROVIDERS in above:
        layers.append(maps.points(_named(known.providers), tooltip="said"))
        notes.append(maps.MIDDLE_OF_CELL)
    return layers, notes


def _named(frame: DataFrame) -> DataFrame:
    """Return the frame with a column that says who the provider is."""
    names = distinct(_described(frame, "\n"))
    known = zip(frame["provider_id"], frame["reputation_score"], frame["verified"], strict=True)
    said = [
        f"{names[provider]}\nReputation {format.decimal(score)}"
        f"{' · Aadhaar verified' if verified else ''}"
        for provider, score, verified in known
    ]
    return frame.assign(said=said)


def _described(frame: DataFrame, between: str) -> dict[str, str]:
    """Return what each provider is called, by its id."""
    known = zip(
        frame["provider_id"], frame["name"], frame["category"], frame["district"], strict=True
    )
    return {
        provider: f"{name}{between}{category}, {district}"
        for provider, name, category, district in known
    }
