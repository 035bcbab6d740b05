"""Letting people in: who may use the dashboard, and as what."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum, auto

import psycopg
from psycopg.rows import class_row

from etl.db import connect
from etl.errors import AccessError
from etl.schema.revision import require_newest
from etl.statements import statement


class Role(StrEnum):
    """What somebody is to the product; `access.members` takes no other."""

    BUSINESS = auto()
    ANALYST = auto()
    ADMIN = auto()


@dataclass(frozen=True)
class KnownBy:
    """How the issuer tells who somebody is: a verified address, or its own id for them."""

    email: str | None = None
    issuer: str | None = None
    subject: str | None = None

    def __post_init__(self) -> None:
        is_address = self.email is not None and self.issuer is None and self.subject is None
        is_id = self.email is None and self.issuer is not None and self.subject is not None
        if not (is_address or is_id):
            raise AccessError("say whom: by --email, or by --issuer and --subject")
        if self.email is not None and not _is_address(self.email):
            raise AccessError(f"{self.email!r} is no address of e-mail")


@dataclass(frozen=True)
class Member:
    """Somebody who was let in, now or once, since when and by whom it is so."""

    id: str
    name: str
    role: str
    email: str | None
    issuer: str | None
    subject: str | None
    is_active: bool
    set_at: datetime
    set_by: str

    @property
    def known_by(self) -> str:
        """Return how the issuer knows them."""
        return self.email or f"{self.subject} of {self.issuer}"


def members(url: str | None = None) -> list[Member]:
    """Return everybody who was ever let in, by name."""
    with _connected(url) as connection:
        return _read(connection, "list")


def add(known_by: KnownBy, name: str, role: Role, by: str, url: str | None = None) -> Member:
    """Let somebody in, or in again; raise AccessError when they are in already."""
    if not name.strip() or not name.isprintable():
        raise AccessError("say what people call them: --name")
    given = {
        "email": known_by.email and known_by.email.lower(),
        "issuer": known_by.issuer,
        "subject": known_by.subject,
        "name": name.strip(),
        "role": role,
        "by": by,
    }
    with _connected(url) as connection:
        for known in _read(connection, "find", who=given["email"] or known_by.subject):
            if known.is_active and known.issuer == known_by.issuer:
                raise AccessError(f"{known.name} is in already, as {known.role}: change that")
        return _read(connection, "add", **given)[0]


def change(
    who: str, by: str, role: Role | None = None, name: str | None = None, url: str | None = None
) -> Member:
    """Change what somebody is, or is called; raise AccessError when they are not in."""
    if role is None and name is None:
        raise AccessError("say what to change: --role or --name")
    with _connected(url) as connection:
        known = _one(connection, who)
        return _read(connection, "change", id=known.id, role=role, name=name, by=by)[0]


def remove(who: str, by: str, url: str | None = None) -> Member:
    """Let somebody in no more, from their next click on; raise AccessError when they are not in."""
    with _connected(url) as connection:
        return _read(connection, "remove", id=_one(connection, who).id, by=by)[0]


def _connected(url: str | None) -> psycopg.Connection:
    connection = connect(url)
    require_newest(connection)
    return connection


def _one(connection: psycopg.Connection, who: str) -> Member:
    """Return the one who is in and known by this address or id."""
    found = [each for each in _read(connection, "find", who=who) if each.is_active]
    if not found:
        raise AccessError(f"nobody who is known by {who!r} is in: see `localpro people list`")
    if len(found) > 1:
        raise AccessError(f"several are known by {who!r}: name one by the id that `list` shows")
    return found[0]


def _read(connection: psycopg.Connection, file: str, /, **given: object) -> list[Member]:
    with connection.cursor(row_factory=class_row(Member)) as cursor:
        return cursor.execute(statement(__file__, f"sql/{file}"), given).fetchall()


def _is_address(text: str) -> bool:
    before, _, after = text.partition("@")
    return bool(before and after) and text.isprintable() and " " not in text and "@" not in after
