"""How every screen begins: the question, its answer in one sentence, and what the words mean."""

import re

import streamlit as st

from dashboard.parts import format
from dashboard.parts.markdown import literal
from queries.catalog import metric
from queries.filters import CHOICES, Filters


def header(question: str, answer: str | None) -> None:
    """Show the question that the screen answers, and the answer computed from the data, if known.

    Both are Markdown: what came from outside must have become literal; a dollar sign may stay.
    """
    st.title(question, anchor=False)
    if answer is not None:
        st.markdown(re.sub(r"(?<!\\)\$", r"\\$", answer))


def explain(*names: str) -> None:
    """Offer the catalog's definitions of these metrics: meaning, formula, source."""
    with st.popover("What these numbers mean", icon=":material/help:", type="tertiary"):
        for name in names:
            known = metric(name)
            st.markdown(f"**{known.label}** — {known.help}")
            st.caption(f"One row per {known.grain}")


def empty(nouns: str, filters: Filters) -> None:
    """Say that there are none of these in the chosen days and places."""
    where = "".join(f" {_said(name, values)}" for name, values in filters.places.items())
    days = f"between {format.day(filters.start)} and {format.day(filters.end)}"
    st.info(
        f"No {nouns}{where} {days}. Widen the dates, or take a filter away.",
        title="Nothing to show",
        icon=":material/search_off:",
    )


def _said(name: str, values: tuple[str, ...]) -> str:
    """Return where that is: `in Lucknow`, `in 3 districts`."""
    choice = CHOICES[name]
    if len(values) > 1:
        return f"in {len(values)} {choice.several}"
    return choice.said.format(literal(values[0]))
