"""Promise: generating a marketplace costs little more than copying the same rows from files.

`python benchmarks/generate.py [demo|month1|year1|year3]` makes that marketplace (a twentieth of
`year1`, 1.8 million rows, unless it is said), writes every table to a CSV file, and copies those
files into an empty migrated database in the plain way: indexes, foreign keys and checks in place,
counters as they are in the files. Prints rows a second of both, and the ratio of their times.
"""

import argparse
import tempfile
from collections.abc import Callable
from pathlib import Path

import psycopg
from psycopg import sql

from etl.embeddings import HashedNgrams
from etl.synthetic.load import TABLES, load
from etl.synthetic.marketplace import Recipe
from etl.synthetic.scales import SCALES, Scale
from tests import postgres
from tests.etl.synthetic.conftest import part_of
from tests.marketplaces import UNTIL, seconds


def main(scale: Scale) -> None:
    """Measure on two databases of its own."""
    with postgres.in_use():
        cluster = postgres.start()
        made, copied = cluster.migrated(), cluster.migrated()
        try:
            with (
                made.connect(autocommit=True) as source,
                copied.connect(autocommit=True) as target,
                tempfile.TemporaryDirectory() as folder,
            ):
                measure(source, target, Path(folder), scale)
        finally:
            cluster.drop(made)
            cluster.drop(copied)


def measure(
    source: psycopg.Connection, target: psycopg.Connection, folder: Path, scale: Scale
) -> None:
    """Print what both ways to the same rows cost."""
    recipe = Recipe(scale, 1, UNTIL, HashedNgrams())
    counts: dict[str, int] = {}
    generated = seconds(lambda: counts.update(load(source, recipe)))
    for table in TABLES:
        write(source, table, folder)
    copied = seconds(lambda: copy_all(target, recipe, folder))
    assert [rows_of(target, table) for table in TABLES] == [counts[table] for table in TABLES]
    rows = sum(counts.values())
    print(f"generate {rows:,} rows: {generated:.1f} s, {rows / generated:,.0f} rows/s;")
    print(f"copy them from files: {copied:.1f} s, {rows / copied:,.0f} rows/s")
    print(f"  ratio {generated / copied:.2f}")


def write(connection: psycopg.Connection, table: str, folder: Path) -> None:
    """Write the table to its file."""
    statement = sql.SQL("COPY (SELECT * FROM {}) TO STDOUT (FORMAT csv)")
    with (
        (folder / table).open("wb") as file,
        connection.cursor() as cursor,
        cursor.copy(statement.format(sql.Identifier(table))) as lines,
    ):
        file.writelines(lines)


def copy_all(connection: psycopg.Connection, recipe: Recipe, folder: Path) -> None:
    """Copy all files in one transaction; the triggers' work is in the files already."""
    period = recipe.period
    with connection.transaction():
        connection.execute("SELECT etl.ensure_partitions(%s, %s)", (period.first, period.last))
        for table in TABLES:
            switch(connection, table, "DISABLE")
            with connection.cursor() as cursor, (folder / table).open("rb") as file:
                read(cursor, table, file.read)
            switch(connection, table, "ENABLE")
        connection.execute("ANALYZE")


def read(cursor: psycopg.Cursor, table: str, source: Callable[[int], bytes]) -> None:
    """Copy a file into its table."""
    statement = sql.SQL("COPY {} FROM STDIN (FORMAT csv)").format(sql.Identifier(table))
    with cursor.copy(statement) as copy:
        while block := source(1 << 20):
            copy.write(block)


def switch(connection: psycopg.Connection, table: str, to: str) -> None:
    """Turn the triggers of a table on or off; foreign keys stay on."""
    statement = sql.SQL("ALTER TABLE {} {} TRIGGER USER")
    connection.execute(statement.format(sql.Identifier(table), sql.SQL(to)))


def rows_of(connection: psycopg.Connection, table: str) -> int:
    """Return how many rows the table holds."""
    statement = sql.SQL("SELECT count(*) FROM {}").format(sql.Identifier(table))
    return int(connection.execute(statement).fetchall()[0][0])


if __name__ == "__main__":
    parser = argparse.ArgumentParser()
    parser.add_argument("scale", nargs="?", choices=SCALES)
    main(SCALES.get(parser.parse_args().scale, part_of(SCALES["year1"], 20)))
