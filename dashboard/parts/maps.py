"""Maps that need no internet: district outlines below, cells, points and areas above."""

import html
import json
import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import pandas as pd
import pydeck
import shapely
import streamlit as st

from dashboard.parts import drill, format
from dashboard.parts.drill import Parts
from dashboard.parts.measures import Measure
from dashboard.parts.theme import sequential_colors
from dashboard.settings import settings

DISTRICTS = "districts"
"""The layer of coloured districts."""

HEIGHT = 440
CLASSES = 5
UTTAR_PRADESH = pydeck.ViewState(latitude=27.2, longitude=80.87, zoom=5.0, min_zoom=4.8)
TOOLTIP: Mapping[str, Any] = {
    "text": "{tooltip}",
    "style": {"backgroundColor": "#17211f", "color": "#ffffff", "fontSize": "13px"},
}
POINT, SELECTED = (232, 145, 26, 230), (184, 64, 106, 255)

NONE = [128, 140, 136, 40]
"""A grey that does in both themes: nothing to count here."""

MIDDLE_OF_CELL = "Dots are at the middle of the provider's map cell (about 0.1 km²)."
NEARBY_AREA = "Service areas are drawn up to 400 m off, so that none tells where somebody lives."

Color = list[int]


@dataclass(frozen=True)
class Scale:
    """Colours of a measure in up to five classes with about as many places in each."""

    measure: Measure
    breaks: tuple[float, ...]
    """Lowest value of each class, ascending; none where no value is above zero."""

    def color(self, value: object) -> Color:
        """Return the colour of a value as red, green, blue, alpha; grey where there is none."""
        if format.is_missing(value):
            return NONE
        place = sum(float(str(value)) >= lowest for lowest in self.breaks) - 1
        return NONE if place < 0 else [*_rgb(_palette(len(self.breaks))[place]), 255]


def scale(values: "pd.Series[Any]", measure: Measure) -> Scale:
    """Return the classes of the values above zero."""
    known = values.dropna().astype(float)
    known = known[known > 0]
    if known.empty:
        return Scale(measure, ())
    lowest = {float(known.quantile(part / CLASSES, "lower")) for part in range(CLASSES)}
    return Scale(measure, tuple(sorted(lowest)))


def outlines(
    frame: pd.DataFrame, *, name: str = "district", boundary: str = "boundary"
) -> pydeck.Layer:
    """Return district borders as a base map, from a frame with a GeoJSON column."""
    features = [
        _feature(shape, {"tooltip": literal(place)})
        for place, shape in zip(frame[name], frame[boundary], strict=True)
    ]
    return _polygons("outlines", features, fill=[128, 140, 136, 20])


def districts(
    frame: pd.DataFrame, colors: Scale, *, name: str = "district", boundary: str = "boundary"
) -> pydeck.Layer:
    """Return districts coloured by the scale's measure, from a frame with a GeoJSON column."""
    features = [
        _feature(shape, {"tooltip": said, "fill": colors.color(value)})
        for shape, said, value in zip(
            frame[boundary], _said(frame, name, colors), frame[colors.measure.column], strict=True
        )
    ]
    return _polygons(DISTRICTS, features, fill="properties.fill")


def cells(
    frame: pd.DataFrame, colors: Scale, *, cell: str = "h3_cell", name: str | None = None
) -> pydeck.Layer:
    """Return H3 cells coloured by the scale's measure; `name` is a column for the tooltip."""
    data = [
        {"cell": index, "fill": colors.color(value), "tooltip": said}
        for index, value, said in zip(
            frame[cell],
            frame[colors.measure.column],
            _said(frame, name or cell, colors),
            strict=True,
        )
    ]
    return _hexagons("cells", data)


def _hexagons(name: str, data: list[dict[str, Any]]) -> pydeck.Layer:
    return pydeck.Layer(
        "H3HexagonLayer",
        data,
        id=name,
        get_hexagon="cell",
        get_fill_color="fill",
        extruded=False,
        stroked=False,
        opacity=1,
        pickable=True,
    )


def points(
    frame: pd.DataFrame, *, tooltip: str, lat: str = "lat", lng: str = "lng", radius: int = 4
) -> pydeck.Layer:
    """Return dots; `tooltip` is a column of plain text."""
    data = [
        {"position": [x, y], "tooltip": literal(said)}
        for x, y, said in zip(frame[lng], frame[lat], frame[tooltip], strict=True)
    ]
    return pydeck.Layer(
        "ScatterplotLayer",
        data,
        id="points",
        get_position="position",
        get_fill_color=list(POINT),
        get_line_color=[255, 255, 255, 220],
        line_width_min_pixels=1,
        stroked=True,
        radius_units=pydeck.types.String("pixels"),
        get_radius=radius,
        pickable=True,
    )


