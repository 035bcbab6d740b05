"""How a person is told that something could not be read, and tries again."""

import streamlit as st

from dashboard.parts.markdown import literal
from queries.errors import (
    Busy,
    Cancelled,
    Lost,
    NoRight,
    NotAllowed,
    QueryError,
    QueryTimeout,
    ServerFull,
    SettingsError,
    Unavailable,
)

LONGEST = 500
"""Letters of an error that are shown: a server may quote what it was given."""

TITLES = {
    Unavailable: "The database does not answer",
    Lost: "The database does not answer",
    QueryTimeout: "This took too long",
    Cancelled: "Somebody stopped this",
    Busy: "Others are using this now",
    ServerFull: "The database server has no room left",
    NotAllowed: "This role may not do that",
    SettingsError: "A setting cannot be used",
}


def tell(error: QueryError, key: str = "retry") -> None:
    """Say what failed; `key` tells this message from others on the page."""
    title = TITLES.get(type(error), "This could not be read")
    st.error(sentence(literal(str(error), LONGEST)), title=title)
    retry(key)


def refuse(error: NoRight) -> None:
    """Say what whoever looks may not see, and whom to ask: nothing failed."""
    st.info(sentence(literal(str(error), LONGEST)), icon=":material/lock:")


def retry(key: str = "retry") -> None:
    """Offer to run the page again: any click does, so the button needs no action."""
    st.button("Try again", icon=":material/refresh:", key=key)


def sentence(text: str) -> str:
    """Return text with a capital and a full stop.

    >>> sentence("the disk is full")
    'The disk is full.'
    """
    return f"{text[:1].upper()}{text[1:]}{'' if text.endswith('.') else '.'}"
