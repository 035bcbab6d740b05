"""A panel that every screen has: one measure over time, against the period before."""

from collections.abc import Sequence

import streamlit as st
from pandas import DataFrame

from dashboard import controls, line_chart
from dashboard.measures import Measure
from queries.figures import OverTime
from queries.filters import Filters
from queries.grain import Grain
from queries.steps import steps_of


def trend(
    over_time: OverTime, filters: Filters, measures: Sequence[str], key: str
) -> tuple[DataFrame, Measure]:
    """Let people choose a measure and a step, draw it, and return the steps and the measure.

    The keys of the controls and of the chart begin with `key`.
    """
    with st.container(horizontal=True, horizontal_alignment="distribute"):
        drawn = controls.measure(measures, filters.currency, f"{key}_drawn")
        grain = controls.grain(filters.days, f"{key}_step")
    steps, before = both(over_time, filters, grain)
    line_chart.draw(steps, y=drawn, key=f"{key}_trend", previous=before)
    return steps, drawn


def both(over_time: OverTime, filters: Filters, grain: Grain) -> tuple[DataFrame, DataFrame | None]:
    """Return the steps of the period, and those of the comparison period that stand beside them."""
    steps, compared = steps_of(filters, grain), filters.comparison
    if compared is None:
        return over_time(filters, steps), None
    beside = compared.steps(steps, grain)
    return over_time(filters, steps), over_time(compared.before, beside)
