"""The row of key figures at the top of a screen; label, help and notation are the catalog's."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

import streamlit as st

from dashboard.parts import format, sparkline
from dashboard.parts.charts import numbers
from dashboard.parts.format import Notation
from dashboard.parts.markdown import literal
from queries.catalog import Good, metric
from queries.figures import Change, Figures
from queries.filters import Filters
from queries.ratio import Number

COLORS: Mapping[Good, Literal["normal", "inverse", "off"]] = {
    Good.UP: "normal",
    Good.DOWN: "inverse",
    Good.NEITHER: "off",
}


@dataclass(frozen=True)
class Kpi:
    """One key figure: a metric of the catalog, its value, and how it changed."""

    metric: str
    value: Number | None
    change: Change | None = None
    series: Sequence[Number | None] | None = None
    """Values by whole steps in time for the sparkline, oldest first; what is missing is skipped."""

    is_fair: bool = True
    """Whether the change may be judged: else it has no colour."""

    @property
    def color(self) -> Literal["normal", "inverse", "off"]:
        """Return how a change is coloured: green where its direction is good news."""
        is_judged = self.is_fair and self.change is not None and self.change.is_sure
        return COLORS[metric(self.metric).good] if is_judged else "off"


def figures(names: Iterable[str], known: Figures, unfair: Collection[str] = ()) -> list[Kpi]:
    """Return key figures by name: of the period, their change, and step by step."""
    wholes = known.steps[known.steps["is_whole"]]
    return [
        Kpi(name, known.shown[name], known.change(name), list(wholes[name]), name not in unfair)
        for name in names
    ]


def show(known: Figures, names: Sequence[str], filters: Filters) -> None:
    """Show figures of a period side by side."""
    row(figures(names, known), filters)


def row(kpis: Sequence[Kpi], filters: Filters) -> None:
    """Show key figures side by side; on a narrow screen they wrap."""
    with st.grid(len(kpis), min_column_width=165, gap="small"):
        for kpi in kpis:
            _show(kpi, filters)


def _show(kpi: Kpi, filters: Filters) -> None:
    known = metric(kpi.metric)
    written = format.notation(known.unit, filters.currency)
    exact, short = written.full(kpi.value), written.short(kpi.value)
    is_told = kpi.change is not None and not format.is_missing(kpi.value)
    delta = written.change(kpi.change.now, kpi.change.before) if kpi.change and is_told else None
    moved = delta is not None and delta[:1] in {"+", "-"}
    told = [known.help] if exact == short else [f"**{literal(exact)}**", known.help]
    with st.container(border=True, height="stretch", gap="xsmall"):
        st.metric(
            known.label,
            literal(short),
            delta,
            delta_color=kpi.color if moved else "off",
            delta_arrow="auto" if moved else "off",
            help="\n\n".join([*told, *_explained(kpi, written, filters)]),
        )
        _draw(kpi, written)


def _draw(kpi: Kpi, written: Notation) -> None:
    """Draw how the figure went, step by step, where that is known."""
    values = [value for value in numbers(kpi.series or ()) if value is not None]
    if len(values) > 1:
        first, last, low, high = map(
            written.short, (values[0], values[-1], min(values), max(values))
        )
        said = f"{metric(kpi.metric).label} step by step: from {first} to {last},"
        st.image(
            sparkline.picture(values), width="stretch", alt=f"{said} between {low} and {high}."
        )


def _explained(kpi: Kpi, written: Notation, filters: Filters) -> list[str]:
    """Return what is compared with what, and why a change has no colour."""
    compared = filters.comparison
    if kpi.change is None or compared is None:
        return []
    now, before = (
        f"{literal(written.full(value))} ({format.period(side.start, side.end)})"
        for value, side in (
            (kpi.change.now, compared.now),
            (kpi.change.before, compared.before),
        )
    )
    grey = "" if kpi.change.is_sure else " Grey, as chance alone may explain the change."
    return [f"**Change:** {now} after {before}.{grey}"]
