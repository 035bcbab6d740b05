"""Nothing but the recipe decides what the rows are."""

import os
import subprocess
import sys
from hashlib import sha256

import psycopg
from psycopg import sql

from etl.synthetic import marketplace
from etl.synthetic.load import TABLES
from etl.synthetic.marketplace import Recipe
from etl.synthetic.places import Places
from tests.etl.synthetic.conftest import fill, recipe
from tests.postgres import Database

PRINT_CHECKSUM = """
import sys, psycopg
from etl.synthetic import places
from tests.etl.synthetic.conftest import recipe
from tests.etl.synthetic.test_same_seed_same_data import checksum_of_stream
with psycopg.connect(sys.argv[1]) as connection:
    print(checksum_of_stream(recipe(), places.read(connection)))
"""


def checksum_of_stream(made: Recipe, where: Places) -> str:
    digest = sha256()
    for table, rows in marketplace.stream(made, where):
        digest.update(f"{table} {rows.to_pylist()}".encode())
    return digest.hexdigest()


def checksums(connection: psycopg.Connection) -> dict[str, str]:
    # The score's tenure part depends on the day on which it is computed, not only on the rows.
    statement = sql.SQL(
        "SELECT md5(string_agg(row, '|' ORDER BY row)) FROM"
        " (SELECT (to_jsonb(t) - 'reputation_score')::text COLLATE \"C\" AS row FROM {} AS t) AS r"
    )
    return {
        table: str(connection.execute(statement.format(sql.Identifier(table))).fetchall()[0][0])
        for table in TABLES
    }


def test_two_databases_from_one_recipe_are_equal(small: Database, database: Database) -> None:
    fill(database, recipe())
    with small.connect() as first, database.connect() as second:
        assert checksums(first) == checksums(second)


def test_another_process_with_other_hashes_makes_the_same_rows(
    small: Database, where: Places
) -> None:
    made = subprocess.run(
        [sys.executable, "-c", PRINT_CHECKSUM, small.owner_url],
        env=os.environ | {"PYTHONHASHSEED": "12345"},
        capture_output=True,
        check=True,
        text=True,
    )
    assert made.stdout.strip() == checksum_of_stream(recipe(), where)


def test_another_seed_makes_other_rows_in_every_table_of_people_and_events(
    where: Places,
) -> None:
    def tables_of(seed: int) -> dict[str, list[object]]:
        made: dict[str, list[object]] = {}
        for table, rows in marketplace.stream(recipe(seed=seed), where):
            made.setdefault(table, []).extend(rows.to_pylist())
        return made

    one, other = tables_of(1), tables_of(2)
    same = {table for table in TABLES if one[table] == other[table]}
    assert same == {"categories", "sub_categories", "system_config"}
