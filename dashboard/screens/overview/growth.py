"""Who grew and who shrank: categories and districts by the measure that was chosen."""

from dataclasses import replace

import streamlit as st
from pandas import DataFrame

from dashboard.parts import charts, columns, controls, drill, look_into, page, panels, tables
from dashboard.parts.charts import Span
from dashboard.parts.drill import Parts
from dashboard.parts.measures import Measure, measure
from dashboard.parts.tables import listed
from dashboard.screens.overview.gather import CATEGORIES, DISTRICTS, View
from queries.ask import PLACES
from queries.filters import Filters

BAR = controls.tabs("overview", {CATEGORIES: "Categories", DISTRICTS: "Districts"})
MOVERS = 5


def show(view: View) -> None:
    """Show how categories and districts did in the drawn measure, over the compared days."""
    filters = view.filters
    drawn = measure(view.choices.trend.measure, filters.currency)
    BAR.show(
        lambda: _by_category(view, drawn),
        lambda: panels.show(
            view.districts, "overview_district", _changes, "district", drawn, filters
        ),
    )


def _by_category(view: View, drawn: Measure) -> None:
    if drawn.column == "searches":
        st.info("A search belongs to no provider, and so to no category of providers.")
    else:
        panels.show(view.categories, "overview_category", _changes, "category", drawn, view.filters)


def _changes(frame: DataFrame, name: str, drawn: Measure, filters: Filters) -> None:
    if frame.empty:
        page.empty("bookings or payments", filters)
        return
    parts = drill.values(f"overview_{name}", name, frame, name, filters)
    if filters.comparison is None:
        most = frame.sort_values(drawn.column, ascending=False, kind="stable").head(10)
        charts.ranking(
            most,
            name=name,
            value=drawn,
            key=f"overview_{name}_chart",
            parts=drill.values(parts.place, name, most, name, filters),
        )
    else:
        _movers(frame, name, drawn, filters)
    numbers = (drawn.column, "requested", "gross_amount")
    look_into.show(parts, f"a {name}", filters, [*dict.fromkeys(numbers)], filters.where(*PLACES))
    shown = {name: columns.text(name.capitalize(), pinned=True)} | {
        one.column: columns.number(one) for one in _measures(drawn, filters)
    }
    alt = f"Growth by {name}"
    tables.table(
        frame,
        key=f"overview_{name}",
        columns=shown,
        alt=alt,
        listing=listed(f"overview.growth_by_{name}", filters),
        is_whole=True,
        parts=parts,
    )


def _measures(drawn: Measure, filters: Filters) -> list[Measure]:
    gross, requested = measure("gross_amount", filters.currency), measure("requested")
    known = {one.column: one for one in (drawn, gross, requested)}
    if filters.comparison is None:
        return list(known.values())
    pairs = [
        each
        for one in known.values()
        for each in (
            one,
            replace(one, column=f"{one.column}_before", label=f"{one.label} before"),
        )
    ]
    return [*pairs, measure("gross_growth")]


def _movers(frame: DataFrame, name: str, drawn: Measure, filters: Filters) -> None:
    change = frame[drawn.column] - frame[f"{drawn.column}_before"]
    ranked = {
        title: _ranked(frame.assign(change=change * sign))
        for title, sign in (("Grew most", 1), ("Shrank most", -1))
    }
    span = charts.extremes([value for moved in ranked.values() for value in moved["change"]])
    for (title, moved), place in zip(ranked.items(), st.columns(2, gap="large"), strict=True):
        with place:
            st.header(title, anchor=False)
            parts = drill.values(f"overview_{name}", name, moved, name, filters)
            _panel(title, moved, name, drawn, span, parts)


def _ranked(frame: DataFrame) -> DataFrame:
    moved = frame[frame["change"] > 0]
    return moved.sort_values("change", ascending=False, kind="stable").head(MOVERS)


def _panel(  # noqa: PLR0913, PLR0917 - what is drawn, and beside what
    title: str, moved: DataFrame, name: str, drawn: Measure, span: Span, parts: Parts
) -> None:
    if moved.empty:
        st.caption("None in this period.")
        return
    label = f"{title}, in {drawn.label.lower()}"
    change = replace(drawn, column="change", label=label)
    key = f"overview_{name}_{title}"
    charts.ranking(moved, name=name, value=change, key=key, span=span, parts=parts)
