"""The map of the coverage screen: one coloured layer by choice, others above it."""

from dataclasses import dataclass

import h3
import pydeck
import streamlit as st
from pandas import DataFrame

from dashboard import charts, descriptions, format, maps, standing
from dashboard.identities import distinct
from dashboard.maps import Scale
from dashboard.measures import Measure, measure
from queries import Snapshot, coverage, providers
from queries.coverage import Shown
from queries.filters import Filters

DISTRICTS, CELLS = "Districts", "Map cells"
PROVIDERS, AREAS = "Providers", "Service areas"
EVERYBODY = ""
"""Stands for no provider in particular."""

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

SUPPLY = ("covering_providers", "verified_covering_providers")


@dataclass(frozen=True)
class Picture:
    """A coloured layer: how it is drawn, its legend, what it says in words, what to know of it."""

    layers: list[pydeck.Layer]
    colors: Scale
    alt: str
    note: str
    ranking: DataFrame | None = None
    """The places with most of it, where they have names."""


def show(snapshot: Snapshot, filters: Filters, districts: DataFrame) -> None:
    """Show the map and the choices beside it; `districts` is `coverage.by_district`."""
    with st.container(horizontal=True, vertical_alignment="bottom"):
        base = st.segmented_control(
            "Map of", [DISTRICTS, CELLS], default=DISTRICTS, required=True, key="coverage_base"
        )
        shown = _measure(base or DISTRICTS)
        above = st.pills(
            "Also show", [PROVIDERS, AREAS], selection_mode="multi", key="coverage_above"
        )
    borders = coverage.boundaries(snapshot)
    picture = (
        _cells(snapshot, filters, shown, borders)
        if base == CELLS
        else _districts(districts, shown, borders)
    )
    overlays, notes = _overlays(snapshot, filters, above)
    with st.grid(2 if picture.ranking is not None else 1, min_column_width=330):
        with st.container():
            maps.show(
                [*picture.layers, *overlays],
                key="coverage_map",
                alt=picture.alt,
                colors=picture.colors,
                view=_view(borders, filters.district),
            )
        if picture.ranking is not None:
            charts.ranking(picture.ranking, name="district", value=shown, key="coverage_ranking")
    st.caption(" ".join(note for note in (picture.note, *notes) if note))


def _measure(base: str) -> Measure:
    known = {name: measure(name) for name in MEASURES[base]}
    chosen = st.selectbox(
        "Coloured by",
        list(known),
        format_func=lambda name: known[name].label,
        key=f"coverage_measure_{base}",
        width=230,
    )
    return known[chosen]


def _districts(frame: DataFrame, shown: Measure, borders: DataFrame) -> Picture:
    known = frame.merge(borders, on="district")
    known["said"] = [
        f"{district}: {format.plural(providers, 'provider')},"
        f" {format.plural(demand, 'search', 'searches')}"
        for district, providers, demand in zip(
            known["district"], known["providers"], known["demand"], strict=True
        )
    ]
    colors = maps.scale(known[shown.column], shown)
    layers = [maps.outlines(borders), maps.districts(known, colors, name="said")]
    known = known.dropna(subset=shown.column)
    highest = known.sort_values(shown.column, ascending=False, key=lambda it: it.astype(float))
    said = descriptions.ranking(highest, "district", shown)
    return Picture(
        layers, colors, f"Map of the districts. {said}", "Grey: none, or no data.", highest.head(10)
    )


def _cells(snapshot: Snapshot, filters: Filters, shown: Measure, borders: DataFrame) -> Picture:
    read = coverage.supply_cells if shown.column in SUPPLY else coverage.demand_cells
    frame = read(snapshot, filters)
    few = frame[frame["is_few"].astype(bool)] if "is_few" in frame else frame.iloc[:0]
    known = frame.drop(few.index)
    known["said"] = [
        f"Up to {format.plural(number, 'provider')} cover a place here"
        for number in known["covering_providers"]
    ]
    colors = maps.scale(known[shown.column], shown)
    layers = [maps.outlines(borders), maps.cells(known, colors, name="said")]
    note = f"{_size_note(known)} {_few_note(few, coverage.few_customers(snapshot))}".strip()
    return Picture(layers, colors, _cells_in_words(known, shown), note)


def _cells_in_words(known: DataFrame, shown: Measure) -> str:
    most = shown.notation.full(known[shown.column].max() if len(known) else None)
    cells = format.plural(len(known), "cell")
    return f"Map of {cells}. {shown.label}: at most {most} in one cell."


def _size_note(known: DataFrame) -> str:
    if known.empty:
        return "There is no cell to show on this map."
    resolution = h3.get_resolution(known["h3_cell"].iloc[0])
    area = format.decimal(h3.average_hexagon_area(resolution, unit="km^2"))
    return f"Each cell is about {area} km²."


def _few_note(few: DataFrame, customers: int) -> str:
    """Say how much is in no cell, so that nobody takes these for places without searches."""
    if few.empty:
        return ""
    searches = format.plural(few["demand"].iloc[0], "search", "searches")
    return (
        f"Cells with fewer than {customers} customers are not shown: {searches}, of which"
        f" {format.count(few['unmet_demand'].iloc[0])} unmet."
    )


def _overlays(
    snapshot: Snapshot, filters: Filters, above: list[str]
) -> tuple[list[pydeck.Layer], list[str]]:
    layers: list[pydeck.Layer] = []
    if not above:
        return layers, []
    with st.container(horizontal=True, vertical_alignment="bottom"):
        chosen = standing.choice(providers.standings(snapshot), "coverage", ("APPROVED", True))
        shown = Shown(*chosen)
        whose = _whose(coverage.providers(snapshot, filters, shown)) if AREAS in above else None
    notes = [f"Providers on the map: {standing.said(*chosen)}."]
    if chosen != ("APPROVED", True):
        notes.append("Only active, approved ones count as coverage.")
    if AREAS in above:
        frame = coverage.areas(snapshot, filters, whose, shown)
        layers.append(maps.areas(_named(frame), tooltip="said"))
        if len(frame) == coverage.MOST_AREAS:
            most = format.count(coverage.MOST_AREAS)
            notes.append(f"The service areas are those of the {most} providers with most points.")
        notes.append(maps.NEARBY_AREA)
    if PROVIDERS in above:
        points = _named(coverage.providers(snapshot, filters, shown))
        layers.append(maps.points(points, tooltip="said"))
        notes.append(maps.MIDDLE_OF_CELL)
    return layers, notes


def _whose(known: DataFrame) -> str | None:
    """Let people choose one provider's area; None is everybody's."""
    names = distinct({EVERYBODY: "All providers"} | _described(known, " · "))
    chosen = st.selectbox(
        "Service area of", [*names], format_func=names.__getitem__, key="coverage_area_of"
    )
    return chosen or None


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


def _view(borders: DataFrame, district: str | None) -> pydeck.ViewState:
    shape = borders.loc[borders["district"] == district, "boundary"]
    return maps.UTTAR_PRADESH if shape.empty else maps.fitting(shape.iloc[0])
