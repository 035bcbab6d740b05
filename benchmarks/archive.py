"""Promise: archiving costs a few times what a plain copy costs, and the archive is quicker to ask.

`python benchmarks/archive.py [demo|month1|year1|year3|here]` archives all old weeks of that
marketplace (unless it is said: 200,000 searches of seven days). Prints the ratios of the medians of
three rounds, or of one where there are more than a million searches:

- archiving (export, reading back, the last check, drop) ÷ DuckDB's plain copy of the same rows:
  DuckDB takes the columns of search_logs as Arrow from PostgreSQL (ADBC: binary COPY, unordered),
  copies them to a zstd Parquet file per week, and checks nothing;
- the counts of `localpro archive report` by DuckDB on Parquet ÷ by PostgreSQL, both on the log
  as it is (places and terms are looked up) and on a table with the columns of the archive;
- the rows per second of archive and restore.

`here` is the database that `localpro` uses in this folder. Its weeks are there again in the end,
but lost when this is interrupted: measure on one that you can do without.
"""

import tempfile
from collections.abc import Callable, Sequence
from pathlib import Path
from statistics import median

import duckdb
import psycopg
from adbc_driver_postgresql import dbapi
from psycopg import sql

from etl.archive.columns import of_table
from etl.archive.report import compare
from etl.archive.restore import restore
from etl.archive.run import archive, due
from etl.archive.statements import of_week
from etl.archive.store import Store, open_store
from etl.archive.weeks import Week
from etl.statements import statement
from etl.synthetic.scales import Scale
from tests.marketplaces import asked_for, seconds

WEEK = Scale(
    name="week",
    days=7,
    reach=0.5,
    growth=1.0,
    users=3_000,
    providers=400,
    bookings=2_000,
    reviews=500,
    messages=5_000,
    searches=200_000,
    notifications=5_000,
)
ROUNDS = 3
MANY = 1_000_000
"""From so many searches on, one round is enough."""


def measure(url: str, store: Store) -> None:
    """Copy, archive, ask and restore in turn, and print the medians."""
    weeks = due(url)
    with psycopg.connect(url) as connection:
        rows = rows_of(connection, weeks)
    names = [week.week for week in weeks]
    copied, archived, restored = list[float](), list[float](), list[float]()
    asked: dict[str, list[float]] = {"archive": [], "log": [], "table": []}
    for _ in range(ROUNDS if rows < MANY else 1):
        copied.append(seconds(lambda: plain_copy(url, weeks)))
        with psycopg.connect(url) as connection:
            asked["log"].append(seconds(ask_log(connection, weeks)))
            keep_columns(connection, weeks)
            asked["table"].append(seconds(ask(connection)))
        archived.append(seconds(lambda: archive(store, url, weeks=names)))
        asked["archive"].append(seconds(lambda: ask_archive(store)))
        restored.append(seconds(lambda: [restore(store, name, url) for name in names]))
    report(rows, copied, archived, restored)
    ask_report({name: median(times) for name, times in asked.items()})


def report(
    rows: int, copied: Sequence[float], archived: Sequence[float], restored: Sequence[float]
) -> None:
    """Print what moving the rows costs."""
    print(f"{rows:,} rows; a plain copy takes {median(copied):.2f} s")
    print(f"archive {median(archived):.2f} s, {rows / median(archived):,.0f} rows/s", end="; ")
    print(f"ratio to the copy {median(archived) / median(copied):.1f}")
    print(f"restore {median(restored):.2f} s, {rows / median(restored):,.0f} rows/s")


def ask_report(took: dict[str, float]) -> None:
    """Print what the counts cost in the archive, on the log and on the table."""
    for place in ("log", "table"):
        ratio = took["archive"] / took[place]
        print(
            f"report from the archive {took['archive']:.3f} s,"
            f" by PostgreSQL from the {place} {took[place]:.2f} s; ratio {ratio:.3f}"
        )


def rows_of(connection: psycopg.Connection, weeks: Sequence[Week]) -> int:
    """Return how many searches the weeks have."""
    row = connection.execute(
        sql.SQL("SELECT count(*) FROM ({}) AS searches").format(archived_rows(connection, weeks))
    ).fetchone()
    assert row is not None
    return int(row[0])


def plain_copy(url: str, weeks: Sequence[Week]) -> None:
    """Copy each week to a Parquet file, and be done."""
    with (
        tempfile.TemporaryDirectory() as folder,
        psycopg.connect(url) as connection,
        dbapi.connect(url, autocommit=True) as source,
        duckdb.connect() as engine,
    ):
        for week in weeks:
            with source.cursor() as cursor:
                cursor.execute(written(connection, "stored", week).as_string())
                engine.register("rows", cursor.fetch_record_batch())
                engine.execute(
                    "COPY (FROM rows) TO"
                    f" '{Path(folder) / week.week}.parquet' (FORMAT parquet, COMPRESSION zstd)"
                )


def written(connection: psycopg.Connection, name: str, week: Week) -> sql.Composed:
    """Return a statement of the archive for a week and all its columns."""
    return of_week(name, week.table, of_table(connection, week.table))


def archived_rows(connection: psycopg.Connection, weeks: Sequence[Week]) -> sql.Composed:
    """Return the query for the weeks' rows with the columns of the archive, in PostgreSQL."""
    return sql.SQL(" UNION ALL ").join(
        sql.SQL("({})").format(written(connection, "exported", week)) for week in weeks
    )


def keep_columns(connection: psycopg.Connection, weeks: Sequence[Week]) -> None:
    """Make a table `searches` with the columns of the archive, until the transaction ends."""
    connection.execute(
        sql.SQL("CREATE TEMP TABLE searches ON COMMIT DROP AS {}").format(
            archived_rows(connection, weeks)
        )
    )
    connection.execute("ANALYZE searches")


def ask(connection: psycopg.Connection) -> Callable[[], None]:
    """Return what asks PostgreSQL for the counts of the table `searches`."""

    def run() -> None:
        for query in counts():
            connection.execute(query).fetchall()

    return run


def ask_log(connection: psycopg.Connection, weeks: Sequence[Week]) -> Callable[[], None]:
    """Return what asks PostgreSQL for the counts of the search log."""

    def run() -> None:
        for query in counts():
            connection.execute(
                sql.SQL("WITH searches AS ({}) {}").format(
                    archived_rows(connection, weeks), sql.SQL(query)
                )
            ).fetchall()

    return run


def ask_archive(store: Store) -> None:
    """Ask DuckDB for the counts of all files."""
    with duckdb.connect() as engine:
        engine.execute(
            "CREATE VIEW searches AS"
            f" FROM read_parquet('{store.root}/search_logs/*/*/searches.parquet')"
        )
        for query in counts():
            engine.execute(query).fetchall()


def counts() -> list[str]:
    """Return the statements of the report; both engines run them."""
    return [statement(compare.__file__, f"{name}.archived") for name in compare.OBJECTS]


if __name__ == "__main__":
    with asked_for(WEEK) as marketplace, tempfile.TemporaryDirectory() as folder:
        measure(marketplace, open_store(folder))
