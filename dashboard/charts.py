"""One visual language for charts: theme colours, no junk, exact values on hover, alt text."""

from collections.abc import Iterable
from dataclasses import replace
from typing import Any

import pandas as pd
import plotly.graph_objects as go
import streamlit as st

from dashboard import descriptions, figures, format, theme
from dashboard.measures import Measure
from queries.ratio import ratio

DAYS = "%-d %b\n%Y"
HEIGHT, BAR_PIXELS, STAGE_PIXELS = 320, 34, 46
COMPARISON = {"color": "#8a9a96", "dash": "dot", "width": 1.5}
"""Grey in both themes."""


def trend(
    frame: pd.DataFrame,
    *,
    x: str,
    y: Measure,
    key: str,
    previous: pd.DataFrame | None = None,
) -> None:
    """Draw a line over days; the comparison period dotted, its first day under the first day."""
    figure = go.Figure(_line(frame, x, y))
    values = frame[y.column]
    if previous is not None and not previous.empty:
        before = previous.head(len(frame))
        values = pd.concat([values, before[y.column]])
        figure.add_trace(_comparison(frame[x], before, x, y))
    _value_axis(figure, values, y)
    draw(figure, key=key, alt=descriptions.trend(frame, x, y))


def stacked(frame: pd.DataFrame, *, x: str, y: Measure, series: str, key: str) -> None:
    """Draw a frame of one row per x and series as stacked bars, the largest series first."""
    totals = _totals(frame, series, y)
    figure = go.Figure(
        [
            go.Bar(_points(frame[frame[series] == name], x, y), name=str(name))
            for name in totals.index
        ]
    )
    figure.update_layout(barmode="stack", bargap=0.25)
    _value_axis(figure, frame.groupby(x)[y.column].sum(), y)
    draw(figure, key=key, alt=descriptions.shares(totals, y))


def areas(frame: pd.DataFrame, *, x: str, y: Measure, series: str, key: str) -> None:
    """Draw a frame of one row per x and series as stacked areas, the largest series first."""
    totals = _totals(frame, series, y)
    look = {"stackgroup": "all", "mode": "lines", "line": {"width": 0.5}}
    figure = go.Figure(
        [
            go.Scatter(_points(frame[frame[series] == name], x, y), name=str(name), **look)
            for name in totals.index
        ]
    )
    _value_axis(figure, frame.groupby(x)[y.column].sum(), y)
    draw(figure, key=key, alt=descriptions.shares(totals, y))


def ranking(frame: pd.DataFrame, *, name: str, value: Measure, key: str) -> None:
    """Draw horizontal bars in the order of the frame, the first on top, each with its value."""
    numbers = frame[value.column]
    bars = go.Bar(
        y=frame[name].astype(str),
        x=_floats(numbers),
        orientation="h",
        text=[value.notation.short(number) for number in numbers],
        textposition="outside",
        cliponaxis=False,
        customdata=[value.notation.full(number) for number in numbers],
        hovertemplate="%{y}: %{customdata}<extra></extra>",
    )
    figure = go.Figure(bars)
    figure.update_yaxes(autorange="reversed", ticksuffix="  ", showgrid=False)
    figure.update_xaxes(visible=False, range=[0, _highest(numbers) * 1.25 or 1])
    figure.update_layout(height=len(frame) * BAR_PIXELS + 30, bargap=0.35, hovermode="closest")
    draw(figure, key=key, alt=descriptions.ranking(frame, name, value))


def funnel(frame: pd.DataFrame, *, stage: str, value: Measure, key: str) -> None:
    """Draw stages from wide to narrow; each says its count and its share of the first stage."""
    counts = frame[value.column]
    said = [
        f"{value.notation.full(number)} · {format.percent(ratio(number, counts.iloc[0]))}"
        for number in counts
    ]
    bars = go.Funnel(
        y=frame[stage].astype(str),
        x=_floats(counts),
        text=said,
        textinfo="text",
        insidetextfont={"color": theme.on_first_color()},
        connector={"visible": False},
        hovertemplate="%{y}: %{text} of the first stage<extra></extra>",
    )
    figure = go.Figure(bars)
    figure.update_yaxes(showgrid=False, ticksuffix="  ")
    figure.update_layout(height=len(frame) * STAGE_PIXELS + 20, hovermode="closest", funnelgap=0.12)
    draw(figure, key=key, alt=descriptions.funnel(frame, stage, value))


