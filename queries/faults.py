"""What PostgreSQL's errors mean to a reader, by SQLSTATE and never by their words: a server speaks
the language it was set up with."""

import psycopg
from sqlalchemy.exc import DBAPIError

from queries.errors import (
    Busy,
    Cancelled,
    DoneBefore,
    NotAllowed,
    NotPublished,
    QueryError,
    QueryTimeout,
    ServerFull,
    Unavailable,
)
from queries.settings import settings

MEANINGS: dict[str, tuple[type[QueryError], str]] = {
    "23505": (DoneBefore, "this was done before, and may be done once"),
    "25006": (NotAllowed, "this role may only read"),
    "3F000": (NotPublished, "the analytics schema is not there yet: run `localpro migrate`"),
    "40001": (Busy, "the server went on without what was being read; try again"),
    "40P01": (Busy, "others and this read waited for each other; try again"),
    "42501": (NotAllowed, "this role may not read that; LOCALPRO_ANALYTICS_URL names the reader"),
    "42P01": (NotPublished, "the analytics schema is not there yet: run `localpro migrate`"),
    "53100": (ServerFull, "the disk of the database server is full"),
    "53200": (ServerFull, "the database server is out of memory"),
    "53300": (ServerFull, "every connection to the database server is in use; try again"),
    "53400": (ServerFull, "a limit of the database server is reached"),
    "55P03": (Busy, "others use a table for longer than a read may wait; try again"),
    "57P01": (Unavailable, "an operator ended the connection, or stopped the server"),
    "57P02": (Unavailable, "the database server crashed and is starting again"),
    "57P03": (Unavailable, "the database server is starting or stopping"),
}
CANCELLED = "57014"


LOST = {"40001", "57P01", "57P02", "57P03"}
"""What ends a read through no fault of its own: a replay that it held up, or the server's end. One
that only reads can be in no other conflict.
"""


def is_lost(error: DBAPIError) -> bool:
    """Return whether another server may answer what this one did not."""
    state = error.orig.sqlstate if isinstance(error.orig, psycopg.Error) else None
    return error.connection_invalidated or state in LOST


def explained(
    error: DBAPIError | psycopg.Error, name: str, seconds: float, limit: float | None = None
) -> QueryError:
    """Return what an error means that `name` ended in after `seconds`; `limit` is how many it had,
    unless those of a query.
    """
    cause = error.orig if isinstance(error, DBAPIError) else error
    state = cause.sqlstate if isinstance(cause, psycopg.Error) else None
    if state == CANCELLED:
        return _stopped(name, seconds, limit or settings().query_timeout_seconds)
    if state in MEANINGS:
        kind, meaning = MEANINGS[state]
        return kind(meaning if kind is NotPublished else f"{name} failed: {meaning}")
    first = str(cause).partition("\n")[0]
    if state is None and isinstance(cause, psycopg.OperationalError):
        return Unavailable(f"the database does not answer: {first}")
    return QueryError(f"{name} failed: {first}")


def _stopped(name: str, seconds: float, limit: float) -> QueryError:
    """Tell a query that ran into its limit from one that somebody stopped before."""
    if seconds >= limit:
        return QueryTimeout(f"{name} took longer than {limit:g} s and was stopped")
    return Cancelled(f"an operator stopped {name}; try again")
