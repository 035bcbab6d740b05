"""A panel that every screen has: one measure over time, against the period before."""

from collections.abc import Callable, Sequence

import streamlit as st
from pandas import DataFrame

from dashboard import charts, controls
from queries.filters import Filters
from queries.grain import Grain, fitting

OverTime = Callable[[Filters, Grain], DataFrame]
"""Returns one row per step in time, with `first_day` and a column for each measure."""


def trend(over_time: OverTime, filters: Filters, measures: Sequence[str], key: str) -> DataFrame:
    """Let people choose a measure and a step, draw it, and return the steps of the period.

    The keys of the controls and of the chart begin with `key`.
    """
    with st.container(horizontal=True, horizontal_alignment="distribute"):
        drawn = controls.measure(measures, filters.currency, f"{key}_drawn")
        grain = controls.grain(fitting(filters.days), f"{key}_step")
    steps, previous = over_time(filters, grain), filters.previous()
    before = over_time(previous, grain) if previous else None
    charts.trend(steps, x="first_day", y=drawn, key=f"{key}_trend", previous=before)
    return steps
