"""The way from one screen to another: by its address, whatever is behind it."""

import streamlit as st

from dashboard.parts import link

PROVIDER = "provider"
"""The address of one provider's page."""

ID = "id"
"""The parameter of the link that names the provider."""


def open_provider(provider_id: str) -> None:
    """Leave this screen for the page of one provider, under the same filters."""
    params = {**st.session_state.get(link.FILTERS, {}), ID: [provider_id]}
    st.switch_page(st.Page(_nothing, url_path=PROVIDER), query_params=params)


def _nothing() -> None:
    """Stand for a page of which only the address matters."""
