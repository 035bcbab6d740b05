"""The way from one screen to another: by its address, whatever is behind it."""

import streamlit as st

REMEMBERED = "filter_params"
"""Where the session keeps the filters as a link says them."""

PROVIDER = "provider"
"""The address of one provider's page."""

ID = "id"
"""The parameter of the link that names the provider."""


def open_provider(provider_id: str) -> None:
    """Leave this screen for the page of one provider, under the same filters."""
    params = {**st.session_state.get(REMEMBERED, {}), ID: provider_id}
    st.switch_page(st.Page(_nothing, url_path=PROVIDER), query_params=params)


def _nothing() -> None:
    """Stand for a page of which only the address matters."""
