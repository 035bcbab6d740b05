"""A check that cannot be made is a finding, too: the doctor outlives every state of a database."""

from collections.abc import Callable, Iterable, Iterator

import psycopg
from psycopg import errors

from etl.checks.findings import Finding
from etl.errors import LocalProError

Check = Callable[[psycopg.Connection], Iterable[Finding]]

REMEDIES: tuple[tuple[type[psycopg.Error], str], ...] = (
    (errors.InsufficientPrivilege, "Set LOCALPRO_DATABASE_URL to the address of localpro_owner"),
    (errors.QueryCanceled, "Look for what keeps the server busy, then run `localpro doctor` again"),
    (errors.LockNotAvailable, "Others lock what was to be read: run `localpro doctor` again"),
    (errors.UndefinedTable, "Run `localpro migrate`"),
    (errors.UndefinedFunction, "Run `localpro migrate`"),
    (errors.UndefinedColumn, "Run `localpro migrate`"),
    (errors.InvalidSchemaName, "Run `localpro migrate`"),
)
OTHERWISE = "Put that right, then run `localpro doctor` again"


def guarded(connection: psycopg.Connection, subject: str, check: Check) -> Iterator[Finding]:
    """Yield what the check finds, in a transaction of its own; an error becomes a finding."""
    if connection.closed:
        return
    try:
        with connection.transaction():
            yield from check(connection)
    except (psycopg.Error, LocalProError, OSError, ValueError, KeyError) as error:
        yield unchecked(subject, error)


def unchecked(subject: str, error: Exception) -> Finding:
    """Return the finding that `subject` could not be checked, with the error's first line."""
    reason = (str(error).strip() or type(error).__name__).splitlines()[0]
    remedy = next((what for kind, what in REMEDIES if isinstance(error, kind)), OTHERWISE)
    return Finding(subject, f"cannot be checked: {reason}", remedy)
