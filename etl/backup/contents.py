"""What a database holds: to say it after a restore, and to compare two clusters."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

import psycopg
from psycopg import sql

from etl.archive.manifest import read_manifest
from etl.archive.store import Store
from etl.archive.weeks import known_weeks
from etl.errors import ArchiveError
from etl.statements import statement

MARKETPLACE = ("public",)
EVERYTHING = ("public", "partitions", "rollup", "analytics", "etl", "geo", "access", "admin")


@dataclass(frozen=True)
class Version:
    """The newest data version that is published."""

    version_id: int
    as_of: datetime
    published_at: datetime


def counts(connection: psycopg.Connection) -> dict[str, int]:
    """Return the rows of each table of the marketplace."""
    found = {}
    for table in _tables(connection, MARKETPLACE):
        row = connection.execute(sql.SQL("SELECT count(*) FROM {}").format(table)).fetchone()
        assert row is not None
        found[table.as_string(connection).replace('"', "").removeprefix("public.")] = int(row[0])
    return found


def fingerprints(connection: psycopg.Connection) -> dict[str, tuple[int, Decimal]]:
    """Return rows and checksum of every table of the product."""
    query = sql.SQL(statement(__file__, "sql/fingerprint"))
    return {
        table.as_string(connection): _row(connection, query.format(table=table))
        for table in _tables(connection, EVERYTHING)
    }


def version(connection: psycopg.Connection) -> Version | None:
    """Return the published version, None where there is none."""
    row = connection.execute(
        "SELECT version_id, as_of, published_at FROM analytics.data_versions"
        " ORDER BY version_id DESC LIMIT 1"
    ).fetchone()
    return Version(*row) if row else None


def weeks_apart(connection: psycopg.Connection, store: Store) -> tuple[int, list[str]]:
    """Return how many weeks the database knows to be archived, and those the archive has not as
    it knows them."""
    weeks = [week for week in known_weeks(connection) if week.is_archived]
    apart = []
    for week in weeks:
        try:
            manifest = read_manifest(store, week)
        except ArchiveError:
            apart.append(week.week)
        else:
            if (manifest.rows, manifest.checksum) != (week.row_count, week.checksum):
                apart.append(week.week)
    return len(weeks), apart


def _tables(connection: psycopg.Connection, schemas: Iterable[str]) -> list[sql.Identifier]:
    rows = connection.execute(statement(__file__, "sql/tables"), {"schemas": list(schemas)})
    return [sql.Identifier(schema, name) for schema, name in rows.fetchall()]


def _row(connection: psycopg.Connection, query: sql.Composed) -> tuple[int, Decimal]:
    row = connection.execute(query).fetchone()
    assert row is not None
    return row[0], row[1]
