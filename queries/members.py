"""Who somebody is to the product: looked up on the primary, never remembered from before."""

from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, Text, func, literal, select
from sqlalchemy.sql.functions import Function

from queries.people import Person, Role, Stranger
from queries.primary import transaction

ASKING = "looking up who may do what"


@dataclass(frozen=True)
class Identity:
    """Whom an issuer says that somebody is, and which of their sign-ins this is."""

    issuer: str
    subject: str
    sign_in: str
    name: str
    email: str | None = None
    """Only where the issuer has verified it."""

    @property
    def stranger(self) -> Stranger:
        """Return who this is to those who have let nobody in by it."""
        return Stranger(f"{self.issuer} {self.subject}", self.name)


def known(identity: Identity) -> Person | Stranger | None:
    """Return who has signed in; None where a sign-out followed, of whatever page.

    Raises what `transaction` raises.
    """
    given = (identity.issuer, identity.subject, identity.email)
    member_of = func.access.member_of(*(literal(each, Text) for each in given))
    with transaction(ASKING) as connection:
        is_out = func.access.is_signed_out(literal(identity.sign_in, Text))
        if connection.execute(select(is_out)).scalar_one():
            return None
        found = _person(connection, member_of)
    return found or identity.stranger


def member(person_id: str) -> Person | None:
    """Return who somebody is now, None who may not come in any more.

    Raises what `transaction` raises.
    """
    with transaction(ASKING) as connection:
        return _person(connection, func.access.member(literal(person_id, Text)))


def _person(connection: Connection, called: Function[Any]) -> Person | None:
    rows = called.table_valued("id", "name", "role")
    row = connection.execute(select(rows.c.id, rows.c.name, rows.c.role)).one_or_none()
    return None if row is None else Person(row.id, row.name, Role(row.role))
