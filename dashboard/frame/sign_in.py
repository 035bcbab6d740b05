"""Signing in and out, and what is shown instead of screens to whom nobody has let in."""

import shlex
import time
from collections.abc import Callable
from functools import partial

import streamlit as st

from dashboard.frame.identity import of_claims
from dashboard.frame.sessions import forget, looked_up
from dashboard.parts import failures
from dashboard.parts.markdown import literal
from dashboard.settings import settings
from queries import audit
from queries.errors import QueryError
from queries.members import Identity
from queries.people import LOCAL, Person, Stranger

Page = Callable[[], None]

RECORDED = "recorded_sign_in"
"""Where the session keeps that the log has its sign-in."""


def visitor() -> Person | Page:
    """Return who looks, asked anew at each run; else the page that says why nothing is shown."""
    if settings().auth == "none":
        return LOCAL
    identity = _identity()
    if identity is None:
        return _invite
    try:
        known = looked_up(identity)
        _record(identity, known)
    except QueryError as error:
        return partial(failures.tell, error)
    if isinstance(known, Stranger):
        return partial(_refuse, identity)
    return known or _invite


def show_visitor(person: Person) -> None:
    """Show who is signed in, and the way out."""
    identity = _identity()
    if settings().auth == "none" or identity is None:
        return
    with st.sidebar.container(key="visitor"):
        st.caption(f"{literal(person.name)} · {person.role}")
        if st.button("Sign out", icon=":material/logout:", type="tertiary"):
            _sign_out(identity, person)
        if st.button(
            "Sign out everywhere",
            icon=":material/devices_off:",
            type="tertiary",
            help="Ends this sign-in and every other of yours, on whatever machine.",
        ):
            _sign_out_everywhere(identity, person)


def _identity() -> Identity | None:
    return of_claims(st.user.to_dict(), time.time(), settings().session_hours)


def _record(identity: Identity, known: Person | Stranger | None) -> None:
    """Write the sign-in, or its refusal, into the log: once, however many pages are opened."""
    if known is None or st.session_state.get(RECORDED) == (identity.sign_in, known):
        return
    action = "REFUSED" if isinstance(known, Stranger) else "SIGN_IN"
    audit.record_once(known, action, audit.SIGN_IN, identity.sign_in, {"name": known.name})
    st.session_state[RECORDED] = (identity.sign_in, known)


def _invite() -> None:
    st.title("LocalPro Analytics", anchor=False)
    st.markdown("Sign in to see the figures. The page that you asked for opens afterwards.")
    if st.button("Sign in", icon=":material/login:", type="primary"):
        st.login()


def _refuse(identity: Identity) -> None:
    """Say whom nobody has let in, and what to do about it."""
    st.title("You are not let in yet", anchor=False)
    st.markdown(
        f"You are signed in as **{literal(identity.name)}**, but nobody has said that you may see"
        " these figures. Ask an operator of LocalPro Analytics to let you in with this command:"
    )
    st.code(_command(identity), language="bash", wrap_lines=True)
    if st.button("Sign out", icon=":material/logout:"):
        _sign_out(identity, identity.stranger)


def _command(identity: Identity) -> str:
    """Return how an operator lets somebody in: by the verified address, else by the issuer's id."""
    known_by = (
        ["--email", identity.email]
        if identity.email
        else ["--issuer", identity.issuer, "--subject", identity.subject]
    )
    words = ["localpro", "people", "add", *known_by, "--name", identity.name, "--role", "business"]
    return shlex.join(words)


def _sign_out(identity: Identity, who: Person | Stranger) -> None:
    """End the sign-in for every page that it has open, then leave the issuer, too."""
    try:
        audit.record_once(who, "SIGN_OUT", audit.SIGN_IN, identity.sign_in)
    except QueryError as error:
        failures.tell(error, "retry_sign_out")
        return
    forget([identity.sign_in])
    st.logout()


def _sign_out_everywhere(identity: Identity, person: Person) -> None:
    """End every sign-in of a person, then leave the issuer here."""
    try:
        forget([identity.sign_in, *audit.sign_out_everywhere(person)])
    except QueryError as error:
        failures.tell(error, "retry_sign_out")
        return
    st.logout()
