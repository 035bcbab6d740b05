"""Which revision of the schema a database is at, and which one this release is written for."""

from functools import cache
from pathlib import Path

import psycopg

from etl.errors import MigrationError

SCRIPTS = Path(__file__).resolve().parents[2] / "migrations"


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


def require_newest(connection: psycopg.Connection) -> None:
    """Raise MigrationError unless the database is at the revision of this release."""
    found = current(connection)
    if found == newest():
        return
    if found is None or found in revisions():
        raise MigrationError(
            f"the database is at {found or 'no revision'}, this release needs {newest()}:"
            " run `localpro migrate`"
        )
    raise MigrationError(
        f"the database is at {found}, which this release does not know (its newest is {newest()}):"
        " use the release that migrated it"
    )
