"""The menu: which screens there are, and where."""

from collections.abc import Callable
from functools import partial
from typing import Any

import streamlit as st
from streamlit.navigation.page import StreamlitPage

from dashboard.frame.shell import show
from dashboard.screens import SCREENS
from dashboard.screens.screen import Screen
from queries.people import Person

FIRST = "overview"


def menu(person: Person) -> StreamlitPage:
    """Show the menu of what a person may see, and return the page of the current address."""
    return st.navigation([_page(screen, person) for screen in SCREENS.values()], expanded=True)


def lobby(told: Callable[[], None]) -> StreamlitPage:
    """Return a page that says the same at every address: the link stays for later."""
    pages = [
        st.Page(told, title="LocalPro Analytics", url_path=name, default=name == FIRST)
        for name in SCREENS
    ]
    return st.navigation(pages, position="hidden")


def _page(screen: Screen[Any, Any], person: Person) -> StreamlitPage:
    """Return the page of a screen; one that the person may not see is reached, and refuses."""
    return st.Page(
        partial(show, screen, person),
        title=screen.title,
        icon=f":material/{screen.icon}:",
        url_path=screen.name,
        default=screen.name == FIRST,
        help=screen.question,
        visibility="visible" if person.may(screen.right) else "hidden",
    )
