"""Count the searches of archived days again, and compare the counts with the rollups'."""

from dataclasses import dataclass
from datetime import date, timedelta

import duckdb
import psycopg
import pyarrow as pa
from psycopg.rows import dict_row

from etl.archive.report.engines.duckdb import DuckDB
from etl.archive.report.engines.engine import Count, Engine, Searches
from etl.archive.store import Store
from etl.archive.weeks import Week, known_weeks
from etl.db import connect
from etl.errors import ArchiveError
from etl.ledger import in_ledger
from etl.statements import statement

OBJECTS = ("search_days", "search_hours", "search_terms", "search_cells", "response_times")
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


def report(
    store: Store, first: date, last: date, url: str | None = None, engine: Engine | None = None
) -> list[Comparison]:
    """Compare the archived days from `first` to `last` (inclusive) and return what was found.

    The engine counts (DuckDB unless told otherwise); all engines run the same statements.
    Every count must be equal; sketches are not compared. The ledger has the run as failed, and
    ArchiveError is raised, when rows differ or no day of the range is archived; it is raised at
    once for a range that ends before it begins.
    """
    if last < first:
        raise ArchiveError(f"the range ends before it begins: from {first} to {last}")
    engine = engine or DuckDB()
    asked: dict[str, object] = {"from": f"{first}", "to": f"{last}", "engine": engine.name}
    with (
        in_ledger("archive report", asked, url) as run,
        connect(url, autocommit=True, application_name="localpro archive report") as connection,
    ):
        weeks = [week for week in known_weeks(connection) if _is_asked_for(week, first, last)]
        if not weeks:
            raise ArchiveError(f"no day from {first} to {last} is in the archive")
        with engine.counting(Searches(store, weeks, first, last)) as count:
            days = _days(weeks, first, last)
            found = [_compare(connection, count, name, days) for name in OBJECTS]
        run.row_count = sum(each.rows for each in found)
        if wrong := [f"{each.name} ({each.differing} rows)" for each in found if each.differing]:
            raise ArchiveError(f"archive and database differ in {', '.join(wrong)}")
        return found


def _is_asked_for(week: Week, first: date, last: date) -> bool:
    is_stored = week.state in ("exported", "archived", "restored")
    return is_stored and week.first_day <= last and week.first_day + timedelta(days=6) >= first


def _days(weeks: list[Week], first: date, last: date) -> list[date]:
    stored = (week.first_day + timedelta(days=day) for week in weeks for day in range(7))
    return [day for day in stored if first <= day <= last]


def _compare(
    connection: psycopg.Connection, count: Count, name: str, days: list[date]
) -> Comparison:
    archived = count(statement(__file__, f"{name}.archived"))
    with connection.cursor(row_factory=dict_row) as cursor:
        rows = cursor.execute(statement(__file__, f"{name}.published"), {"days": days}).fetchall()
    published = pa.Table.from_pylist(rows, schema=archived.schema)
    return Comparison(name, len(days), len(archived), _differing(archived, published))


def _differing(archived: pa.Table, published: pa.Table) -> int:
    with duckdb.connect() as comparing:
        comparing.register("archived", archived)
        comparing.register("published", published)
        found = comparing.execute(DIFFERENCES).fetchone()
    assert found is not None
    return int(found[0])