def heatmap(
    frame: pd.DataFrame, *, value: Measure, key: str, weekday: str = "weekday", hour: str = "hour"
) -> None:
    """Draw hours (0 to 23) across and ISO weekdays (1 is Monday) down; stronger is more."""
    grid = frame.pivot(index=weekday, columns=hour, values=value.column)
    grid = grid.reindex(index=range(1, 8), columns=range(24))
    tiles = go.Heatmap(
        z=[_floats(row) for row in grid.to_numpy()],
        x=[f"{hour:02d}" for hour in range(24)],
        y=[name[:3] for name in descriptions.WEEKDAYS],
        customdata=[[value.notation.full(number) for number in row] for row in grid.to_numpy()],
        hovertemplate="%{y} %{x}:00: %{customdata}<extra></extra>",
        showscale=False,
        xgap=2,
        ygap=2,
    )
    figure = go.Figure(tiles)
    figure.update_yaxes(autorange="reversed", showgrid=False)
    figure.update_xaxes(type="category", showgrid=False, dtick=3)
    figure.update_layout(hovermode="closest", height=280)
    draw(figure, key=key, alt=descriptions.heatmap(frame, weekday, hour, value))


def draw(figure: go.Figure, *, key: str, alt: str) -> None:
    """Show a figure in the house style; `alt` is a sentence with its main numbers."""
    figure.update_layout(
        margin={"l": 0, "r": 8, "t": 8, "b": 0},
        height=figure.layout.height or HEIGHT,
        hovermode=figure.layout.hovermode or "x unified",
        showlegend=len(figure.data) > 1,
        legend={"orientation": "h", "x": 0, "y": 1.02, "yanchor": "bottom", "traceorder": "normal"},
        paper_bgcolor="rgba(0,0,0,0)",
        plot_bgcolor="rgba(0,0,0,0)",
        dragmode=False,
    )
    for update in (figure.update_xaxes, figure.update_yaxes):
        update(title=None, zeroline=False, fixedrange=True, automargin=True)
    figures.literal(figure)
    figure.update_xaxes(tickformat=DAYS, hoverformat="%-d %b %Y", selector={"type": None})
    st.plotly_chart(figure, key=key, alt=alt, config={"displayModeBar": False})


def _line(frame: pd.DataFrame, x: str, y: Measure) -> go.Scatter:
    mode = "lines" if len(frame) > 1 else "markers"
    return go.Scatter(_points(frame, x, y), name=y.label, mode=mode, line={"width": 2.5}, zorder=1)


def _comparison(at: "pd.Series[Any]", before: pd.DataFrame, x: str, y: Measure) -> go.Scatter:
    """Return the line of the comparison period, drawn under the days `at`, naming its own days."""
    line = _line(before, x, replace(y, label="Comparison period"))
    said = [
        f"{value} on {format.day(day)}"
        for value, day in zip(line.customdata, before[x], strict=True)
    ]
    return line.update(x=at[: len(before)], customdata=said, line=COMPARISON, zorder=0)


def _points(frame: pd.DataFrame, x: str, y: Measure) -> dict[str, Any]:
    return {
        "x": frame[x],
        "y": _floats(frame[y.column]),
        "customdata": [y.notation.full(value) for value in frame[y.column]],
        "hovertemplate": "%{customdata}",
    }


def _totals(frame: pd.DataFrame, series: str, y: Measure) -> "pd.Series[Any]":
    return frame.groupby(series, observed=True)[y.column].sum().sort_values(ascending=False)


def _value_axis(figure: go.Figure, values: "pd.Series[Any]", y: Measure) -> None:
    """Mark the value axis at round numbers, written in the measure's notation."""
    at = y.notation.ticks(_highest(values))
    marks = [y.notation.short(value) for value in at]
    figure.update_yaxes(tickvals=at, ticktext=marks, rangemode="tozero")


def _highest(values: "pd.Series[Any]") -> float:
    return max(_floats(values.dropna()), default=0.0)


def _floats(values: Iterable[Any]) -> list[float]:
    return [float("nan") if format.is_missing(value) else float(value) for value in values]
