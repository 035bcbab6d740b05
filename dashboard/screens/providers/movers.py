"""Who rose and who fell since the period that is compared with."""

from dataclasses import replace

import streamlit as st
from pandas import DataFrame

from dashboard.parts import addresses, columns, controls, tables
from dashboard.parts.controls import Segments
from dashboard.parts.measures import Measure, measure
from dashboard.parts.tables import listed
from dashboard.screens.providers.gather import Moved
from queries.filters import Compare, Filters

PARAM = "moved"
"""What links call the measure."""

MOVING = ("gross_amount", "jobs_completed")


def measures() -> Segments[str]:
    """Return what may be chosen to have moved."""
    return controls.metrics(MOVING, "providers_moving", PARAM)


def show(known: Moved, filters: Filters) -> None:
    """Show whose gross or finished jobs changed most, in either direction."""
    if filters.comparison is None:
        is_asked = filters.compare is not Compare.NONE
        st.info(
            "This period is not compared, as said above: nobody is seen to move."
            if is_asked
            else "Choose what to compare the period with to see who moved."
        )
        return
    drawn = measure(measures().show(), filters.currency)
    with st.grid(2, min_column_width=330, gap="large"):
        for key, title, moved in (
            ("risen", "Rising", known.rising),
            ("fallen", "Falling", known.falling),
        ):
            with st.container():
                st.header(title, anchor=False)
                _moved(moved, drawn, key, title, filters)


def _moved(moved: DataFrame, drawn: Measure, key: str, title: str, filters: Filters) -> None:
    if moved.empty:
        st.caption("Nobody.")
        return
    now, before = f"{drawn.column}_now", f"{drawn.column}_before"
    shown = {
        "name": columns.text("Provider", pinned=True),
        "change": columns.number(Measure("change", "Change", drawn.notation)),
        now: columns.number(replace(drawn, column=now)),
        before: columns.number(Measure(before, "Before", drawn.notation)),
        "category": columns.text("Category"),
        "district": columns.text("District"),
        "provider_id": columns.identity("Provider id"),
    }
    alt = f"{title}: {drawn.label}"
    provider_id = tables.table(
        moved,
        key=f"providers_{key}",
        columns=shown,
        alt=alt,
        listing=listed(f"providers.{key}", filters, column=drawn.column),
    )
    if provider_id is not None:
        addresses.open_provider(provider_id)
