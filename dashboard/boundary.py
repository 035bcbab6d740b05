"""The error boundary: whatever fails, a person reads what happened and can try again."""

import logging
from collections.abc import Iterator
from contextlib import contextmanager
from secrets import token_hex

import streamlit as st

from dashboard.markdown import literal
from queries.errors import (
    Busy,
    Cancelled,
    NotAllowed,
    NotPublished,
    QueryError,
    QueryTimeout,
    ServerFull,
    SettingsError,
    Unavailable,
)

log = logging.getLogger("localpro.dashboard")

LONGEST = 500
"""Letters of an error that are shown: a server may quote what it was given."""

TITLES = {
    Unavailable: "The database does not answer",
    QueryTimeout: "This took too long",
    Cancelled: "Somebody stopped this",
    Busy: "Others are using this now",
    ServerFull: "The database server has no room left",
    NotAllowed: "This role may not do that",
    SettingsError: "A setting cannot be used",
}


@contextmanager
def boundary() -> Iterator[None]:
    """Turn any failure of the code inside into a message with a retry button."""
    try:
        yield
    except NotPublished as error:
        _nothing_published(error)
    except QueryError as error:
        log.warning("%s: %s", type(error).__name__, error)
        said = _sentence(literal(str(error), LONGEST))
        st.error(said, title=TITLES.get(type(error), "This could not be read"))
        _retry()
    except Exception:
        reference = token_hex(4)
        log.exception("A screen failed (reference %s)", reference)
        st.error(
            f"The screen could not be shown. The server's log has the cause under `{reference}`.",
            title="Something went wrong",
        )
        _retry()


def _nothing_published(error: NotPublished) -> None:
    st.info(_sentence(str(error)), title="There are no numbers yet")
    st.code("localpro refresh", language="bash")
    _retry()


def _sentence(text: str) -> str:
    return f"{text[:1].upper()}{text[1:]}{'' if text.endswith('.') else '.'}"


def _retry() -> None:
    """Offer to run the page again: any click does, so the button needs no action."""
    st.button("Try again", icon=":material/refresh:", key="retry")
