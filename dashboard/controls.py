"""Choices that belong to one chart, not to the whole screen."""

from collections.abc import Sequence

import streamlit as st

from dashboard import measures
from dashboard.measures import Measure
from queries.grain import Grain

GRAINS = {Grain.DAY: "Days", Grain.WEEK: "Weeks", Grain.MONTH: "Months"}


def grain(default: Grain, key: str) -> Grain:
    """Let people choose days, weeks or months."""
    chosen = st.segmented_control(
        "Step in time",
        [*Grain],
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
