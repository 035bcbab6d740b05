"""Whether the server is fit to work: open to writes, with room for more, its objects sound."""

from collections.abc import Iterator

import psycopg

from etl.checks.findings import Finding
from etl.statements import statement

FEWEST_SLOTS = 10
"""Connections that must be left: the jobs of one scheduler and a few people."""


def check_role(connection: psycopg.Connection) -> Iterator[Finding]:
    """Tell whether this is the owner of the schema."""
    row = connection.execute(
        "SELECT current_user, pg_has_role(nspowner, 'USAGE') FROM pg_namespace"
        " WHERE nspname = 'etl'"
    ).fetchone()
    if row and not row[1]:
        remedy = "Set LOCALPRO_DATABASE_URL to the address of localpro_owner"
        yield Finding("owner", f"{row[0]} does not own the schema", remedy)


def check_writable(connection: psycopg.Connection) -> Iterator[Finding]:
    """Tell whether jobs can write: not on a standby, nor where transactions only read."""
    row = connection.execute(
        "SELECT pg_is_in_recovery(), current_setting('default_transaction_read_only')"
    ).fetchone()
    assert row is not None
    if row[0]:
        remedy = "Set LOCALPRO_DATABASE_URL to the address of the primary"
        yield Finding("writes", "this server is a standby: jobs cannot write", remedy)
    elif row[1] == "on":
        remedy = "Run in psql: `ALTER DATABASE … RESET default_transaction_read_only`"
        yield Finding("writes", "every transaction is read-only unless it says otherwise", remedy)


def check_slots(connection: psycopg.Connection) -> Iterator[Finding]:
    """Tell whether enough connections are left."""
    row = connection.execute(statement(__file__, "sql/slots")).fetchone()
    assert row is not None
    most, used, by = row
    state = f"{used} of {most} connections are in use"
    if most - used < FEWEST_SLOTS:
        remedy = "End some of them, limit that role (`ALTER ROLE … CONNECTION LIMIT`), or raise"
        yield Finding("connections", f"{state}, {by}", f"{remedy} max_connections")
    else:
        yield Finding("connections", state)


def check_objects(connection: psycopg.Connection) -> Iterator[Finding]:
    """Tell of indexes that are not used, views that are empty, and dead rows that nobody clears."""
    rows = connection.execute(statement(__file__, "sql/unsound")).fetchall()
    for subject, state, remedy in rows:
        yield Finding(subject, state, remedy)
    if not rows:
        yield Finding("objects", "indexes valid, autovacuum on, extensions current")
