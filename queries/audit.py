"""What people do is in the log of the primary, `public.admin_logs`, before it is done."""

from collections.abc import Mapping
from typing import Any

from sqlalchemy import BindParameter, Text, func, literal, select
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.sql.functions import Function

from queries.people import Person, Stranger
from queries.primary import transaction

SIGN_IN = "SIGN_IN"
"""The type of the entity whose ids are those of sign-ins: who signs out ends one."""

Details = Mapping[str, object]
"""What JSON can hold."""


def record(
    person: Person | Stranger,
    action: str,
    entity_type: str,
    entity_id: str,
    details: Details | None = None,
) -> str:
    """Write one line into the log and return its id; it is committed then.

    Words are as the application's: `EXPORT`, `MEMBER`.
    Raises Unavailable when the primary does not answer: then do not do what was to be recorded.
    """
    words = _words(person.id, action, entity_type, entity_id)
    line = func.access.record(*words, _told(details))
    return str(_written(line, action))


def record_once(
    person: Person | Stranger,
    action: str,
    entity_type: str,
    entity_id: str,
    details: Details | None = None,
) -> None:
    """Write the same, unless the log has a line of this person, action and entity already."""
    words = _words(person.id, action, entity_type, entity_id)
    line = func.access.record_once(*words, _told(details))
    _written(line, action)


def sign_out_everywhere(person: Person) -> list[str]:
    """Write that every sign-in of a person ends, and return which ended.

    Raises what `transaction` raises.
    """
    ended = func.access.sign_out_everywhere(literal(person.id, Text)).column_valued("sign_in")
    with transaction("recording SIGN_OUT") as connection:
        return [*connection.execute(select(ended)).scalars()]


def _words(*words: str) -> list[BindParameter[str]]:
    return [literal(word, Text) for word in words]


def _told(details: Details | None) -> BindParameter[Any]:
    return literal(dict(details or {}), JSONB)


def _written(line: Function[Any], action: str) -> object:
    with transaction(f"recording {action}") as connection:
        return connection.execute(select(line)).scalar_one_or_none()
