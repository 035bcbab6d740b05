"""Where one provider works."""

from typing import Any

import streamlit as st
from pandas import DataFrame, Series

from dashboard.parts import format, maps
from dashboard.parts.markdown import literal
from dashboard.screens.provider.gather import Place


def show(place: Place) -> None:
    """Show the provider's place and service area on a map."""
    boundaries, known = place.boundaries, place.known
    area, is_placed = known["service_area"], not format.is_missing(known["lat"])
    if area is None and not is_placed:
        st.info("This provider has neither a place nor a service area.", icon=":material/map:")
        return
    one = DataFrame([known])
    layers = [maps.outlines(boundaries), maps.areas(one, tooltip="name")]
    if is_placed:
        layers.append(maps.points(one, tooltip="name", radius=7))
    view = maps.fitting(area) if area else maps.around(known["lat"], known["lng"])
    said = _said(known, is_placed)
    maps.show(layers, key="provider_map", alt=said, view=view)
    notes = (maps.MIDDLE_OF_CELL if is_placed else "", maps.NEARBY_AREA if area else "")
    st.caption(" ".join(filter(None, (literal(said, len(said)), *notes))))


def _said(known: "Series[Any]", is_placed: bool) -> str:
    place = f"The dot is the provider's place in {known['district']}" if is_placed else ""
    area = "the shape is the service area" if known["service_area"] else "no service area is known"
    said = "; ".join(filter(None, (place, area)))
    return f"{said[0].upper()}{said[1:]}."
