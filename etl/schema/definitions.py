"""The whole schema from its readable definitions, each after what it stands on."""

from pathlib import Path

import psycopg

from etl.rollups import DEFINITIONS as ROLLUPS
from etl.views import OBJECTS

ETL = Path(__file__).resolve().parent.parent

DOMAINS = (
    "base",
    "users",
    "catalog",
    "providers",
    "bookings",
    "payments",
    "reviews",
    "chat",
    "notifications",
    "audit",
)
"""Definition files of `etl/schema/`, one per domain of tables."""


def groups() -> dict[str, tuple[Path, ...]]:
    """Return the definition files by group, in order."""
    domains = {domain: (ETL / "schema" / f"{domain}.sql",) for domain in DOMAINS}
    return domains | {
        "functions": tuple(sorted((ETL / "functions").glob("*.sql"))),
        "archive": (ETL / "archive" / "archived_weeks.sql",),
        "adopt": (ETL / "adopt" / "adopted_tables.sql",),
        "geo": tuple(sorted((ETL / "geo").glob("*.sql"), key=_tables_first)),
        "rollups": tuple(ETL / "rollups" / f"{stem}.sql" for stem in ROLLUPS),
        "views": tuple(ETL / "views" / f"{stem}.sql" for stem in OBJECTS),
        "access": tuple(
            ETL / "access" / f"{stem}.sql" for stem in ("members", "functions", "views")
        ),
        "grants": (ETL / "schema" / "grants.sql",),
    }


def apply(connection: psycopg.Connection) -> None:
    """Build the schema in an empty database, in the caller's transaction, as its owner."""
    for files in groups().values():
        for file in files:
            connection.execute(file.read_bytes())


def _tables_first(file: Path) -> tuple[bool, str]:
    return file.stem != "tables", file.stem
