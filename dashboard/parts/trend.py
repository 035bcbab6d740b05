"""A panel that most screens have: one measure over time, against the period before."""

from collections.abc import Callable, Sequence

import streamlit as st
from pandas import DataFrame

from dashboard.parts import controls, drill, line_chart, look_into, panels
from dashboard.parts.drill import Parts
from dashboard.parts.gathering import Panel, TrendChoice
from dashboard.parts.measures import measure
from queries.figures import Trend
from queries.filters import Filters
from queries.grain import Grain
from queries.metrics.question import Where


def choose(filters: Filters, names: Sequence[str], key: str) -> TrendChoice:
    """Return which of the metrics is drawn, in which steps; keys of controls begin with `key`."""
    drawn, step = _controls(filters, names, key)
    return TrendChoice(drawn.chosen(), step.chosen())


def show(  # noqa: PLR0913, PLR0917 - what a panel shows, and what it stands for
    trend: Panel[Trend],
    filters: Filters,
    names: Sequence[str],
    key: str,
    table: Callable[[DataFrame, Filters, Parts], None] | None = None,
    kept: Where | None = None,
) -> None:
    """Let people choose a metric and a step, and draw it; `table` shows the steps below.

    Each step can be looked into, and its rows seen where `kept` says which count.
    """
    drawn, step = _controls(filters, names, key)
    with st.container(horizontal=True, horizontal_alignment="distribute"):
        name = drawn.show()
        cut = step.show()
    y = measure(name, filters.currency)

    def draw(known: Trend) -> None:
        parts = drill.steps(f"{key}_trend", known.steps, filters, cut)
        line_chart.draw(known.steps, y=y, key=f"{key}_trend", previous=known.before, parts=parts)
        named = () if kept is None else (name,)
        look_into.show(parts, f"a {cut.value}", filters, named, kept or ())
        if table is not None:
            with st.expander("As a table"):
                table(known.steps, filters, parts)

    panels.show(trend, f"{key}_trend", draw)


def _controls(
    filters: Filters, names: Sequence[str], key: str
) -> tuple[controls.Segments[str], controls.Segments[Grain]]:
    return (
        controls.metrics(names, f"{key}_drawn"),
        controls.grains(filters.days, f"{key}_step"),
    )
