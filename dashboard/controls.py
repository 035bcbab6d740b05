"""Choices that belong to one chart, not to the whole screen."""

from collections.abc import Sequence

import streamlit as st

from dashboard import measures
from dashboard.measures import Measure
from queries.grain import Grain, fitting, offered

GRAINS = {
    Grain.DAY: "Days",
    Grain.WEEK: "Weeks",
    Grain.MONTH: "Months",
    Grain.QUARTER: "Quarters",
    Grain.YEAR: "Years",
}


def grain(days: int, key: str, default: Grain | None = None) -> Grain:
    """Let people choose the step into which so many days are cut, of those that fit."""
    options, default = offered(days), default or fitting(days)
    if st.session_state.get(key) not in options:
        st.session_state.pop(key, None)  # chosen for another period
    chosen = st.segmented_control(
        "Step in time",
        options,
        default=default,
        required=True,
        format_func=GRAINS.__getitem__,
        key=key,
        label_visibility="collapsed",
    )
    return chosen or default


def measure(names: Sequence[str], currency: str, key: str) -> Measure:
    """Let people choose one of several metrics; at first the first."""
    known = {name: measures.measure(name, currency) for name in names}
    chosen = st.segmented_control(
        "Measure",
        names,
        default=names[0],
        required=True,
        format_func=lambda name: known[name].label,
        key=key,
        label_visibility="collapsed",
    )
    return known[chosen or names[0]]
