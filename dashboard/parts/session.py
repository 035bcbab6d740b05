"""Whether anybody looks: the server gathers views for nobody, too."""

from streamlit.runtime.scriptrunner import get_script_run_ctx


def is_seen() -> bool:
    """Return whether somebody has a page open, whose link and choices can be asked for."""
    return get_script_run_ctx(suppress_warning=True) is not None


def session_id() -> str | None:
    """Return the id of the session that looks; by it one could join the session."""
    context = get_script_run_ctx(suppress_warning=True)
    return None if context is None else context.session_id
