"""What the doctor asks of the database itself: extensions, schema, partitions, data, time zone."""

from collections.abc import Iterator
from typing import Any, LiteralString

import psycopg

from etl.cluster.findings import Finding
from etl.cluster.installation import EXTENSIONS
from etl.jobs.health import check_jobs
from etl.partitions.premake import ALARM, missing
from etl.schema import revision

MIGRATE = "Run `localpro migrate`"
PARTITIONS = "Run `localpro partitions`"


def check_database(connection: psycopg.Connection, timezone: str) -> Iterator[Finding]:
    """Yield the findings on one database; those after the schema's only when it is up to date."""
    yield check_extensions(connection)
    schema = check_schema(connection)
    yield schema
    if schema.is_well:
        yield check_timezone(connection, timezone)
        yield check_partitions(connection)
        yield check_published(connection)
        yield from check_quality(connection)
        yield from check_jobs(connection)


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
    if current != revision.newest():
        return Finding("schema", f"at {current}, this release is at {revision.newest()}", MIGRATE)
    return Finding("schema", f"at {current}")


def check_timezone(connection: psycopg.Connection, setting: str) -> Finding:
    """Tell whether the setting and the database mean the same business day."""
    of_database = _value(connection, "SELECT etl.business_time_zone()")
    if of_database != setting:
        state = f"LOCALPRO_TIMEZONE is {setting}, the database counts days in {of_database}"
        return Finding("time zone", state, f"Set LOCALPRO_TIMEZONE={of_database}")
    return Finding("time zone", setting)


def check_partitions(connection: psycopg.Connection) -> Finding:
    """Tell whether the coming rows have partitions to go to: half the runway is the alarm."""
    if lacking := missing(connection, share=ALARM):
        names = ", ".join(partition.child for partition in lacking)
        return Finding("partitions", f"the runway is short, missing: {names}", PARTITIONS)
    return Finding("partitions", "there for more than half the runway")


def check_published(connection: psycopg.Connection) -> Finding:
    """Tell whether there is a data version for people to read."""
    newest = _value(connection, "SELECT max(published_at) FROM analytics.data_versions")
    if newest is None:
        return Finding("data", "no data version is published", "Run `localpro refresh`")
    return Finding("data", f"published {newest:%Y-%m-%d %H:%M %Z}")


def check_quality(connection: psycopg.Connection) -> Iterator[Finding]:
    """Tell which rows of the sources the newest data version found to be odd, by kind."""
    found = connection.execute(
        "SELECT meaning, sum(rows)::bigint,"
        " min(concat_ws(' ', relation, detail, example_id)),"
        " CASE WHEN must_be_corrected THEN remedy ELSE '' END"
        " FROM analytics.data_quality GROUP BY place, meaning, remedy, must_be_corrected"
        " ORDER BY place"
    ).fetchall()
    for meaning, rows, example, remedy in found:
        state = f"{meaning} (rows: {rows:,}; {example})"
        yield Finding("data quality", state, remedy)
    if not found:
        yield Finding("data quality", "no odd row was found in the sources")


def _value(connection: psycopg.Connection, query: LiteralString | bytes) -> Any:
    row = connection.execute(query).fetchone()
    return row[0] if row else None
