"""One visual language for charts: theme colours, no junk, exact values on hover, alt text."""

from collections.abc import Iterable, Sequence
from math import isfinite
from typing import Any

import pandas as pd
import streamlit as st

from dashboard.parts import axes, chart_text, descriptions, drill, format, theme
from dashboard.parts.drawing import Drawing, Ready, Trace, trace
from dashboard.parts.drill import Parts
from dashboard.parts.measures import Measure
from queries.ratio import ratio

DAYS = "%-d %b\n%Y"
HEIGHT, BAR_PIXELS, STAGE_PIXELS = 320, 34, 46
TITLE = {"size": 12}
HATCH = "/"
ROOM = 0.25
"""Share of a ranking's width that is left for what is written beside the bars."""

Span = tuple[float, float]
"""The lowest and the highest value that an axis covers."""


def stacked(  # noqa: PLR0913 - what bars show, and what they stand for
    frame: pd.DataFrame, *, x: str, y: Measure, series: str, key: str, parts: Parts | None = None
) -> None:
    """Draw a frame of one row per x and series as stacked bars, the largest series first.

    Each series has all of x, which are what `parts` stand for. A `note` on a row says why its step
    is incomplete: such bars are hatched.
    """
    totals = frame.groupby(series, observed=True)[y.column].sum().sort_values(ascending=False)
    figure = Drawing([_bars(frame[frame[series] == name], x, y, name) for name in totals.index])
    figure.lay_out(barmode="relative", bargap=0.25)
    amounts = pd.Series(numbers(frame[y.column]), index=frame.index, dtype=float)
    above = amounts.clip(lower=0).groupby(frame[x]).sum()
    below = amounts.clip(upper=0).groupby(frame[x]).sum()
    value_axis(figure, [*above, *below], y)
    draw(figure, key=key, alt=descriptions.shares(totals, y), parts=parts)


def _bars(frame: pd.DataFrame, x: str, y: Measure, name: object) -> Trace:
    said = [
        f"{y.notation.full(value)} ({note})" if note else y.notation.full(value)
        for value, note in zip(frame[y.column], frame["note"], strict=True)
    ]
    return trace(
        "bar",
        x=list(frame[x]),
        y=numbers(frame[y.column]),
        name=str(name),
        customdata=said,
        hovertemplate="%{customdata}",
        marker={"pattern": {"shape": [HATCH if note else "" for note in frame["note"]]}},
    )


def ranking(  # noqa: PLR0913 - what bars show, and what they stand for
    frame: pd.DataFrame,
    *,
    name: str,
    value: Measure,
    key: str,
    span: Span | None = None,
    parts: Parts | None = None,
) -> None:
    """Draw horizontal bars in the order of the frame, the first on top, each with its value.

    Every row is a bar of its own, whatever it is called. `span` makes several rankings comparable;
    `parts` are what the bars stand for.
    """
    known = frame[value.column]
    names = [str(each) for each in frame[name]]
    places = list(range(len(frame)))
    bars = trace(
        "bar",
        y=places,
        x=numbers(known),
        orientation="h",
        text=[value.notation.short(number) for number in known],
        textposition="outside",
        cliponaxis=False,
        customdata=[
            f"{each}: {value.notation.full(number)}"
            for each, number in zip(names, known, strict=True)
        ],
        hovertemplate="%{customdata}<extra></extra>",
    )
    figure = Drawing([bars])
    figure.y_axis(
        autorange="reversed", ticksuffix="  ", showgrid=False, tickvals=places, ticktext=names
    )
    figure.x_axis(
        title={"text": value.label},
        showticklabels=False,
        showgrid=False,
        range=_with_room(span or extremes(known)),
    )
    figure.lay_out(height=len(frame) * BAR_PIXELS + 55, bargap=0.35, hovermode="closest")
    draw(figure, key=key, alt=descriptions.ranking(frame, name, value), parts=parts)


def funnel(
    frame: pd.DataFrame, *, stage: str, value: Measure, key: str, parts: Parts | None = None
) -> None:
    """Draw stages from wide to narrow; each says its count and its share of the first stage."""
    counts = frame[value.column]
    said = [
        f"{value.notation.full(number)} · {format.percent(ratio(number, counts.iloc[0]))}"
        for number in counts
    ]
    bars = trace(
        "funnel",
        y=[str(each) for each in frame[stage]],
        x=numbers(counts),
        text=said,
        textinfo="text",
        insidetextfont={"color": theme.on_first_color()},
        connector={"visible": False},
        hovertemplate="%{y}: %{text} of the first stage<extra></extra>",
    )
    figure = Drawing([bars])
    figure.y_axis(showgrid=False, ticksuffix="  ")
    figure.lay_out(height=len(frame) * STAGE_PIXELS + 20, hovermode="closest", funnelgap=0.12)
    draw(figure, key=key, alt=descriptions.funnel(frame, stage, value), parts=parts)


