"""Brings a database to the schema of this release, and prepares what the schema needs to work."""

import psycopg
from alembic import command
from alembic.config import Config
from alembic.util import CommandError
from sqlalchemy.exc import DBAPIError

from etl.db import LOCK_SPACE, Lock, connect
from etl.errors import MigrationError, SettingsError
from etl.geo import reference
from etl.partitions.premake import premake
from etl.schema import triggers
from etl.schema.revision import SCRIPTS, current
from etl.settings import settings

LOCK_TIMEOUT = "10s"
"""How long a migration waits for a table that others use, before it gives up."""

ROLES = ("localpro_owner", "localpro_reader", "localpro_admin_reader", "localpro_dashboard")


def migrate(url: str | None = None) -> None:
    """Bring the database to this release, make partitions ahead and load the reference data.

    Waits for another migration to end. Raises MigrationError, having changed nothing, when roles
    are missing, the database is of another line of releases or a table stays locked.
    """
    _require_roles(url)
    _upgrade(url)
    prepare(url)


def current_revision(url: str | None = None) -> str:
    """Return the revision that the database is at, `base` when it has none."""
    with connect(url) as connection:
        return current(connection) or "base"


def _upgrade(url: str | None) -> None:
    config = Config()
    config.set_main_option("script_location", str(SCRIPTS).replace("%", "%%"))
    config.attributes["url"] = url or settings().require_database_url()
    try:
        command.upgrade(config, "head")
    except (CommandError, DBAPIError, psycopg.Error) as error:
        reason = error.orig if isinstance(error, DBAPIError) else error
        raise MigrationError(
            f"cannot migrate, nothing was changed: {str(reason).strip()}"
        ) from error


def _require_roles(url: str | None) -> None:
    with connect(url) as connection:
        found = connection.execute(
            "SELECT rolname FROM pg_roles WHERE rolname = ANY (%s)", (list(ROLES),)
        ).fetchall()
    if missing := sorted(set(ROLES) - {name for (name,) in found}):
        raise MigrationError(
            f"the server lacks the roles {', '.join(missing)}: run `localpro up` for the private"
            " cluster, or etl/cluster/bootstrap.sql as its superuser"
        )


def prepare(url: str | None) -> None:
    """Make partitions ahead and load the reference data, as the schema needs to work.

    Triggers that were dropped, changed or switched off by hand are again as they are defined.
    """
    with connect(url) as connection:
        connection.execute("SELECT pg_advisory_xact_lock(%s, %s)", (LOCK_SPACE, Lock.MIGRATE))
        connection.execute("SET LOCAL ROLE localpro_owner")
        _require_time_zone(connection)
        triggers.restore(connection)
        reference.load(connection)
    with connect(url, autocommit=True) as connection:
        connection.execute("SET ROLE localpro_owner")
        premake(connection)


def _require_time_zone(connection: psycopg.Connection) -> None:
    row = connection.execute("SELECT etl.business_time_zone()").fetchone()
    assert row is not None
    if row[0] != settings().timezone:
        raise SettingsError(
            f"LOCALPRO_TIMEZONE is {settings().timezone}, but the database counts its days in"
            f" {row[0]}: unset it, or change etl.business_time_zone() in an empty database"
        )
