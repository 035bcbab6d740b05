"""Promise: archiving costs a few times what a plain copy costs, and the archive is quicker to ask.

`python benchmarks/archive.py [ROWS] [WEEKS]`: generates ROWS searches of WEEKS old weeks in a
database of its own and publishes them. `--url URL` takes all old weeks of a database that was
generated and published before, as its owner; they are there again in the end. Then it prints the
ratios of the medians of three rounds, or of as many as `--rounds` says:

- archiving (export, reading back, the last check, drop) ÷ DuckDB's plain copy of the same rows:
  DuckDB takes the columns of search_logs as Arrow from PostgreSQL (ADBC: binary COPY, unordered),
  copies them to a zstd Parquet file per week, and checks nothing;
- the four counts of `localpro archive report` by DuckDB on Parquet ÷ by PostgreSQL, both on the log
  as it is (places and terms are looked up) and on a table with the columns of the archive;
- the rows per second of archive and restore.
"""

import argparse
import tempfile
import time
from collections.abc import Callable, Sequence
from datetime import date
from pathlib import Path
from statistics import median

import duckdb
import psycopg
from adbc_driver_postgresql import dbapi
from psycopg import sql

from etl.archive.report import compare
from etl.archive.restore import restore
from etl.archive.run import archive, due
from etl.archive.statements import of_week
from etl.archive.store import Store, open_store
from etl.archive.weeks import Week
from etl.embeddings import HashedNgrams
from etl.refresh.publish import publish
from etl.statements import statement
from etl.synthetic.load import load
from etl.synthetic.marketplace import Recipe
from etl.synthetic.scales import Scale
from tests import postgres

SUNDAY = date(2025, 11, 16)


def main(rows: int, weeks: int, rounds: int, url: str | None) -> None:
    """Measure, on a database of its own but for `url`."""
    with tempfile.TemporaryDirectory() as folder:
        store = open_store(folder)
        if url is not None:
            measure(url, store, rounds)
            return
        with postgres.in_use():
            cluster = postgres.start()
            database = cluster.migrated()
            try:
                fill(database.owner_url, rows, weeks)
                measure(database.owner_url, store, rounds)
            finally:
                cluster.drop(database)


def fill(url: str, rows: int, weeks: int) -> None:
    """Generate a marketplace with so many searches in weeks that are all old, and publish it."""
    scale = Scale("weeks", 7 * weeks, 0.5, 1.0, 3_000, 400, 2_000, 500, 5_000, rows, 5_000)
    with psycopg.connect(url, autocommit=True) as connection:
        load(connection, Recipe(scale, 1, SUNDAY, HashedNgrams()), lambda _table, _rows: None)
    publish(url)


def measure(url: str, store: Store, rounds: int) -> None:
    """Copy, archive, ask and restore in turn, and print the medians."""
    weeks = due(url)
    rows = rows_of(url, weeks)
    names = [week.week for week in weeks]
    copied, archived, restored = list[float](), list[float](), list[float]()
    asked: dict[str, list[float]] = {"archive": [], "log": [], "table": []}
    for _ in range(rounds):
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


def rows_of(url: str, weeks: Sequence[Week]) -> int:
    """Return how many searches the weeks have."""
    with psycopg.connect(url) as connection:
        row = connection.execute(
            sql.SQL("SELECT count(*) FROM ({}) AS searches").format(archived_rows(weeks))
        ).fetchone()
    assert row is not None
    return int(row[0])


def plain_copy(url: str, weeks: Sequence[Week]) -> None:
    """Copy each week to a Parquet file, and be done."""
    with (
        tempfile.TemporaryDirectory() as folder,
        dbapi.connect(url, autocommit=True) as source,
        duckdb.connect() as engine,
    ):
        for week in weeks:
            with source.cursor() as cursor:
                cursor.execute(of_week("stored", week.table).as_string())
                engine.register("rows", cursor.fetch_record_batch())
                engine.execute(
                    "COPY (FROM rows) TO"
                    f" '{Path(folder) / week.week}.parquet' (FORMAT parquet, COMPRESSION zstd)"
                )


def archived_rows(weeks: Sequence[Week]) -> sql.Composed:
    """Return the query for the weeks' rows with the columns of the archive, in PostgreSQL."""
    return sql.SQL(" UNION ALL ").join(
        sql.SQL("({})").format(of_week("exported", week.table)) for week in weeks
    )


def keep_columns(connection: psycopg.Connection, weeks: Sequence[Week]) -> None:
    """Make a table `searches` with the columns of the archive, until the transaction ends."""
    connection.execute(
        sql.SQL("CREATE TEMP TABLE searches ON COMMIT DROP AS {}").format(archived_rows(weeks))
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
                sql.SQL("WITH searches AS ({}) {}").format(archived_rows(weeks), sql.SQL(query))
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


def seconds(work: Callable[[], object]) -> float:
    """Return how long the work takes."""
    started = time.perf_counter()
    work()
    return time.perf_counter() - started


if __name__ == "__main__":
    parser = argparse.ArgumentParser()
    parser.add_argument("rows", nargs="?", type=int, default=200_000)
    parser.add_argument("weeks", nargs="?", type=int, default=1)
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--url", help="of the owner, in a database generated before")
    main(**vars(parser.parse_args()))
