"""Links to files: short-lived, good for one time, and signed, since a link is not signed in.

A ticket says who may take which file away, made of which data version.
"""

from dataclasses import dataclass
from functools import lru_cache
from secrets import token_hex
from typing import Any
from urllib.parse import urlencode, urlsplit

from itsdangerous import BadData, SignatureExpired, URLSafeTimedSerializer

from dashboard.parts.downloads import Links
from dashboard.settings import settings
from queries.errors import InvalidQuestion
from queries.export.asked import Export, understood, written
from queries.export.formats import Format
from queries.people import Person, Right, Role

LASTS = 15 * 60
"""Seconds for which a file can be fetched by a link after it was shown."""

KNOWN_FOR = 24 * 60 * 60
"""Seconds for which the manifest of the file can."""

FILE, MANIFEST = "/file", "/manifest"


class NoTicket(Exception):
    """A link is not one of ours, or not any more; the message says which."""


@dataclass(frozen=True)
class Ticket:
    """What a link says; `identity` is that of the data version."""

    id: str
    person: Person
    export: Export
    format: Format
    identity: str


def mint(person: Person, export: Export, format: Format, identity: str) -> Links:
    """Return links to a file for a person. Raises NoRight for whom may not take files away."""
    person.must(Right.EXPORT)
    said = {
        "id": token_hex(16),
        "who": [person.id, person.name, person.role.value],
        "export": written(export),
        "format": format.value,
        "version": identity,
    }
    query = urlencode({"link": _signer().dumps(said)})
    base = urlsplit(settings().public_url or "").path
    return Links(f"{base}{FILE}?{query}", f"{base}{MANIFEST}?{query}")


def read(link: str, lasts: int = LASTS) -> Ticket:
    """Return what a link says; raise NoTicket for one that is not ours, or too old."""
    try:
        said = _signer().loads(link, max_age=lasts)
        return _ticket(said)
    except SignatureExpired:
        raise NoTicket("this link is too old: open Download on the screen again") from None
    except (BadData, KeyError, TypeError, ValueError, InvalidQuestion):
        raise NoTicket("this is no link to a file: open Download on the screen") from None


def _ticket(said: dict[str, Any]) -> Ticket:
    identity, name, role = said["who"]
    return Ticket(
        said["id"],
        Person(identity, name, Role(role)),
        understood(said["export"]),
        Format(said["format"]),
        said["version"],
    )


@lru_cache
def _signer() -> URLSafeTimedSerializer:
    """Return what signs links: by the secret that all processes share, else by one of this one."""
    key = settings().cookie_secret
    return URLSafeTimedSerializer(key.get_secret_value() if key else token_hex(32), salt="file")
