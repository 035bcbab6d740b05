"""The control by which people take a file away: the same question, asked for a file."""

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from types import MappingProxyType

import streamlit as st

from queries.export.asked import Export
from queries.export.formats import Format

LABELS: Mapping[Format, str] = MappingProxyType(
    {Format.CSV: "CSV", Format.XLSX: "Excel", Format.PARQUET: "Parquet"}
)
ABOUT = (
    "All rows, exact, as of the data on this screen. Each link is good for one file. The manifest"
    " says what the file holds, and `localpro verify` proves it; it is there once the file is."
)


@dataclass(frozen=True)
class Links:
    """Where a file and its manifest can be fetched."""

    file: str
    manifest: str


Mint = Callable[[Export, Format], Links]
"""Returns links to a file for whoever looks at the page."""

_mint: ContextVar[Mint | None] = ContextVar("mint", default=None)


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
    if mint is None:
        return
    with st.popover(
        label,
        key=f"{key}_download",
        icon=":material/download:",
        type="tertiary",
        on_change="rerun",
    ) as opened:
        if opened.open:
            _links(export, mint)


def _links(export: Export, mint: Mint) -> None:
    st.caption(ABOUT)
    for format, label in LABELS.items():
        links = mint(export, format)
        with st.container(horizontal=True):
            # The page runs again at a click, and has a new link then.
            st.link_button(label, links.file, on_click="rerun", icon=":material/download:")
            st.link_button("Its manifest", links.manifest, type="tertiary")
