"""What happens around a screen: one snapshot for the whole page, the filters, the as-of line."""

import streamlit as st

from dashboard import filter_bar, format, page
from dashboard.boundary import boundary
from dashboard.screens import Screen
from queries import Snapshot, filters, read
from queries.filters import Compare, Filters


def show(screen: Screen) -> None:
    """Show one screen from one data version."""
    with boundary(), read("analytics") as snapshot:
        _filtered(screen, snapshot)


def _filtered(screen: Screen, snapshot: Snapshot) -> None:
    available = filters.available(snapshot)
    if available is None:
        _without_activity(screen, snapshot)
        return
    chosen = filter_bar.current(available)
    if screen.by is not None:
        filter_bar.show(chosen, available, screen.by)
    parts = [] if screen.by is None else [filter_bar.caption(chosen)]
    st.caption(" · ".join([*parts, f"Data as of {format.moment(snapshot.as_of)}"]))
    with st.spinner("Reading the data …"):
        screen.render(snapshot, chosen)


def _without_activity(screen: Screen, snapshot: Snapshot) -> None:
    """Say that there is nothing yet; a screen about the data itself has its runs to show."""
    page.no_activity(snapshot)
    if screen.by is None:
        day = snapshot.as_of.date()
        screen.render(snapshot, Filters(day, day, Compare.NONE))
