"""Who asks, and what they may do. Whoever is nobody here may do nothing."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum, auto
from types import MappingProxyType

from queries.errors import NoRight


class Role(StrEnum):
    """What somebody is to the product."""

    BUSINESS = auto()
    ANALYST = auto()
    ADMIN = auto()


class Right(StrEnum):
    """What may be done."""

    LOOK = "look at figures"
    ROWS = "see the rows behind figures"
    EXPORT = "take files away"
    REVIEW = "review providers and their reputation"
    OPERATE = "see what the servers do"
    MANAGE = "say who may do what"


RIGHTS: Mapping[Role, frozenset[Right]] = MappingProxyType(
    {
        Role.BUSINESS: frozenset({Right.LOOK}),
        Role.ANALYST: frozenset({Right.LOOK, Right.ROWS, Right.EXPORT}),
        Role.ADMIN: frozenset(Right),
    }
)
"""What each role may do; nothing else."""


@dataclass(frozen=True)
class Person:
    """Somebody who is signed in: `id` is the same at each sign-in, `name` is what people read."""

    id: str
    name: str
    role: Role

    def may(self, right: Right) -> bool:
        """Return whether the role of this person has a right."""
        return right in RIGHTS.get(self.role, ())

    def must(self, right: Right) -> None:
        """Raise NoRight where this person has not the right."""
        if not self.may(right):
            raise NoRight(f"{self.role.value} staff may not {right.value}: ask an admin")


@dataclass(frozen=True)
class Stranger:
    """Somebody whom the issuer knows, and whom nobody has let in here: may do nothing."""

    id: str
    name: str


LOCAL = Person("local", "this machine", Role.ADMIN)
"""Whoever sits at the machine, where nobody signs in."""
