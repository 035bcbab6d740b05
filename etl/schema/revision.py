"""Which revision of the schema a database is at, and which one this release is written for."""

from functools import cache
from hashlib import sha256
from pathlib import Path

import psycopg

from etl.errors import MigrationError
from etl.schema.definitions import groups

SCRIPTS = Path(__file__).resolve().parents[2] / "migrations"


BASELINE = "0027_baseline"
ALL_FILES = ""
"""The name under which `etl.applied_code` has the fingerprint of a whole release."""

LAST_BEFORE = "0027_append_versions"
"""The revision whose tables the baseline holds: with it ended migrations that also held code."""


@cache
def revisions() -> tuple[str, ...]:
    """Return the revisions that this release knows, in order: each names its file."""
    return tuple(sorted(path.stem for path in (SCRIPTS / "versions").glob("*.py")))


def newest() -> str:
    """Return the revision that this release is written for."""
    return revisions()[-1]


def current(connection: psycopg.Connection) -> str | None:
    """Return the revision that the database is at, None when it has none."""
    row = connection.execute("SELECT to_regclass('public.alembic_version')").fetchone()
    if row is None or row[0] is None:
        return None
    row = connection.execute("SELECT version_num FROM public.alembic_version").fetchone()
    return row[0] if row else None


@cache
def release() -> str:
    """Return a fingerprint of the definitions of this release."""
    digest = sha256()
    for files in groups().values():
        for file in files:
            digest.update(file.read_bytes())
    return digest.hexdigest()


def applied(connection: psycopg.Connection) -> str | None:
    """Return the fingerprint of the definitions whose code the database has, None if of none."""
    row = connection.execute("SELECT to_regclass('etl.applied_code')").fetchone()
    if row is None or row[0] is None:
        return None
    row = connection.execute(
        "SELECT digest FROM etl.applied_code WHERE name = %s", (ALL_FILES,)
    ).fetchone()
    return row[0] if row else None


def carry_over(connection: psycopg.Connection) -> None:
    """Call a database that already has the tables of the baseline by its name.

    Raises MigrationError for one that is older.
    """
    found = current(connection)
    if found == LAST_BEFORE:
        connection.execute("UPDATE public.alembic_version SET version_num = %s", (BASELINE,))
    elif found is not None and found < LAST_BEFORE:
        raise MigrationError(
            f"the database is at {found}: migrate it to {LAST_BEFORE} with release 0.1.0 first"
        )


def require_newest(connection: psycopg.Connection) -> None:
    """Raise MigrationError unless the database has the tables and the code of this release."""
    found = current(connection)
    if found is None or (found in (LAST_BEFORE, *revisions()) and found != newest()):
        raise MigrationError(
            f"the database is at {found or 'no revision'}, this release needs {newest()}:"
            " run `localpro migrate`"
        )
    if found != newest():
        raise MigrationError(
            f"the database is at {found}, which this release does not know (its newest is"
            f" {newest()}): use the release that migrated it"
        )
    if applied(connection) != release():
        raise MigrationError(
            "the functions and views of the database are those of another release:"
            " run `localpro migrate`, with the newer of the two"
        )
