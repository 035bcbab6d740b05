"""Who somebody is to the product: looked up on the primary, never remembered from before."""

from dataclasses import dataclass

from sqlalchemy import Text, func, literal, select
from sqlalchemy.sql.functions import Function

from queries.people import Person, Role
from queries.primary import transaction


@dataclass(frozen=True)
class Identity:
    """Whom an issuer says that somebody is; `email` only where the issuer has verified it."""

    issuer: str
    subject: str
    email: str | None = None


def member_of(identity: Identity) -> Person | None:
    """Return who has signed in, None for whom nobody has let in. Raises as `transaction`."""
    given = (identity.issuer, identity.subject, identity.email)
    return _found(func.access.member_of(*(literal(each, Text) for each in given)))


def member(person_id: str) -> Person | None:
    """Return who somebody is now, None who may not come in any more. Raises as `transaction`."""
    return _found(func.access.member(literal(person_id, Text)))


def _found(called: Function[object]) -> Person | None:
    rows = called.table_valued("id", "name", "role")
    with transaction("looking up who may do what") as connection:
        row = connection.execute(select(rows.c.id, rows.c.name, rows.c.role)).one_or_none()
    return None if row is None else Person(row.id, row.name, Role(row.role))
