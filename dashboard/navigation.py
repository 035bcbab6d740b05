"""The menu, and the way from one screen to another."""

from collections.abc import Iterable
from functools import partial

import streamlit as st
from streamlit.navigation.page import StreamlitPage

from dashboard import filter_bar
from dashboard.screens import SCREENS, SECTIONS, Screen
from dashboard.shell import show


def menu() -> StreamlitPage:
    """Show the menu and return the page of the current address."""
    return st.navigation(
        {name: _pages(screens) for name, screens in SECTIONS.items()}, expanded=True
    )


def open_provider(provider_id: str) -> None:
    """Leave this screen for the page of one provider, under the same filters."""
    params = {**st.session_state.get(filter_bar.REMEMBERED, {}), "id": provider_id}
    st.switch_page(_page(SCREENS["provider"]), query_params=params)


def _pages(screens: Iterable[Screen]) -> list[StreamlitPage]:
    return [_page(screen) for screen in screens]


def _page(screen: Screen) -> StreamlitPage:
    return st.Page(
        partial(show, screen),
        title=screen.title,
        icon=f":material/{screen.icon}:",
        url_path=screen.name,
        default=screen.name == "overview",
        help=screen.help,
    )
