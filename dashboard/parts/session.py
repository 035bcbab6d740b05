"""What a person's session remembers: what was chosen, and what the link says."""

from typing import Any

import streamlit as st
from streamlit.runtime.scriptrunner import get_script_run_ctx


def remembered(key: str, default: Any = None) -> Any:
    """Return what is remembered under a key; where nobody looks, what would be at first."""
    return st.session_state.get(key, default) if _is_seen() else default


def linked(name: str) -> str | None:
    """Return what the link says of a parameter of its own, if anything."""
    return st.query_params.get(name) if _is_seen() else None


def _is_seen() -> bool:
    """Return whether somebody has a page open: the server gathers views for nobody, too."""
    return get_script_run_ctx(suppress_warning=True) is not None
