"""Panels in tabs: what is in a tab is read and drawn when it is open."""

from collections.abc import Callable
from dataclasses import dataclass

import streamlit as st

from dashboard.parts.session import remembered


@dataclass(frozen=True)
class Tabs:
    """Names of tabs, the first of which is open at first."""

    key: str
    names: tuple[str, ...]

    def chosen(self) -> str:
        """Return which is open, before they are shown."""
        chosen = remembered(self.key)
        return chosen if chosen in self.names else self.names[0]

    def show(self, *draw: Callable[[], object]) -> None:
        """Show the tabs, each with what `draw` at its place puts into it."""
        tabs = st.tabs(self.names, key=self.key, on_change="rerun")
        for tab, each in zip(tabs, draw, strict=True):
            if tab.open:
                with tab:
                    each()
