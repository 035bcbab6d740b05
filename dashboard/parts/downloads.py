"""The control by which people take a file away: the same question, asked for a file."""

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from types import MappingProxyType

import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from dashboard.parts.alone import alone, carried
from queries.export.asked import Export
from queries.export.formats import Format

LABELS: Mapping[Format, str] = MappingProxyType(
    {Format.CSV: "CSV", Format.XLSX: "Excel", Format.PARQUET: "Parquet"}
)
ABOUT = (
    "All rows, exact, as of the data on this screen. Once a file is taken, its manifest says what"
    " it holds; with both in one folder, `localpro verify` proves it."
)


@dataclass(frozen=True)
class Links:
    """Where a file and its manifest can be fetched."""

    file: str
    manifest: str


Offered = dict[str, tuple[str, Export]]
"""What there is to take away, by the names of files: what it is, and what is asked."""

Mint = Callable[[Export, Format], Links]
"""Returns links to a file for whoever looks at the page."""

_mint: ContextVar[Mint | None] = carried("mint", None)
_place: ContextVar[DeltaGenerator | None] = ContextVar("place", default=None)
_offered: ContextVar[Offered | None] = ContextVar("offered", default=None)
"""What the page that is being drawn offers."""


@contextmanager
def minted_by(mint: Mint | None) -> Iterator[None]:
    """Offer files on the page that is shown inside; None to whom may take none away."""
    offered: Offered = {}
    token, among = _mint.set(mint), _offered.set(offered)
    try:
        yield
        _offer_all(offered)
    finally:
        _mint.reset(token)
        _offered.reset(among)
        _place.set(None)  # that of this page is no place on the next


def place() -> None:
    """Keep a place for the files of the whole page, which are known when it is drawn."""
    _place.set(st.container(width="content"))


def _offer_all(offered: Offered) -> None:
    """Offer in one place what the page offers beside each of its tables."""
    mint, above = _mint.get(), _place.get()
    if mint is None or above is None or not offered:
        return
    with above:
        alone(lambda: _show_all(offered, mint))


def _show_all(offered: Offered, mint: Mint) -> None:
    with st.popover(
        "Download",
        key="download_page",
        icon=":material/download:",
        type="tertiary",
        on_change="rerun",
    ) as opened:
        if opened.open:
            called = st.selectbox(
                "Table of this page",
                [*offered],
                format_func=lambda one: offered[one][0],
                key="download_which",
            )
            _links(offered[called][1], mint, "download_page_taken")


def offer(export: Export, key: str, label: str = "Download", what: str = "") -> None:
    """Offer what is asked as a file, where whoever looks may take files away: `what` is what it
    holds.

    Links are made when somebody opens the control: they do not last.
    """
    mint, offered = _mint.get(), _offered.get()
    if mint is not None:
        alone(lambda: _show(export, mint, key, label))
        if offered is not None:
            offered[export.called] = (what or export.called, export)


def _show(export: Export, mint: Mint, key: str, label: str) -> None:
    with st.popover(
        label,
        key=f"{key}_download",
        icon=":material/download:",
        type="tertiary",
        on_change="rerun",
    ) as opened:
        if opened.open:
            _links(export, mint, f"{key}_taken")


def _links(export: Export, mint: Mint, taken: str) -> None:
    """Show a link for each kind of file, and the manifest of the one that was taken last.

    The page runs again at a click, and has other links then.
    """
    st.caption(ABOUT)
    with st.container(horizontal=True):
        for format, label in LABELS.items():
            links = mint(export, format)
            st.link_button(
                label,
                links.file,
                key=f"{taken}_{format.value}",
                on_click=st.session_state.__setitem__,
                args=(taken, links.manifest),
                icon=":material/download:",
            )
    if taken in st.session_state:
        manifest = st.session_state[taken]
        st.link_button(
            "Manifest of this file", manifest, type="tertiary", icon=":material/fact_check:"
        )
