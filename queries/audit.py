"""What people did is in the log of the primary, `public.admin_logs`, before it is done."""

from collections.abc import Mapping

from sqlalchemy import Text, func, literal, select
from sqlalchemy.dialects.postgresql import JSONB

from queries.people import Person, Stranger
from queries.primary import transaction


def record(
    person: Person | Stranger,
    action: str,
    entity_type: str,
    entity_id: str,
    details: Mapping[str, object] | None = None,
) -> str:
    """Write one line into the log and return its id; it is committed then.

    Words are as the application's: `EXPORT`, `MEMBER`. `details` are what JSON can hold.
    Raises Unavailable when the primary does not answer: then do not do what was to be recorded.
    """
    words = (person.id, action, entity_type, entity_id)
    told = literal(dict(details or {}), JSONB)
    line = func.access.record(*(literal(word, Text) for word in words), told)
    with transaction(f"recording {action}") as connection:
        return str(connection.execute(select(line)).scalar_one())
