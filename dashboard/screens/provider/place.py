"""Where one provider works."""

from typing import Any

import streamlit as st
from pandas import DataFrame, Series

from dashboard.parts import format, maps
from dashboard.parts.markdown import literal
from dashboard.screens.provider.gather import Place


def show(known: Place) -> None:
    """Show the provider's place and service area on a map."""
    boundaries, profile = known.boundaries, known.profile
    area, is_placed = profile["service_area"], not format.is_missing(profile["lat"])
    if area is None and not is_placed:
        st.info("This provider has neither a place nor a service area.", icon=":material/map:")
        return
    one = DataFrame([profile])
    layers = [maps.outlines(boundaries), maps.areas(one, tooltip="name")]
    if is_placed:
        layers.append(maps.points(one, tooltip="name", radius=7))
    view = maps.fitting(area) if area else maps.around(profile["lat"], profile["lng"])
    said = _said(profile, is_placed)
    maps.show(layers, key="provider_map", alt=said, view=view)
    notes = (maps.MIDDLE_OF_CELL if is_placed else "", maps.NEARBY_AREA if area else "")
    st.caption(" ".join(filter(None, (literal(said, len(said)), *notes))))


def _said(profile: "Series[Any]", is_placed: bool) -> str:
    place = f"The dot is the provider's place in {profile['district']}" if is_placed else ""
    area = (
        "the shape is the service area" if profile["service_area"] else "no service area is known"
    )
    said = "; ".join(filter(None, (place, area)))
    return f"{said[0].upper()}{said[1:]}."
