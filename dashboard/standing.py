"""How providers stand, in words: the state of their verification, and whether they are active."""

from collections.abc import Sequence

import streamlit as st

NAMES = {
    "APPROVED": "Approved",
    "PENDING": "Waiting for approval",
    "REJECTED": "Rejected",
    "EXPIRED": "Expired",
}
ACTIVITY = {None: "Active or not", True: "Active", False: "Inactive"}

Chosen = tuple[str | None, bool | None]
"""A standing, and whether active; None is any."""


def name(standing: str) -> str:
    """Return a standing in words; one that nobody knows is shown as it is called.

    >>> name("PENDING"), name("SUSPENDED")
    ('Waiting for approval', 'SUSPENDED')
    """
    return NAMES.get(standing, standing)


def said(standing: str | None, is_active: bool | None) -> str:
    """Return a choice in words.

    >>> said("APPROVED", True), said("PENDING", None), said(None, False), said(None, None)
    ('active, approved', 'waiting for approval', 'inactive', 'all')
    """
    words = [ACTIVITY[is_active] if is_active is not None else "", name(standing or "")]
    return ", ".join(word if word.isupper() else word.lower() for word in words if word) or "all"


def choice(known: Sequence[str], key: str, default: Chosen = (None, None)) -> Chosen:
    """Let people choose a standing and, apart from it, active or inactive providers."""
    standings, activity = [None, *known], [*ACTIVITY]
    standing = st.selectbox(
        "Standing",
        standings,
        index=standings.index(default[0]),
        format_func=lambda one: "Any" if one is None else name(one),
        key=f"{key}_standing",
        width=210,
    )
    is_active = st.selectbox(
        "Active",
        activity,
        index=activity.index(default[1]),
        format_func=ACTIVITY.__getitem__,
        key=f"{key}_active",
        width=150,
    )
    return standing, is_active
