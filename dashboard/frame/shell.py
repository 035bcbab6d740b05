"""What happens around a screen: one snapshot for the whole page, the filters, the as-of line."""

import logging
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path
from typing import Any
from uuid import UUID

import streamlit as st

from dashboard.frame import copied, filter_bar, kept, printed, saved, sign_in, tickets, words
from dashboard.frame.boundary import boundary
from dashboard.frame.operations import SCREEN_SECONDS
from dashboard.parts import downloads, format, link, renewed, rows, visitor
from dashboard.screens import OWN
from dashboard.screens.screen import Screen
from queries import Again, Allowed, Source, audit, filters, read, read_for
from queries.errors import Gone
from queries.filters import Available, Compare, Filters, NoActivity
from queries.people import Person, Right
from queries.rows_behind import Page, RowsOf, page
from queries.servers import standing
from queries.snapshot import has

log = logging.getLogger("localpro.dashboard")

STYLE = Path(__file__).parents[1] / "assets" / "page.css"

REFUSED = "refused_screens"

NOW = "As it is at this moment, renewed every few seconds"

NEWER = "the figures were published anew since this page showed them: load it again"

QUIET = timedelta(days=1)
"""Longer than a marketplace is without any activity: the figures end before as-of."""


def show(screen: Screen[Any, Any], person: Person) -> None:
    """Show one screen from one data version to a person; a refusal is in the log."""
    visitor.remember(person)
    st.html(STYLE)
    with _timed(screen.name, person), boundary():
        if not person.may(screen.right):
            _record_refusal(screen.name, person)
        person.must(screen.right)
        with read_for(person) as source:
            view = opened(screen, source)
            mint = minter(person, str(source.identity))
            reader = rows_reader(person, source.identity)
            renew = renewer(screen, source)
        if view is not None:
            with downloads.minted_by(mint), rows.read_by(reader), renewed.renewed_by(renew):
                screen.show(view)


@contextmanager
def _timed(screen: str, person: Person) -> Iterator[None]:
    """Measure how long a screen takes, and log it: which, and in which role, not for whom."""
    started = time.monotonic()
    try:
        yield
    finally:
        seconds = time.monotonic() - started
        SCREEN_SECONDS.labels(screen).observe(seconds)
        said = {"screen": screen, "role": str(person.role), "seconds": round(seconds, 3)}
        log.info("screen %(screen)s in %(seconds).2f s", said, extra=said)


def rows_reader(person: Person, identity: UUID) -> rows.Read | None:
    """Return what reads the rows behind numbers of a version; None for who may not see them."""
    if not person.may(Right.ROWS):
        return None

    def read_page(asked: RowsOf, number: int) -> Page:
        with read("reporting", accepts=has(identity)) as snapshot:
            if snapshot.identity != identity:
                raise Gone(NEWER)
            return page(snapshot, asked, number, rows.SIZE)

    return read_page


def renewer(screen: Screen[Any, Any], source: Allowed) -> renewed.Renew:
    """Return what gathers the view of a screen anew, as long as the same person may look."""
    person, later = source.person, Again(source.source, "analytics")

    def renew() -> object:
        found: list[object] = []
        with boundary():
            if sign_in.visitor() != person:
                st.rerun()
            filters = Filters(source.as_of.date(), source.as_of.date(), Compare.NONE)
            found.append(screen.view(Allowed(later, person), filters))
        return found[0] if found else None

    return renew


def minter(person: Person, identity: str) -> downloads.Mint | None:
    """Return what makes links to files of a version for a person; None for who may take none."""
    if not person.may(Right.EXPORT):
        return None
    return lambda export, format: tickets.mint(person, export, format, identity)


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
    chosen = filter_bar.current(available, link.arrived(screen.name, screen.own, OWN))
    chosen = screen.taking(chosen, available)
    choices = screen.choose(chosen)
    link.tell()
    as_of = [NOW] if screen.is_of_this_moment else _as_of(source, available)
    if screen.by is None:
        st.set_page_config(page_title=f"{screen.title} · {words.PRODUCT}")
        st.html(filter_bar.STYLE)
        with st.container(key="bar_of_data", horizontal=True, vertical_alignment="center"):
            st.caption(" · ".join(as_of), width="stretch")
            saved.show(screen.name)
            copied.show(None)
            printed.button()
        printed.head(screen.title, None, available, as_of)
    else:
        st.set_page_config(page_title=copied.title(screen.title, chosen, available))
        filter_bar.show(chosen, available, screen.by, as_of, screen.name)
        said = [filter_bar.caption(chosen), *as_of]
        printed.head(screen.title, chosen, available, said)
    with st.spinner("Reading the data …"):
        return kept.view(screen, source, chosen, choices)


def _as_of(source: Source, available: Available) -> list[str]:
    """Return of when the data is, and its newest activity where that is not of the last days."""
    said = [f"Data as of {format.moment(source.as_of)}"]
    if standing.are_several():
        said.append(f"read from {source.server}")
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
