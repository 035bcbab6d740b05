"""A part of a page that runs again alone when something in it changes: the rest stays as it is."""

from collections.abc import Callable
from contextvars import ContextVar
from typing import TypeVar

import streamlit as st

T = TypeVar("T")

STALE = "page_is_stale"
"""Where the session keeps that something in a part changed what all of the page shows."""

_carried: list[ContextVar[object]] = []
"""What holds for a whole page, and so for a part of it that runs later."""


def carried(name: str, default: T) -> ContextVar[T]:
    """Return a variable that is in a part what it was on the page."""
    variable = ContextVar(name, default=default)
    _carried.append(variable)  # type: ignore[arg-type]
    return variable


def concerns_all() -> None:
    """Say that what was just changed concerns the whole page, wherever it was changed."""
    st.session_state[STALE] = True


def alone(draw: Callable[[], object], every: float | None = None) -> None:
    """Draw a part of the page, and again whenever something in it changes; and every so many
    seconds, while somebody looks.
    """
    st.session_state[STALE] = False
    known = [(variable, variable.get()) for variable in _carried]

    @st.fragment(run_every=every)
    def part() -> None:
        if st.session_state[STALE]:
            st.rerun()
        tokens = [(variable, variable.set(value)) for variable, value in known]
        try:
            draw()
        finally:
            for variable, token in tokens:
                variable.reset(token)

    part()
