"""What the doctor asks of the database itself, in order; what each topic asks is in etl/checks."""

from collections.abc import Iterator
from typing import Any, LiteralString

import psycopg

from etl.checks import (
    archive,
    backups,
    changes,
    clock,
    counters,
    freshness,
    partitions,
    roles,
    server,
)
from etl.checks.findings import Finding
from etl.checks.guard import Check, guarded
from etl.checks.jobs import check_jobs
from etl.checks.quality import check_quality
from etl.cluster.installation import EXTENSIONS
from etl.errors import MigrationError
from etl.migrate import code
from etl.schema import revision

MIGRATE = "Run `localpro migrate`"

BEFORE: tuple[tuple[str, Check], ...] = (
    ("owner", server.check_role),
    ("writes", server.check_writable),
    ("connections", server.check_slots),
)
"""Checks that need no schema."""

CHECKS: tuple[tuple[str, Check], ...] = (
    ("code", lambda connection: [check_code(connection)]),
    ("clock", clock.check_clock),
    ("partitions", partitions.check_runway),
    ("partitions", partitions.check_gone),
    ("partitions", partitions.check_detached),
    ("partitions", partitions.check_bounds),
    ("archive", partitions.check_young_weeks),
    ("archive", archive.check_archive),
    ("backups", backups.check_backups),
    ("triggers", changes.check_triggers),
    ("marks", changes.check_marks),
    ("subscriptions", changes.check_replication),
    ("counters", counters.check_counters),
    ("objects", server.check_objects),
    ("grants", roles.check_grants),
    ("data", freshness.check_data),
    ("data quality", check_quality),
    ("schedule", freshness.check_schedule),
    ("jobs", check_jobs),
)
"""Checks of a database that is at this release. To add one, add a line."""


def check_database(connection: psycopg.Connection, timezone: str) -> Iterator[Finding]:
    """Yield the findings on one database; those after the schema's only when it is up to date.

    Never raises for the state of the database: a check that cannot be made is a finding.
    """
    yield from guarded(connection, "extensions", lambda at: [check_extensions(at)])
    for subject, check in BEFORE:
        yield from guarded(connection, subject, check)
    schema = [*guarded(connection, "schema", lambda at: [check_schema(at)])]
    yield from schema
    if not all(finding.is_well for finding in schema) or not schema:
        return
    yield from guarded(connection, "time zone", lambda at: [check_timezone(at, timezone)])
    for subject, check in CHECKS:
        yield from guarded(connection, subject, check)


def check_extensions(connection: psycopg.Connection) -> Finding:
    """Tell whether every extension is created in this database."""
    present = {name for (name,) in connection.execute("SELECT extname FROM pg_extension")}
    if missing := [name for name in EXTENSIONS if name not in present]:
        remedy = "Run etl/cluster/bootstrap.sql as the superuser (`localpro up` does)"
        return Finding("extensions", f"{', '.join(missing)} missing", remedy)
    return Finding("extensions", ", ".join(EXTENSIONS))


def check_schema(connection: psycopg.Connection) -> Finding:
    """Compare the database's revision with the newest one of this release."""
    current = revision.current(connection)
    if current is None:
        return Finding("schema", "there is none", MIGRATE)
    if current > revision.newest():
        state = f"at {current}, which this release does not know (it is at {revision.newest()})"
        return Finding("schema", state, "Use the release that migrated it")
    if current != revision.newest():
        return Finding("schema", f"at {current}, this release is at {revision.newest()}", MIGRATE)
    try:
        revision.require_newest(connection)
    except MigrationError as error:
        return Finding("schema", str(error), MIGRATE)
    return Finding("schema", f"at {current}")


def check_code(connection: psycopg.Connection) -> Finding:
    """Tell which functions, views and triggers of this release are gone."""
    if gone := code.missing(connection):
        more = f" and {len(gone) - 3} more" if len(gone) > 3 else ""
        return Finding("code", f"{', '.join(gone[:3])}{more} missing", MIGRATE)
    return Finding("code", "functions, views and triggers are there")


def check_timezone(connection: psycopg.Connection, setting: str) -> Finding:
    """Tell whether the setting and the database mean the same business day."""
    of_database = _value(connection, "SELECT etl.business_time_zone()")
    if of_database != setting:
        state = f"LOCALPRO_TIMEZONE is {setting}, the database counts days in {of_database}"
        return Finding("time zone", state, f"Set LOCALPRO_TIMEZONE={of_database}")
    return Finding("time zone", setting)


def _value(connection: psycopg.Connection, query: LiteralString | bytes) -> Any:
    row = connection.execute(query).fetchone()
    return row[0] if row else None
