"""Choices that belong to one chart, not to the whole screen."""

from collections.abc import Sequence

import streamlit as st

from dashboard.measures import Measure
from queries.filters import Filters
from queries.grain import Grain, fitting

GRAINS = {Grain.DAY: "Days", Grain.WEEK: "Weeks", Grain.MONTH: "Months"}


def grain(filters: Filters, key: str) -> Grain:
    """Let people choose days, weeks or months; at first what fits the period."""
    chosen = st.segmented_control(
        "Step in time",
        [*Grain],
        default=fitting(filters.days),
        required=True,
        format_func=GRAINS.__getitem__,
        key=key,
        label_visibility="collapsed",
    )
    return chosen or fitting(filters.days)


def measure(choices: Sequence[Measure], key: str) -> Measure:
    """Let people choose one of several measures; at first the first."""
    chosen = st.segmented_control(
        "Measure",
        choices,
        default=choices[0],
        required=True,
        format_func=lambda choice: choice.label,
        key=key,
        label_visibility="collapsed",
    )
    return chosen or choices[0]
