"""What indexes cost and give."""

from dataclasses import dataclass
from datetime import datetime

import psycopg
from psycopg.rows import class_row

from etl.statements import statement

COUNTED_SINCE = "SELECT stats_reset FROM pg_stat_database WHERE datname = current_database()"


@dataclass(frozen=True)
class UnusedIndex:
    """An index that no query of this server has used since its statistics began."""

    schema_name: str
    table_name: str
    index_name: str
    bytes: int


def unused(connection: psycopg.Connection) -> list[UnusedIndex]:
    """Return the indexes that no query has used, the largest first; none that keeps a rule."""
    with connection.cursor(row_factory=class_row(UnusedIndex)) as cursor:
        return cursor.execute(statement(__file__, "unused_indexes")).fetchall()


def counted_since(connection: psycopg.Connection) -> datetime | None:
    """Return since when uses are counted; None where they were counted from the first."""
    row = connection.execute(COUNTED_SINCE).fetchone()
    assert row is not None
    since: datetime | None = row[0]
    return since
