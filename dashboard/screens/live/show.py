"""What is happening now?"""

import pandas as pd
import streamlit as st
from pandas import DataFrame

from dashboard.parts import charts, columns, controls, format, kpis, page, panels, renewed, tables
from dashboard.parts.columns import Column
from dashboard.parts.kpis import Kpi
from dashboard.parts.measures import Measure, measure
from dashboard.parts.tables import listed
from dashboard.screens.live import minutes
from dashboard.screens.live.gather import Choices, View
from queries.filters import Filters
from queries.live import MINUTES, STATES, Now

QUESTION = "What is happening now?"
EXPLAINED = (
    *("open_bookings", "available_providers", "busy_providers", "off_hours_providers"),
    *("hours_unknown_providers", "recent_requests", "recent_searches"),
)
EVERY = 6
"""Seconds until the screen is drawn again: longer than what is read may be kept."""

CALLED = {
    "PENDING": "Waiting for an answer",
    "CONFIRMED": "Agreed",
    "IN_PROGRESS": "Under way",
    "DISPUTED": "Disputed",
}
"""What open bookings are called by their status; one that is not known is called as it is."""

BAR = controls.tabs("live", {"categories": "By category", "districts": "By district"})
OPEN = Measure("bookings", "Open bookings", format.COUNT)


def choose(_: Filters) -> Choices:
    """Return what is chosen on the screen."""
    return Choices(BAR.chosen())


def show(view: View) -> None:
    """Show the moment, and every few seconds the one that is then."""
    page.header(QUESTION, None)
    renewed.show(view, _moment, EVERY)
    page.explain(*EXPLAINED)


def _moment(view: View) -> None:
    panels.show(view.now, "live_now", _now, view.filters)


def _now(now: Now, filters: Filters) -> None:
    st.markdown(answer(now))
    kpis.row(figures(now), filters)
    left, right = st.columns(2)
    with left:
        st.header("Open bookings", anchor=False)
        _bookings(now.bookings)
    with right:
        st.header(f"The last {MINUTES} minutes", anchor=False)
        _minutes(now.minutes)
    st.header("Providers", anchor=False)
    BAR.show(lambda: _by_category(now.by_category), lambda: _by_district(now.by_district))


def answer(now: Now) -> str:
    """Return in one sentence what is open, who could come, and when that was so."""
    bookings = format.plural(now.open_bookings, "booking")
    verb = "is" if now.open_bookings == 1 else "are"
    available = format.plural(now.providers("available"), "provider")
    return (
        f"**{bookings}** {verb} open and **{available}** could come, as of"
        f" **{format.clock(now.read_at)}**."
    )


def figures(now: Now) -> list[Kpi]:
    """Return the key figures of a moment."""
    known = now.minutes
    return [
        Kpi("open_bookings", now.open_bookings),
        Kpi("available_providers", now.providers("available")),
        Kpi("busy_providers", now.providers("busy")),
        Kpi("recent_requests", now.lately("requests"), None, list(known["requests"])),
        Kpi("recent_searches", now.lately("searches"), None, list(known["searches"])),
    ]


def _bookings(bookings: DataFrame) -> None:
    if not bookings["bookings"].sum():
        st.info("No booking is open.", icon=":material/event_available:")
        return
    called = pd.Series([CALLED.get(each, each) for each in bookings["status"]], dtype=object)
    charts.ranking(bookings.assign(label=called), name="label", value=OPEN, key="live_bookings")


def _minutes(known: DataFrame) -> None:
    if not known["searches"].sum():
        st.info("Nobody searched for anything.", icon=":material/search_off:")
        return
    minutes.draw(known, key="live_minutes")


def _by_category(found: DataFrame) -> None:
    _table(found, "category", "Category", "live_by_category", "live.by_category")


def _by_district(found: DataFrame) -> None:
    _table(found, "district", "District", "live_by_district", "live.by_district")


def _table(found: DataFrame, name: str, label: str, key: str, listing: str) -> None:
    if found.empty:
        st.info("There is no approved, active provider.", icon=":material/person_off:")
        return
    shown: dict[str, Column] = {name: columns.text(label, pinned=True)}
    for state in STATES:
        shown[state] = columns.number(_of_providers(state))
    tables.table(
        found,
        key=key,
        columns=shown,
        alt=f"What providers do now, {label.lower()} by {label.lower()}",
        listing=listed(listing),
        is_whole=True,
    )


def _of_providers(state: str) -> Measure:
    known = measure(f"{state}_providers", column=state)
    return Measure(known.column, known.label, known.notation, known.help, adds_up=True)
