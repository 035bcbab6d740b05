"""Cohorts down, stages across: how far each cohort came."""

from collections.abc import Hashable, Mapping, Sequence
from typing import Any

from pandas import DataFrame

from dashboard.parts import charts, format, steps
from dashboard.parts.drawing import Drawing, trace
from dashboard.parts.measures import Measure

ROW_PIXELS, NEWEST = 26, 31
RING = "○"
"""Marks a cohort that is not whole, as rings mark such steps of a line."""

SCALE_END = 2.2
"""Shares end at 1, so the strongest colours stay unused and every cell's text can be read."""


def draw(cohorts: DataFrame, rates: Sequence[Measure], key: str) -> None:
    """Draw the newest cohorts as rows of shares, newest on top; each cell says its share.

    A cohort that is not whole has a ring before its days, and says what it lacks.
    """
    newest = cohorts[cohorts["requested"] > 0].tail(NEWEST).iloc[::-1]
    shown = steps.noted(newest).to_dict("records")
    shares = [[row[rate.column] for rate in rates] for row in shown]
    tiles = trace(
        "heatmap",
        z=[[float(share) for share in row] for row in shares],
        x=[rate.label.removesuffix(" of requested") for rate in rates],
        y=[f"{RING} {_name(row)}" if row["note"] else _name(row) for row in shown],
        text=[[format.percent(share) for share in row] for row in shares],
        texttemplate="%{text}",
        customdata=[[_lacking(row)] * len(rates) for row in shown],
        hovertemplate="%{y}: %{x} %{text}%{customdata}<extra></extra>",
        zmin=0,
        zmax=SCALE_END,
        showscale=False,
        xgap=2,
        ygap=2,
    )
    figure = Drawing([tiles])
    figure.x_axis(type="category", side="top", showgrid=False)
    figure.y_axis(type="category", autorange="reversed", showgrid=False, ticksuffix="  ")
    figure.lay_out(height=len(shown) * ROW_PIXELS + 50, hovermode="closest")
    charts.draw(figure, key=key, alt=_said(shown, rates))


def _name(cohort: Mapping[Hashable, Any]) -> str:
    days = format.period(cohort["first_day"], cohort["last_day"])
    return f"{days} ({format.count(cohort['requested'])})"


def _lacking(cohort: Mapping[Hashable, Any]) -> str:
    return f" ({cohort['note']})" if cohort["note"] else ""


def _said(shown: Sequence[Mapping[Hashable, Any]], rates: Sequence[Measure]) -> str:
    if not shown:
        return "Cohorts by stage: no data."
    newest = shown[0]
    said = ", ".join(
        f"{rate.label.removesuffix(' %')} {format.percent(newest[rate.column])}" for rate in rates
    )
    named = f"{_name(newest)}{_lacking(newest)}"
    return f"Cohorts by stage, {len(shown)} rows. The newest, {named}: {said}."
