"""One measure over time as a line, beside the period that it is compared with."""

from collections.abc import Sequence
from typing import Any

from pandas import DataFrame

from dashboard.parts import charts, descriptions, format, theme
from dashboard.parts.drawing import Drawing, Trace, trace
from dashboard.parts.drill import Parts
from dashboard.parts.measures import Measure
from dashboard.parts.steps import rows
from queries.steps import note

COMPARISON = {"color": "#8a9a96", "dash": "dot", "width": 1.5}
"""Grey in both themes."""

DOT, OPEN = 6, 9
"""Pixels across a dot that stands alone, and across the ring around an incomplete step."""


def draw(
    steps: DataFrame,
    *,
    y: Measure,
    key: str,
    previous: DataFrame | None = None,
    parts: Parts | None = None,
) -> None:
    """Draw steps in time; the comparison period is dotted, each of its steps where it belongs, so
    that it stands for the step beside it, too.

    A step that is not whole is a ring that no line leads to: it would look like a crash. One whose
    neighbours are missing is a dot: a line between missing values shows nothing.
    """
    figure = Drawing([_line(steps, y)])
    if not all(steps["is_whole"]):
        figure.traces.append(_rings(steps, y))
    figure.lay_out(showlegend=previous is not None and not previous.empty)
    values = list(steps[y.column])
    if previous is not None and not previous.empty:
        values += list(previous[y.column])
        figure.traces.append(_comparison(previous, y))
    charts.value_axis(figure, values, y)
    if len(steps) == 1:
        figure.x_axis(tickvals=list(steps["at"]))
    charts.draw(figure, key=key, alt=descriptions.trend(steps, "first_day", y), parts=parts)


def _line(steps: DataFrame, y: Measure) -> Trace:
    values = _values(steps, y, are_whole=True)
    return trace(
        "scatter",
        x=list(steps["at"]),
        y=values,
        name=y.label,
        mode="lines+markers",
        line={"width": 2.5},
        marker={"size": [DOT if single else 0 for single in stands_alone(values)], "opacity": 1},
        customdata=[value for value, _ in _rows(steps, y)],
        hovertemplate="%{customdata}",
        zorder=1,
    )


def _rings(steps: DataFrame, y: Measure) -> Trace:
    return trace(
        "scatter",
        x=list(steps["at"]),
        y=_values(steps, y, are_whole=False),
        name="Incomplete",
        mode="markers",
        marker={"size": OPEN, "symbol": "circle-open", "color": theme.first_color()},
        customdata=[_said(value, note(step)) for value, step in _rows(steps, y)],
        hovertemplate="%{customdata}",
        zorder=1,
    )


def _values(steps: DataFrame, y: Measure, *, are_whole: bool) -> list[float | None]:
    """Return the values of the steps that are whole, or of those that are not; None for others."""
    known = zip(charts.numbers(steps[y.column]), steps["is_whole"], strict=True)
    return [value if bool(is_whole) == are_whole else None for value, is_whole in known]


def _comparison(steps: DataFrame, y: Measure) -> Trace:
    """Return the line of the comparison period, each step naming its own days."""
    values = charts.numbers(steps[y.column])
    said = [
        f"{value} on {format.period(step.first_day, step.last_day)}"
        for value, step in _rows(steps, y)
    ]
    return trace(
        "scatter",
        x=list(steps["at"]),
        y=values,
        name="Comparison period",
        mode="lines+markers",
        line=COMPARISON,
        marker={"size": [DOT if single else 0 for single in stands_alone(values)], "opacity": 1},
        customdata=said,
        hovertemplate="%{customdata}",
        zorder=0,
    )


def stands_alone(values: Sequence[float | None]) -> list[bool]:
    """Return for each value whether it is known but both its neighbours are not.

    >>> stands_alone([1, None, 2, 3])
    [True, False, False, False]
    """
    around = [None, *values, None]
    return [
        value is not None and around[place] is None and around[place + 2] is None
        for place, value in enumerate(values)
    ]


def _rows(steps: DataFrame, y: Measure) -> list[tuple[str, Any]]:
    return [
        (y.notation.full(value), step)
        for value, step in zip(steps[y.column], rows(steps), strict=True)
    ]


def _said(value: str, lacking: str) -> str:
    return f"{value} ({lacking})" if lacking else value
