"""Count the searches of archived days with DuckDB, and compare the counts with the rollups'."""

from dataclasses import dataclass
from datetime import date, timedelta

import duckdb
import psycopg
import pyarrow as pa
from psycopg.rows import dict_row
from pyarrow import compute, dataset

from etl.archive.manifest import data_name
from etl.archive.store import Store
from etl.archive.weeks import Week, known_weeks
from etl.db import connect
from etl.errors import ArchiveError
from etl.ledger import recorded
from etl.statements import statement

OBJECTS = ("search_days", "search_hours", "search_terms", "search_cells")
"""What is compared: each has a statement for the archive and one for the published counts."""

DIFFERENCES = """
    SELECT count(*) FROM (
        (SELECT * FROM archived EXCEPT ALL SELECT * FROM published)
        UNION ALL
        (SELECT * FROM published EXCEPT ALL SELECT * FROM archived)
    )
"""


@dataclass(frozen=True)
class Comparison:
    """Counts of one object: rows from the archive, and rows that only one side has."""

    name: str
    days: int
    rows: int
    differing: int


def report(store: Store, first: date, last: date, url: str | None = None) -> list[Comparison]:
    """Compare the archived days from `first` to `last` (inclusive) and return what was found.

    Every count must be equal; sketches are not compared. The ledger has the run as failed, and
    ArchiveError is raised, when rows differ or no day of the range is archived.
    """
    with (
        recorded("archive report", {"from": f"{first}", "to": f"{last}"}, url) as run,
        connect(url, application_name="localpro archive report") as connection,
    ):
        weeks = [week for week in known_weeks(connection) if _is_asked_for(week, first, last)]
        if not weeks:
            raise ArchiveError(f"no day from {first} to {last} is in the archive")
        found = _compare(connection, store, weeks, first, last)
        run.row_count = sum(each.rows for each in found)
        if wrong := [f"{each.name} ({each.differing} rows)" for each in found if each.differing]:
            raise ArchiveError(f"archive and database differ in {', '.join(wrong)}")
        return found


def _is_asked_for(week: Week, first: date, last: date) -> bool:
    is_stored = week.state in ("exported", "archived", "restored")
    return is_stored and week.first_day <= last and week.first_day + timedelta(days=6) >= first


def _compare(
    connection: psycopg.Connection, store: Store, weeks: list[Week], first: date, last: date
) -> list[Comparison]:
    asked = (week.first_day + timedelta(days=day) for week in weeks for day in range(7))
    days = [day for day in asked if first <= day <= last]
    with duckdb.connect() as engine:
        engine.register("searches", _searches(store, weeks, first, last))
        return [_compare_object(connection, engine, name, days) for name in OBJECTS]


def _searches(store: Store, weeks: list[Week], first: date, last: date) -> dataset.Scanner:
    files = [store.path(data_name(week)) for week in weeks]
    day = compute.field("day")
    try:
        rows = dataset.dataset(files, filesystem=store.files)
    except OSError as error:
        raise ArchiveError(f"cannot read the archive: {error}") from error
    return rows.filter((day >= first) & (day <= last))


def _compare_object(
    connection: psycopg.Connection,
    engine: duckdb.DuckDBPyConnection,
    name: str,
    days: list[date],
) -> Comparison:
    archived = engine.sql(statement(__file__, f"{name}.archived")).to_arrow_table()
    with connection.cursor(row_factory=dict_row) as cursor:
        rows = cursor.execute(statement(__file__, f"{name}.published"), {"days": days}).fetchall()
    engine.register("archived", archived)
    engine.register("published", pa.Table.from_pylist(rows, schema=archived.schema))
    differing = engine.execute(DIFFERENCES).fetchone()
    assert differing is not None
    return Comparison(name, len(days), len(archived), differing[0])
