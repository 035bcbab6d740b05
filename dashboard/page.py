"""How every screen begins: the question, its answer in one sentence, and what the words mean."""

import re

import streamlit as st

from dashboard import format
from dashboard.markdown import literal
from queries import Snapshot
from queries.catalog import metric
from queries.filters import Filters, NoActivity


def header(question: str, answer: str) -> None:
    """Show the question that the screen answers, and the answer computed from the data.

    Both are Markdown: what came from outside must have become literal; a dollar sign may stay.
    """
    st.title(question, anchor=False)
    st.markdown(re.sub(r"(?<!\\)\$", r"\\$", answer))


def explain(*names: str) -> None:
    """Offer the catalog's definitions of these metrics: meaning, formula, source."""
    with st.popover("What these numbers mean", icon=":material/help:", type="tertiary"):
        for name in names:
            known = metric(name)
            st.markdown(f"**{known.label}** — {known.help}")
            st.caption(f"One row per {known.grain}")


def empty(nouns: str, filters: Filters) -> None:
    """Say that there are none of these in the chosen days, category and district."""
    where = f" in {literal(filters.district)}" if filters.district else ""
    what = " in this category" if filters.category else ""
    days = f"between {format.day(filters.start)} and {format.day(filters.end)}"
    st.info(
        f"No {nouns}{what}{where} {days}. Widen the dates, or take a filter away.",
        title="Nothing to show",
        icon=":material/search_off:",
    )


def no_activity(snapshot: Snapshot, none: NoActivity) -> None:
    """Say that a version is published but holds no activity on any day until as-of."""
    version = (
        f"Version {snapshot.version} was published {format.moment(snapshot.published_at)}, but"
    )
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
