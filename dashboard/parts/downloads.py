"""The control by which people take a file away: the same question, asked for a file."""

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from types import MappingProxyType

import streamlit as st

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


Mint = Callable[[Export, Format], Links]
"""Returns links to a file for whoever looks at the page."""

_mint: ContextVar[Mint | None] = carried("mint", None)


@contextmanager
def minted_by(mint: Mint | None) -> Iterator[None]:
    """Offer files on the page that is shown inside; None to whom may take none away."""
    token = _mint.set(mint)
    try:
        yield
    finally:
        _mint.reset(token)


def offer(export: Export, key: str, label: str = "Download") -> None:
    """Offer what is asked as a file, where whoever looks may take files away.

    Links are made when somebody opens the control: they do not last.
    """
    mint = _mint.get()
    if mint is not None:
        alone(lambda: _show(export, mint, key, label))


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
