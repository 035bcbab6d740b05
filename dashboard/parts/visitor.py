"""Who looks at this page: the frame says so at each run, and parts ask what they may show."""

import streamlit as st

from dashboard.parts.session import is_seen
from queries.errors import NoRight
from queries.people import Person, Right

VISITOR = "visitor"


def remember(person: Person) -> None:
    """Say who looks, for this run."""
    st.session_state[VISITOR] = person


def who() -> Person:
    """Return who looks; raise NoRight where nobody is known."""
    person = st.session_state.get(VISITOR)
    if not isinstance(person, Person):
        raise NoRight("nobody has signed in here")
    return person


def may(right: Right) -> bool:
    """Return whether whoever looks has a right; nobody has any."""
    person = st.session_state.get(VISITOR) if is_seen() else None
    return isinstance(person, Person) and person.may(right)
