"""A checksum is a property of the rows: of no session, of no order of columns."""

import psycopg
import pytest
from psycopg import sql

from etl.refresh.images import fingerprint, image

ODD = {
    "timezone": "Asia/Kolkata",
    "datestyle": "SQL, DMY",
    "intervalstyle": "sql_standard",
    "bytea_output": "escape",
    "extra_float_digits": "-15",
    "search_path": "analytics",
}

EVERYTHING = """
    CREATE TEMP TABLE everything AS SELECT
        DATE '2025-03-01' AS day, TIMESTAMPTZ '2025-03-01 00:00+05:30' AS moment,
        TIMESTAMP '2025-03-01 00:00' AS local, INTERVAL '1 day 2 hours' AS span,
        0.1::float8 + 0.2 AS float, 0.1::float4 AS small, '\\x00ff'::bytea AS bytes,
        hll_add(hll_empty(15), hll_hash_text('a')) AS sketch, 1.50 AS amount, NULL::date AS nothing,
        ARRAY[TIMESTAMPTZ '2025-03-01 00:00+05:30'] AS moments, ARRAY['a,b', NULL] AS texts,
        daterange('2025-03-01', '2025-03-31') AS days, '{"a": 1}'::jsonb AS json,
        'PENDING'::booking_status AS status, 'infinity'::timestamptz AS never,
        ST_SetSRID(ST_MakePoint(80.9, 26.8), 4326) AS point
"""
RELATION = sql.Identifier("pg_temp", "everything")


@pytest.mark.parametrize("setting", ODD)
def test_no_setting_goes_in(setting: str, connection: psycopg.Connection) -> None:
    connection.execute(EVERYTHING.encode())
    usual = fingerprint(connection, RELATION)
    connection.execute("SELECT set_config(%s, %s, false)", (setting, ODD[setting]))
    assert fingerprint(connection, RELATION) == usual


def test_an_image_worked_out_by_hand(connection: psycopg.Connection) -> None:
    """Two days after 1 January 2000, a second after its midnight in UTC (1,000,000 us = f4240)."""
    connection.execute(
        "CREATE TEMP TABLE one AS SELECT 7 AS number, 'a \"b\"' AS text, NULL::text AS none,"
        " '' AS empty, DATE '2000-01-03' AS day, TIMESTAMPTZ '2000-01-01 00:00:01+00' AS moment"
    )
    relation = sql.Identifier("pg_temp", "one")
    made = sql.SQL("SELECT {} FROM {} AS item").format(image(connection, relation), relation)
    # by name: day, empty, moment, none, number, text
    wanted = '(00000002,"",00000000000f4240,,7,"a ""b""")'
    assert connection.execute(made).fetchone() == (wanted,)


def test_the_order_of_columns_does_not_matter(connection: psycopg.Connection) -> None:
    connection.execute("CREATE TEMP TABLE one AS SELECT 1 AS a, DATE '2025-01-01' AS b")
    connection.execute("CREATE TEMP TABLE two AS SELECT DATE '2025-01-01' AS b, 0 AS gone, 1 AS a")
    connection.execute("ALTER TABLE two DROP COLUMN gone")
    one, two = (sql.Identifier("pg_temp", name) for name in ("one", "two"))
    assert fingerprint(connection, one) == fingerprint(connection, two)
    connection.execute("UPDATE two SET b = DATE '2025-01-02'")
    assert fingerprint(connection, one) != fingerprint(connection, two)
