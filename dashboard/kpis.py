"""The row of key figures at the top of a screen; label, help and notation are the catalog's."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Literal

import streamlit as st
from pandas import DataFrame

from dashboard import format
from dashboard.markdown import literal
from queries.catalog import metric
from queries.filters import Compare, Filters
from queries.ratio import Number

Good = Literal["up", "down", "neither"]
"""Which direction of a key figure is good news."""

COLORS: Mapping[Good, Literal["normal", "inverse", "off"]] = {
    "up": "normal",
    "down": "inverse",
    "neither": "off",
}


@dataclass(frozen=True)
class Kpi:
    """One key figure: a metric of the catalog, its value, and what it is compared with."""

    metric: str
    value: Number | None
    previous: Number | None = None
    series: Sequence[Number | None] | None = None
    """Values by day (or week) for the sparkline, oldest first; what is missing is skipped."""

    good: Good = "up"
    """Which direction is good news, and so green."""


def figures(
    names: Mapping[str, Good],
    now: Mapping[str, Any],
    before: Mapping[str, Any] | None,
    steps: DataFrame,
) -> list[Kpi]:
    """Return key figures by name: now, in the comparison period, and step by step."""
    return [
        Kpi(name, now[name], before[name] if before is not None else None, list(steps[name]), good)
        for name, good in names.items()
    ]


def row(kpis: Sequence[Kpi], filters: Filters) -> None:
    """Show key figures side by side; on a narrow screen they wrap."""
    with st.grid(len(kpis), min_column_width=165, gap="small"):
        for kpi in kpis:
            _show(kpi, filters)


def _show(kpi: Kpi, filters: Filters) -> None:
    known = metric(kpi.metric)
    written = format.notation(known.unit, filters.currency)
    exact, short = written.full(kpi.value), written.short(kpi.value)
    compared = filters.compare is not Compare.NONE and kpi.previous is not None
    delta = written.change(kpi.value, kpi.previous) if compared else None
    moved = delta is not None and delta[:1] in {"+", "-"}
    st.metric(
        known.label,
        literal(short),
        delta,
        delta_color=COLORS[kpi.good] if moved else "off",
        delta_arrow="auto" if moved else "off",
        help=known.help if exact == short else f"**{literal(exact)}**\n\n{known.help}",
        chart_data=_plotted(kpi.series),
        chart_type="area",
        border=True,
        height="stretch",
    )


def _plotted(series: Iterable[Number | None] | None) -> list[float] | None:
    if series is None:
        return None
    values = [
        float(value) for value in series if value is not None and not format.is_missing(value)
    ]
    return values if len(values) > 1 else None
