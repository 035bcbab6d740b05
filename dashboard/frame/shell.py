"""What happens around a screen: one snapshot for the whole page, the filters, the as-of line."""

from datetime import timedelta
from typing import Any

import streamlit as st

from dashboard.frame import filter_bar, kept
from dashboard.frame.boundary import boundary
from dashboard.parts import format, visitor
from dashboard.screens.screen import Screen
from queries import Source, audit, filters, read_for
from queries.filters import Available, Compare, Filters, NoActivity
from queries.people import Person

REFUSED = "refused_screens"

QUIET = timedelta(days=1)
"""Longer than a marketplace is without any activity: the figures end before as-of."""


def show(screen: Screen[Any, Any], person: Person) -> None:
    """Show one screen from one data version to a person; a refusal is in the log."""
    visitor.remember(person)
    with boundary():
        if not person.may(screen.right):
            _record_refusal(screen.name, person)
        person.must(screen.right)
        with read_for(person) as source:
            view = opened(screen, source)
        if view is not None:
            screen.show(view)


def _record_refusal(screen: str, person: Person) -> None:
    """Write into the log what was refused: once for each session, not at each run."""
    if screen not in st.session_state.setdefault(REFUSED, set()):
        audit.record(person, "REFUSED", "SCREEN", screen, {"role": person.role})
        st.session_state[REFUSED].add(screen)


def opened(screen: Screen[Any, Any], source: Source) -> object:
    """Show what is above every screen, and return the view of this one.

    None where there is nothing to show.
    """
    available = filters.available(source)
    if isinstance(available, NoActivity):
        return _without_activity(screen, source, available)
    chosen = screen.taking(filter_bar.current(available), available)
    if screen.by is not None:
        filter_bar.show(chosen, available, screen.by)
    parts = [] if screen.by is None else [filter_bar.caption(chosen)]
    st.caption(" · ".join([*parts, *_as_of(source, available)]))
    with st.spinner("Reading the data …"):
        return kept.view(screen, source, chosen)


def _as_of(source: Source, available: Available) -> list[str]:
    """Return of when the data is, and its newest activity where that is not of the last days."""
    said = [f"Data as of {format.moment(source.as_of)}"]
    if available.last_day - available.newest_day > QUIET:
        said.append(f"nothing happened after {format.day(available.newest_day)}")
    return said


def _without_activity(screen: Screen[Any, Any], source: Source, none: NoActivity) -> object:
    """Say that there is nothing yet; a screen about the data itself has its runs to show."""
    _say_no_activity(source, none)
    if screen.by is not None:
        return None
    return screen.view(source, Filters(none.last_day, none.last_day, Compare.NONE))


def _say_no_activity(source: Source, none: NoActivity) -> None:
    """Say that a version is published but holds no activity on any day until as-of."""
    version = f"Version {source.version} was published {format.moment(source.published_at)}, but"
    if none.dated is None:
        said = (
            f"{version} there are no bookings, payments or searches in it. Load data, then refresh."
        )
    else:
        days = format.period(none.dated.start, none.dated.end)
        said = (
            f"{version} nothing in it happened until {format.day(none.last_day)}: the dates that"
            f" its rows carry ({days}) cannot be. Correct them, or load data, then refresh."
        )
    st.info(said, title="There is no activity yet")
