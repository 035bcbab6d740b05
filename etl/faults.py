"""What PostgreSQL's errors mean to a person, by SQLSTATE and never by their words: a server speaks
the language it was set up with."""

import psycopg
from psycopg.conninfo import conninfo_to_dict
from sqlalchemy.exc import DBAPIError

from etl.settings import settings

OWNER = "LOCALPRO_DATABASE_URL must name the owner, on the primary server"

MEANINGS = {
    "25006": f"the role {{role}} may only read here; {OWNER}",
    "40001": "others changed the same rows at the same time; try again",
    "40P01": "others and this job waited for each other; try again",
    "42501": f"the role {{role}} may not do that; {OWNER}",
    "53100": "the disk of the database server is full",
    "53200": "the database server is out of memory",
    "53300": "every connection to the database server is in use",
    "53400": "a limit of the database server is reached",
    "55P03": "others use a table for longer than this may wait; try again",
    "57014": "an operator or a time limit of the server cancelled it",
    "57P01": "an operator ended the connection, or stopped the server",
    "57P02": "the database server crashed and is starting again",
    "57P03": "the database server is starting or stopping",
}
LOST = "the connection to the database was lost"


def behind(error: BaseException | None) -> psycopg.Error | None:
    """Return the database's own error that caused this one, None when there is none."""
    while error is not None:
        if isinstance(error, psycopg.Error):
            return error
        if isinstance(error, DBAPIError) and isinstance(error.orig, psycopg.Error):
            return error.orig
        error = error.__cause__
    return None


def meaning(error: psycopg.Error) -> str:
    """Return what happened, and what to do where something can be done."""
    known = MEANINGS.get(error.sqlstate or "")
    if known is not None:
        return known.format(role=_role())
    if error.sqlstate is None and isinstance(error, psycopg.OperationalError):
        return LOST
    return "the database refused"


def line(error: Exception) -> str | None:
    """Return one line for people about an error, None for one that is a fault of the program's."""
    if isinstance(error, UnicodeEncodeError) and error.encoding == "utf-8":
        return "something that was typed is no text in UTF-8"
    cause = behind(error)
    if getattr(error, "is_expected", False):
        said = str(error).partition("\n")[0]
        known = cause is not None and cause.sqlstate in MEANINGS
        return f"{said} ({meaning(cause)})" if known and cause is not None else said
    if cause is None:
        return None
    return f"{meaning(cause)}: {str(cause).partition(chr(10))[0]}"


def _role() -> str:
    url = settings().database_url
    return str(conninfo_to_dict(url.get_secret_value()).get("user", "?")) if url else "?"
