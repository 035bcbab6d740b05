"""The way from one screen to another: by its address, whatever is behind it."""

from collections.abc import Mapping, Sequence
from typing import NoReturn

import streamlit as st

from dashboard.parts import link

PROVIDER = "provider"
"""The address of one provider's page."""

ID = "id"
"""The parameter of the link that names the provider."""


def open_provider(provider_id: str) -> None:
    """Leave this screen for the page of one provider, under the same filters."""
    go(PROVIDER, {**st.session_state.get(link.FILTERS, {}), ID: [provider_id]})


def go(screen: str, params: Mapping[str, Sequence[str]]) -> NoReturn:
    """Leave this screen for another one, under these parameters."""
    st.switch_page(st.Page(_nothing, url_path=screen), query_params=params)


def _nothing() -> None:
    """Stand for a page of which only the address matters."""
