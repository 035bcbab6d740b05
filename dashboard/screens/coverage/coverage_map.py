"""The map of the coverage screen: one coloured layer by choice, others above it."""

from collections.abc import Sequence
from dataclasses import dataclass

import h3
import pydeck
import streamlit as st
from pandas import DataFrame

from dashboard.parts import charts, descriptions, drill, format, look_into, maps, panels
from dashboard.parts.drill import Parts
from dashboard.parts.maps import Scale
from dashboard.parts.measures import Measure, measure
from dashboard.screens.coverage import controls, overlays
from dashboard.screens.coverage.gather import Cells, Map, View
from queries.filters import Filters


@dataclass(frozen=True)
class Picture:
    """A coloured layer: how it is drawn, its legend, what it says in words, what to know of it."""

    layers: list[pydeck.Layer]
    colors: Scale
    alt: str
    note: str
    ranking: DataFrame | None = None
    """The places with most of it, where they have names."""

    parts: Parts | None = None
    """What the districts of the layer stand for, in their order."""


def show(view: View) -> None:
    """Show the map and the choices beside it."""
    with st.container(horizontal=True, vertical_alignment="bottom"):
        base = controls.BASE.show()
        shown = measure(controls.coloured_by(base).show())
        above = controls.above()
    if view.overlays is None:
        layers, notes = overlays.NOTHING
    else:
        layers, notes = overlays.show(view.overlays, above)
    panels.show(view.map, "coverage_map", _draw, shown, layers, notes, view)


def _draw(
    known: Map, shown: Measure, above: list[pydeck.Layer], notes: list[str], view: View
) -> None:
    borders = known.borders
    picture = (
        _districts(known.districts, shown, borders, view.filters)
        if known.cells is None
        else _cells(known.cells, shown, borders)
    )
    with st.grid(2 if picture.ranking is not None else 1, min_column_width=330):
        with st.container():
            maps.show(
                [*picture.layers, *above],
                key="coverage_map",
                alt=picture.alt,
                colors=picture.colors,
                view=_view(borders, view.filters.district),
                parts=picture.parts,
            )
        if picture.ranking is not None:
            _ranking(picture.ranking, shown, view.filters)
    st.caption(" ".join(note for note in (picture.note, *notes) if note))


def _ranking(highest: DataFrame, shown: Measure, filters: Filters) -> None:
    parts = drill.values("coverage_ranking", "district", highest, "district", filters)
    with st.container():
        charts.ranking(
            highest.head(10), name="district", value=shown, key="coverage_ranking", parts=parts
        )
        look_into.show(parts, "a district", filters)


def _districts(frame: DataFrame, shown: Measure, borders: DataFrame, filters: Filters) -> Picture:
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
    parts = drill.values("coverage_map", "district", known, "district", filters)
    known = known.dropna(subset=shown.column)
    highest = known.sort_values(shown.column, ascending=False, key=lambda it: it.astype(float))
    said = descriptions.ranking(highest, "district", shown)
    return Picture(
        layers,
        colors,
        f"Map of the districts. {said}",
        "Grey: none, or no data.",
        highest,
        parts,
    )


def _cells(cells: Cells, shown: Measure, borders: DataFrame) -> Picture:
    frame = cells.frame
    few = frame[frame["is_few"].astype(bool)] if "is_few" in frame else frame.iloc[:0]
    known = frame.drop(few.index)
    said = [
        f"Up to {format.plural(number, 'provider')} cover a place here"
        for number in known["covering_providers"]
    ]
    known = known.assign(said=said)
    colors = maps.scale(known[shown.column], shown)
    layers = [maps.outlines(borders), maps.cells(known, colors, name="said")]
    note = f"{_size_note(known)} {_few_note(few, cells.few)}".strip()
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


def _view(borders: DataFrame, districts: Sequence[str]) -> pydeck.ViewState:
    shapes = borders.loc[borders["district"].isin(districts), "boundary"]
    return maps.UTTAR_PRADESH if shapes.empty else maps.fitting(*shapes)
