"""What happens around a screen: one snapshot for the whole page, the filters, the as-of line."""

from dataclasses import replace
from datetime import timedelta

import streamlit as st

from dashboard import filter_bar, format, page
from dashboard.boundary import boundary
from dashboard.screens import Screen
from queries import Snapshot, filters, read
from queries.filters import Available, Compare, Filters, NoActivity

QUIET = timedelta(days=1)
"""Longer than a marketplace is without any activity: the figures end before as-of."""


def show(screen: Screen) -> None:
    """Show one screen from one data version."""
    with boundary(), read("analytics") as snapshot:
        _filtered(screen, snapshot)


def _filtered(screen: Screen, snapshot: Snapshot) -> None:
    available = filters.available(snapshot)
    if isinstance(available, NoActivity):
        _without_activity(screen, snapshot, available)
        return
    chosen = filter_bar.current(available)
    if screen.is_of_searches:
        chosen = replace(chosen, data=available.search_data)
    if screen.by is not None:
        filter_bar.show(chosen, available, screen.by)
    parts = [] if screen.by is None else [filter_bar.caption(chosen)]
    st.caption(" · ".join([*parts, *_as_of(snapshot, available)]))
    with st.spinner("Reading the data …"):
        screen.render(snapshot, chosen)


def _as_of(snapshot: Snapshot, available: Available) -> list[str]:
    """Return of when the data is, and its newest activity where that is not of the last days."""
    said = [f"Data as of {format.moment(snapshot.as_of)}"]
    if available.last_day - available.newest_day > QUIET:
        said.append(f"nothing happened after {format.day(available.newest_day)}")
    return said


def _without_activity(screen: Screen, snapshot: Snapshot, none: NoActivity) -> None:
    """Say that there is nothing yet; a screen about the data itself has its runs to show."""
    page.no_activity(snapshot, none)
    if screen.by is None:
        screen.render(snapshot, Filters(none.last_day, none.last_day, Compare.NONE))
