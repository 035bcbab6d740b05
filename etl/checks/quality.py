"""Whether the rows of the sources are what rows should be."""

from collections.abc import Iterator

import psycopg

from etl.checks.findings import Finding


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
