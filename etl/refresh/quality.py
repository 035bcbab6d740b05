"""Data quality: the odd rows of the sources, found anew by every refresh."""

import time

import psycopg
from psycopg import sql

from etl.refresh.images import fingerprint
from etl.refresh.marks import Marks
from etl.refresh.versions import ObjectState

NAME = "data_quality"

WRITE = """
WITH found AS MATERIALIZED (
    SELECT finding, relation, detail, rows, example_id
    FROM rollup.compute_data_quality(transaction_timestamp())
),
gone AS (
    DELETE FROM rollup.data_quality AS held
    WHERE NOT EXISTS (
        SELECT FROM found WHERE (found.finding, found.relation, found.detail)
            = (held.finding, held.relation, held.detail)
    )
)
INSERT INTO rollup.data_quality (finding, relation, detail, rows, example_id)
SELECT finding, relation, detail, rows, example_id FROM found
ON CONFLICT (finding, relation, detail)
    DO UPDATE SET rows = excluded.rows, example_id = excluded.example_id
    WHERE (data_quality.rows, data_quality.example_id) <> (excluded.rows, excluded.example_id)
"""


def refresh(connection: psycopg.Connection) -> ObjectState:
    """Find the odd rows; return the state of `analytics.data_quality`.

    To be called when places and service areas are up to date.
    """
    started = time.monotonic()
    connection.execute(WRITE)
    rows, checksum = recorded(connection)
    return ObjectState(NAME, rows, checksum, round(time.monotonic() - started, 3))


def recorded(connection: psycopg.Connection) -> tuple[int, str]:
    """Return (row count, checksum) of what is held, as the view shows it."""
    return fingerprint(connection, sql.Identifier("analytics", NAME))


def differing(connection: psycopg.Connection, marks: Marks) -> int:
    """Return how many findings are not what the sources say as of the newest version.

    None is compared while a change waits for a refresh.
    """
    if marks.sources:
        return 0
    row = connection.execute(
        "WITH newest AS ("
        " SELECT as_of FROM analytics.data_versions ORDER BY version_id DESC LIMIT 1),"
        " right_ones AS MATERIALIZED ("
        " SELECT found.* FROM newest"
        " CROSS JOIN LATERAL rollup.compute_data_quality(newest.as_of) AS found)"
        " SELECT count(*) FROM ((TABLE rollup.data_quality EXCEPT TABLE right_ones)"
        " UNION ALL (TABLE right_ones EXCEPT TABLE rollup.data_quality)) AS differing"
    ).fetchone()
    assert row is not None
    return int(row[0])