def heatmap(frame: pd.DataFrame, *, value: Measure, key: str, parts: Parts | None = None) -> None:
    """Draw hours (0 to 23) across and ISO weekdays (1 is Monday) down; stronger is more.

    `parts` are what the rows of the frame stand for: each weekday has every hour, in order.
    """
    grid = frame.pivot(index="weekday", columns="hour", values=value.column)
    grid = grid.reindex(index=range(1, 8), columns=range(24))
    hours, days = (
        [f"{hour:02d}" for hour in range(24)],
        [name[:3] for name in descriptions.WEEKDAYS],
    )
    tiles = trace(
        "heatmap",
        z=[numbers(row) for row in grid.to_numpy()],
        x=hours,
        y=days,
        hoverinfo="skip",
        showscale=False,
        xgap=2,
        ygap=2,
    )
    middles = _middles(
        hours, days, [value.notation.full(number) for number in grid.to_numpy().flatten()]
    )
    figure = Drawing([tiles, middles])
    figure.y_axis(range=[6.5, -0.5], showgrid=False)
    figure.x_axis(type="category", showgrid=False, dtick=3, range=[-0.5, 23.5])
    figure.lay_out(hovermode="closest", height=280)
    alt = descriptions.heatmap(frame, "weekday", "hour", value)
    draw(figure, key=key, alt=alt, parts=parts)


def _middles(across: Sequence[str], down: Sequence[str], said: Sequence[str]) -> Trace:
    """Return dots that nobody sees in the middle of each tile: Plotly's tiles take no clicks."""
    unseen = {"marker": {"opacity": 0}}
    return trace(
        "scatter",
        x=[*across] * len(down),
        y=[name for name in down for _ in across],
        mode="markers",
        marker={"symbol": "square", "size": 24, "opacity": 0},
        selected=unseen,
        unselected=unseen,
        showlegend=False,
        customdata=said,
        hovertemplate="%{y} %{x}:00: %{customdata}<extra></extra>",
    )


def draw(figure: Drawing, *, key: str, alt: str, parts: Parts | None = None) -> None:
    """Show a figure in the house style; `alt` is a sentence with its main numbers, and `parts` are
    what its points stand for, where a click on one leads somewhere.
    """
    figure.lay_out(
        margin={"l": 0, "r": 8, "t": 8, "b": 0},
        height=figure.layout.get("height") or HEIGHT,
        hovermode=figure.layout.get("hovermode", "x unified"),
        showlegend=len(figure.traces) > 1,
        legend={"orientation": "h", "x": 0, "y": 1.02, "yanchor": "bottom", "traceorder": "normal"},
        paper_bgcolor="rgba(0,0,0,0)",
        plot_bgcolor="rgba(0,0,0,0)",
        dragmode=False,
        font={"color": theme.quiet_color()},
    )
    for axis in figure.axes:
        axis.update(zeroline=False, fixedrange=True, automargin=True)
        axis["tickfont"] = {"color": theme.quiet_color()}
        if "title" in axis:
            axis["title"]["font"] = TITLE | {"color": theme.quiet_color()}
    chart_text.literal(figure)
    across, _ = figure.axes
    if "type" not in across:
        across.update(tickformat=DAYS, hoverformat="%-d %b %Y")
    config = {"displayModeBar": False}
    st.plotly_chart(Ready(figure), alt=alt, config=config, **drill.clicks(key, parts))


def value_axis(figure: Drawing, values: Iterable[Any], y: Measure) -> None:
    """Name the value axis, and mark it at round numbers that cover all values, and zero."""
    at = axes.spanning(y.notation.ticks, *extremes(values))
    room = (at[-1] - at[0]) / 40
    figure.y_axis(
        title={"text": y.label},
        tickvals=at,
        ticktext=[y.notation.short(value) for value in at],
        range=[at[0] - room, at[-1] + room],
    )


def extremes(values: Iterable[Any]) -> Span:
    """Return the lowest and the highest of the values and zero; what is missing is skipped."""
    known = [value for value in numbers(values) if value is not None]
    return min([0.0, *known]), max([0.0, *known])


def numbers(values: Iterable[Any]) -> list[float | None]:
    """Return values that a chart can draw: None for what is missing, and for infinity."""
    known = [None if format.is_missing(value) else float(value) for value in values]
    return [value if value is not None and isfinite(value) else None for value in known]


def _with_room(span: Span) -> list[float]:
    """Return the range of an axis beside whose bars, left or right, there is room for text."""
    lowest, highest = span
    room = (highest - lowest) * ROOM or 1.0
    return [lowest - room if lowest else 0.0, highest + room if highest or not lowest else 0.0]
