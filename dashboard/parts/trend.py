"""A panel that most screens have: one measure over time, against the period before."""

from collections.abc import Callable, Sequence

import streamlit as st
from pandas import DataFrame

from dashboard.parts import controls, drill, line_chart, look_into, panels
from dashboard.parts.alone import alone
from dashboard.parts.drill import Parts
from dashboard.parts.gathering import Panel, TrendChoice
from dashboard.parts.measures import measure
from queries.figures import Trend
from queries.filters import Filters
from queries.grain import Grain
from queries.metrics.question import Where

Kept = Callable[[str], Where]
"""Returns which rows of a metric count, beside the days."""


def choose(filters: Filters, names: Sequence[str], key: str) -> TrendChoice:
    """Return which of the metrics is drawn, in which steps; keys of controls begin with `key`."""
    drawn, step = _controls(filters, names, key)
    return TrendChoice(drawn.chosen(), step.chosen())


def show(  # noqa: PLR0913 - what a panel shows, and who follows it
    trend: Panel[Trend],
    filters: Filters,
    names: Sequence[str],
    key: str,
    table: Callable[[DataFrame, Filters, Parts], None] | None = None,
    *,
    kept: Kept | None = None,
    is_followed: bool = False,
) -> None:
    """Let people choose a metric and a step, and draw it; `table` shows the steps below.

    Each step can be looked into, and its rows seen where `kept` says which count of a metric.
    Another metric is drawn without running the page again, unless other panels follow it.
    """
    drawn, step = _controls(filters, names, key)
    gathered = step.chosen()

    def draw(known: Trend, name: str) -> None:
        y = measure(name, filters.currency)
        parts = drill.steps(f"{key}_trend", known.steps, filters, gathered)
        line_chart.draw(known.steps, y=y, key=f"{key}_trend", previous=known.before, parts=parts)
        named, where = ((name,), kept(name)) if kept else ((), ())
        look_into.show(parts, f"a {gathered.value}", filters, named, where)
        if table is not None:
            with st.expander("As a table", key=f"{key}_steps", on_change="rerun") as steps:
                if steps.open:
                    table(known.steps, filters, parts)

    def part() -> None:
        with st.container(horizontal=True, horizontal_alignment="distribute"):
            y = drawn.show()
            if step.show() != gathered or (is_followed and y != chosen):
                st.rerun()
        panels.show(trend, f"{key}_trend", draw, y)

    chosen = drawn.chosen()
    alone(part)


def _controls(
    filters: Filters, names: Sequence[str], key: str
) -> tuple[controls.Segments[str], controls.Segments[Grain]]:
    return (
        controls.metrics(names, f"{key}_drawn"),
        controls.grains(filters.days, f"{key}_step"),
    )
