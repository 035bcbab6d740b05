"""How providers stand, in words: the state of their verification, and whether they are active."""

from collections.abc import Mapping, Sequence

from dashboard.parts import link
from dashboard.parts.controls import Select

NAMES = {
    "APPROVED": "Approved",
    "PENDING": "Waiting for approval",
    "REJECTED": "Rejected",
    "EXPIRED": "Expired",
}
ACTIVITY = {True: "Active", False: "Inactive"}
NOTHING = ""
ANY = "any"
"""What links call the choice of whatever there is."""

PARAMS = ("standing", "active")
"""What links call the two choices."""

IS_ACTIVE = {"yes": True, "no": False, ANY: None}
"""What links say of active and inactive providers."""

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
    words = [activity(is_active), name(standing or NOTHING)]
    return ", ".join(word if word.isupper() else word.lower() for word in words if word) or "all"


def activity(is_active: bool | None) -> str:
    """Return in a word whether a provider is active; nothing for either.

    >>> activity(True), activity(None)
    ('Active', '')
    """
    return NOTHING if is_active is None else ACTIVITY[is_active]


def chosen(default: Chosen = (None, None)) -> Chosen:
    """Return what the link says in its two parameters, before it is known what there is."""
    standing, active = map(link.value, PARAMS)
    is_active = IS_ACTIVE.get(active, default[1])
    return _standing(standing) if standing else default[0], is_active


def choice(known: Sequence[str], key: str, default: Chosen = (None, None)) -> Chosen:
    """Let people choose a standing and, apart from it, active or inactive providers."""
    standings = {ANY: "Any", **{each: name(each) for each in known}}
    standing = _choice(key, PARAMS[0], "Standing", standings, default[0] or ANY)
    words = {code: activity(is_active) or "Any" for code, is_active in IS_ACTIVE.items()}
    usual = next(code for code, is_active in IS_ACTIVE.items() if is_active is default[1])
    active = _choice(key, PARAMS[1], "Active", words, usual)
    return _standing(standing), IS_ACTIVE[active]


def _standing(code: str) -> str | None:
    return None if code == ANY else code


def _choice(key: str, param: str, label: str, options: Mapping[str, str], usual: str) -> str:
    return Select(f"{key}_{param}", param, label, options, usual, width=210).show()
