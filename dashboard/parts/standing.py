"""How providers stand, in words: the state of their verification, and whether they are active."""

from collections.abc import Mapping, Sequence

from dashboard.parts.controls import Select
from dashboard.parts.session import remembered

NAMES = {
    "APPROVED": "Approved",
    "PENDING": "Waiting for approval",
    "REJECTED": "Rejected",
    "EXPIRED": "Expired",
}
ACTIVITY = {True: "Active", False: "Inactive"}
IS_ACTIVE = {word: is_active for is_active, word in ACTIVITY.items()}
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


def chosen(key: str, default: Chosen = (None, None)) -> Chosen:
    """Return what is chosen in the two controls of `choice`, before it is known what there is."""
    standing = remembered(f"{key}_standing", default[0] or ANY)
    active = remembered(f"{key}_active", activity(default[1]))
    return standing or None, IS_ACTIVE.get(active)


def choice(known: Sequence[str], key: str, default: Chosen = (None, None)) -> Chosen:
    """Let people choose a standing and, apart from it, active or inactive providers."""
    standings = {each: name(each) for each in known}
    standing = _choice("Standing", standings, f"{key}_standing", default[0] or ANY)
    words = {word: word for word in IS_ACTIVE}
    active = _choice("Active", words, f"{key}_active", activity(default[1]))
    return standing or None, IS_ACTIVE.get(active)


def _choice(label: str, known: Mapping[str, str], key: str, default: str) -> str:
    return Select(key, label, {ANY: "Any", **known}, default, width=210).show()
