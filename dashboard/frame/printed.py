"""What paper says that the screen shows otherwise: which view this is, of when, and its link."""

from collections.abc import Iterator, Sequence
from html import escape
from pathlib import Path

import streamlit as st

from dashboard.frame import copied, words
from queries.filters import CHOICES, Available, Filters

SCRIPT = "print.js"
SCRIPT_FILE = Path(__file__).parents[1] / "assets" / SCRIPT
"""The only script of our own: what a button does cannot stand in the page itself."""


def head(screen: str, filters: Filters | None, available: Available, said: Sequence[str]) -> None:
    """Write what a sheet begins with: `said` are its days and of when the data is."""
    where = [] if filters is None else [*_chosen(filters, available)]
    link = copied.fixed_link(filters)
    lines = [f"<b>{escape(screen)}</b> · {words.PRODUCT}", *map(escape, [" · ".join(said), *where])]
    st.html(
        '<div class="printed">'
        + "".join(f"<p>{line}</p>" for line in lines)
        + f'<p><a href="{escape(link)}">{escape(link)}</a></p></div>'
    )


def _chosen(filters: Filters, available: Available) -> Iterator[str]:
    """Yield what is chosen beside the days, each with all its values."""
    for name, values in filters.places.items():
        called = CHOICES[name].known(available)
        yield f"{CHOICES[name].label}: {', '.join(called[value] for value in values)}"
    if len(available.currencies) > 1:
        yield f"{CHOICES['currency'].label}: {filters.currency}"


def button() -> None:
    """Show a button that opens the browser's own way to print."""
    base = st.get_option("server.baseUrlPath").strip("/")
    path = f"/{base}/{SCRIPT}" if base else f"/{SCRIPT}"
    st.html(
        '<button type="button" class="print-page"><span aria-hidden="true">print</span>'
        f"<b>{words.PRINT}</b></button>"
        f'<script src="{escape(path)}"></script>',
        width="content",
        unsafe_allow_javascript=True,
    )