def areas(frame: pd.DataFrame, *, tooltip: str, area: str = "service_area") -> pydeck.Layer:
    """Return service areas as outlines with a faint fill, from a frame with a GeoJSON column."""
    known = frame[frame[area].notna()]
    features = [
        _feature(shape, {"tooltip": literal(said)})
        for shape, said in zip(known[area], known[tooltip], strict=True)
    ]
    faint = 1 / max(len(features), 1) ** 0.5  # many overlap: they must not hide each other
    fill, line = max(round(40 * faint), 5), max(round(255 * faint), 60)
    return _polygons("areas", features, [*SELECTED[:3], fill], [*SELECTED[:3], line])


def show(  # noqa: PLR0913 - what a map shows, and what it stands for
    layers: Sequence[pydeck.Layer],
    *,
    key: str,
    alt: str,
    colors: Scale | None = None,
    view: pydeck.ViewState = UTTAR_PRADESH,
    parts: Parts | None = None,
) -> None:
    """Show layers, the first at the bottom, and the legend of their colours; `parts` are what the
    districts stand for, where these are coloured.
    """
    style = settings().map_style
    below = {"map_provider": "maplibre", "map_style": style} if style else {"map_provider": None}
    deck = pydeck.Deck(list(layers), initial_view_state=view, tooltip=dict(TOOLTIP), **below)
    st.pydeck_chart(deck, height=HEIGHT, alt=alt, **drill.shapes(key, DISTRICTS, parts))
    if colors is not None:
        st.html(legend(colors))


def legend(colors: Scale) -> str:
    """Return the legend as HTML: a swatch and the lowest value of each class."""
    classes = "".join(
        f'<span style="display:inline-block;margin-right:1.1em;white-space:nowrap">'
        f'<span style="display:inline-block;width:.9em;height:.9em;border-radius:2px;'
        f'margin-right:.4em;vertical-align:-.1em;background:{color}"></span>'
        f"from {html.escape(colors.measure.notation.short(lowest))}</span>"
        for color, lowest in zip(_palette(len(colors.breaks)), colors.breaks, strict=True)
    )
    label = html.escape(colors.measure.label)
    return (
        '<div style="font-size:.875rem">'
        f'<b style="margin-right:1em">{label}</b>{classes or "none"}</div>'
    )


def literal(text: object) -> str:
    """Return text that came from outside so that a map shows it as it is: text that begins with
    `@@` is an expression to deck.gl, wherever it stands in the data.

    >>> literal("Asha Devi"), literal("@@=constructor").startswith("@@")
    ('Asha Devi', False)
    """
    shown = str(text)
    return f"\N{WORD JOINER}{shown}" if shown.startswith("@@") else shown


def around(lat: float, lng: float, zoom: float = 9.5) -> pydeck.ViewState:
    """Return the view centred on a place."""
    return pydeck.ViewState(latitude=lat, longitude=lng, zoom=zoom, min_zoom=5)


def fitting(*shapes: str) -> pydeck.ViewState:
    """Return the view that shows GeoJSON shapes as a whole."""
    west, south, east, north = shapely.total_bounds(shapely.from_geojson(shapes))
    middle = (south + north) / 2
    height = (north - south) / math.cos(math.radians(middle))
    zoom = math.log2(0.8 * 360 / 512 * HEIGHT / max(east - west, height))
    return around(middle, (west + east) / 2, zoom)


def _said(frame: pd.DataFrame, name: str, colors: Scale) -> list[str]:
    measure = colors.measure
    return [
        literal(f"{place}\n{measure.label}: {measure.notation.full(value)}")
        for place, value in zip(frame[name], frame[measure.column], strict=True)
    ]


def _polygons(
    name: str, features: list[dict[str, Any]], fill: object, line: Color | None = None
) -> pydeck.Layer:
    return pydeck.Layer(
        "GeoJsonLayer",
        {"type": "FeatureCollection", "features": features},
        id=name,
        get_fill_color=fill,
        get_line_color=line or [128, 140, 136, 150],
        line_width_min_pixels=1,
        opacity=1,
        pickable=True,
    )


def _feature(shape: str | dict[str, Any], properties: dict[str, Any]) -> dict[str, Any]:
    geometry = json.loads(shape) if isinstance(shape, str) else shape
    return {"type": "Feature", "geometry": geometry, "properties": properties}


def _palette(classes: int) -> list[str]:
    """Return as many theme colours as there are classes, from weak to strong, none too faint."""
    colors = sequential_colors()[2:]
    return [colors[round(place * 7 / max(classes - 1, 1))] for place in range(classes)]


def _rgb(color: str) -> Color:
    return [int(color[place : place + 2], 16) for place in (1, 3, 5)]
