"""The menu: which screens there are, and where."""

from collections.abc import Iterable
from functools import partial
from typing import Any

import streamlit as st
from streamlit.navigation.page import StreamlitPage

from dashboard.frame.shell import show
from dashboard.screens import SECTIONS
from dashboard.screens.screen import Screen


def menu() -> StreamlitPage:
    """Show the menu and return the page of the current address."""
    return st.navigation(
        {name: _pages(screens) for name, screens in SECTIONS.items()}, expanded=True
    )


def _pages(screens: Iterable[Screen[Any, Any]]) -> list[StreamlitPage]:
    return [_page(screen) for screen in screens]


def _page(screen: Screen[Any, Any]) -> StreamlitPage:
    return st.Page(
        partial(show, screen),
        title=screen.title,
        icon=f":material/{screen.icon}:",
        url_path=screen.name,
        default=screen.name == "overview",
        help=screen.question,
    )
