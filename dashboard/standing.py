"""How providers stand, in words: the state of their verification, and whether they are active."""

from collections.abc import Sequence

import streamlit as st

NAMES = {
    "APPROVED": "Approved",
    "PENDING": "Waiting for approval",
    "REJECTED": "Rejected",
    "EXPIRED": "Expired",
}
ACTIVITY = {True: "Active", False: "Inactive"}
ANY = ""
"""The choice of whatever there is: Streamlit takes None for no choice at all."""

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
    words = [activity(is_active), name(standing or ANY)]
    return ", ".join(word if word.isupper() else word.lower() for word in words if word) or "all"


def activity(is_active: bool | None) -> str:
    """Return in a word whether a provider is active; nothing for either.

    >>> activity(True), activity(None)
    ('Active', '')
    """
    return ANY if is_active is None else ACTIVITY[is_active]


def choice(known: Sequence[str], key: str, default: Chosen = (None, None)) -> Chosen:
    """Let people choose a standing and, apart from it, active or inactive providers."""
    standing = _choice("Standing", known, default[0] or ANY, f"{key}_standing")
    active = _choice("Active", list(ACTIVITY.values()), activity(default[1]), f"{key}_active")
    return standing or None, {word: is_so for is_so, word in ACTIVITY.items()}.get(active)


def _choice(label: str, known: Sequence[str], default: str, key: str) -> str:
    options = [ANY, *known]
    chosen = st.selectbox(
        label,
        options,
        index=options.index(default),
        format_func=lambda option: name(option) or "Any",
        key=key,
        width=210,
    )
    return chosen or ANY
