"""Views that people saved: a screen and its link, under a name, on the primary."""

import unicodedata
from dataclasses import dataclass
from typing import Any

from sqlalchemy import BindParameter, Boolean, Text, func, literal, select
from sqlalchemy.sql.functions import Function

from queries.errors import NotSaved
from queries.people import Person
from queries.primary import transaction

LONGEST_NAME, LONGEST_LINK = 80, 8_000
"""Letters that `access.views` takes."""

JOINERS = "\u200c\u200d"

COLUMNS = ("id", "name", "screen", "link", "is_shared", "is_own", "is_home", "owner_name")


@dataclass(frozen=True)
class Saved:
    """A view that somebody may open; `link` are the parameters of its address."""

    id: str
    name: str
    screen: str
    link: str
    is_shared: bool
    is_own: bool
    is_home: bool
    """Whether whoever asks begins with it."""

    owner_name: str


def of(person: Person) -> list[Saved]:
    """Return the views that a person may open: their own first, then what others share, by name.

    Raises what `transaction` raises, as everything here.
    """
    rows = func.access.views_of(literal(person.id, Text)).table_valued(*COLUMNS)
    with transaction("reading saved views") as connection:
        return [Saved(*row) for row in connection.execute(select(rows))]


def home(person: Person) -> Saved | None:
    """Return the view that a person begins with, None without one."""
    return next((view for view in of(person) if view.is_home), None)


def save(person: Person, name: str, screen: str, link: str, *, is_shared: bool = False) -> None:
    """Save a view under a name, in place of the one that the person has saved so before.

    Raises NotSaved for a name or a link that cannot be kept, and where there are too many.
    """
    named = as_name(name)
    if not named:
        raise NotSaved("give the view a name")
    if len(named) > LONGEST_NAME:
        raise NotSaved(f"the name is longer than {LONGEST_NAME} letters: shorten it")
    if len(link) > LONGEST_LINK:
        raise NotSaved("so many filters do not fit into a saved view: take some away")
    texts = (literal(text, Text) for text in (person.id, named, screen, link))
    if not _done(func.access.save_view(*texts, literal(is_shared, Boolean))):
        raise NotSaved("there are 200 of your views already: delete one")


def share(person: Person, view_id: str, *, is_shared: bool) -> None:
    """Share one of the person's own views with all, or no more. Raises NotSaved for another."""
    _must(func.access.share_view(*_texts(person, view_id), literal(is_shared, Boolean)))


def delete(person: Person, view_id: str) -> None:
    """Remove one of the person's own views. Raises NotSaved for another."""
    _must(func.access.delete_view(*_texts(person, view_id)))


def set_home(person: Person, view_id: str) -> None:
    """Let a person begin with a view that they may open. Raises NotSaved for another."""
    _must(func.access.set_home(*_texts(person, view_id)))


def leave_home(person: Person) -> None:
    """Let a person begin with no saved view any more."""
    _done(func.access.leave_home(literal(person.id, Text)))


def as_name(text: str) -> str:
    """Return a name as it is kept: letters that are seen, composed, with single blanks.

    >>> as_name("  My\\u200b  view\\x00 ")
    'My view'
    """
    seen = "".join(" " if letter.isspace() else letter for letter in text if _is_seen(letter))
    return " ".join(unicodedata.normalize("NFC", seen).split())


def _is_seen(letter: str) -> bool:
    """Return whether a letter is seen, or joins letters of Hindi and Urdu."""
    hidden = {"Cc", "Cf", "Cs", "Co", "Cn"}
    return letter.isspace() or letter in JOINERS or unicodedata.category(letter) not in hidden


def _texts(person: Person, view_id: str) -> list[BindParameter[str]]:
    return [literal(person.id, Text), literal(view_id, Text)]


def _must(called: Function[Any]) -> None:
    if not _done(called):
        raise NotSaved("there is no such view of yours any more")


def _done(called: Function[Any]) -> bool:
    """Call a function that writes, and return whether it found what to write."""
    with transaction("saving a view") as connection:
        return bool(connection.execute(select(called)).scalar_one_or_none())
