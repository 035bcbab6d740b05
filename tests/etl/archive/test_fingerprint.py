"""A fingerprint is the same in every engine and every order, and differs where one row does."""

import hashlib
from collections.abc import Sequence
from random import Random
from typing import Any

import pyarrow as pa
import pytest
from psycopg import sql

from etl.archive import fingerprint
from etl.archive.columns import of_file, of_table
from etl.archive.source import rows_of
from tests.conftest import SharedDatabase
from tests.etl.archive.conftest import AWKWARD
from tests.factories import ist, make_search
from tests.postgres import Database

TEXTS = ("id", "user_id", "session_id", "query", "filters", "location", "clicked_provider_id")
WEEK = sql.Identifier("partitions", "search_logs_y2025w02")
EMPTY_WEEK = sql.Identifier("partitions", "search_logs_y2025w03")
Rows = Sequence[dict[str, Any]]


@pytest.fixture
def week(shared_database: SharedDatabase) -> Database:
    """A database with one week of awkward searches, and an empty one after it; only to be read."""
    return shared_database("awkward_searches", load)


def load(database: Database) -> None:
    with database.connect() as connection:
        for number, row in enumerate(AWKWARD):
            make_search(connection, created_at=ist(f"2025-01-06 0{number}:00:00.000001"), **row)
        connection.execute("SELECT etl.ensure_partitions('2025-01-13', '2025-01-13')")


STORED = pa.schema(
    [
        *((name, pa.string()) for name in ("id", "user_id", "session_id", "query")),
        *((name, pa.string()) for name in ("filters", "location")),
        ("results_count", pa.int32()),
        ("clicked_provider_id", pa.string()),
        *((name, pa.int32()) for name in ("click_position", "response_time")),
        ("created_us", pa.int64()),
    ]
)
"""What a file of the archive has of each search, as files of the first version have it."""


def rows_in(database: Database) -> list[dict[str, Any]]:
    with database.connect() as connection:
        columns = of_table(connection, WEEK)
    with rows_of(database.owner_url, WEEK, columns) as batches:
        table = pa.Table.from_batches(batches)
    assert table.schema.names[: len(STORED)] == STORED.names
    return table.select(STORED.names).to_pylist()


def of_rows(rows: Rows, at_once: int = 1000) -> fingerprint.Fingerprint:
    table = pa.Table.from_pylist(list(rows), schema=STORED)
    return fingerprint.of_batches(table.to_batches(max_chunksize=at_once), of_file(STORED))


def checksum_of(rows: Rows) -> str:
    """Work the checksum out by hand: sums of half MD5s of the lengths, numbers and texts."""
    uppers = lowers = 0
    for row in rows:
        lengths = [-1 if row[name] is None else len(row[name]) for name in TEXTS]
        counts = [row["results_count"]]
        for name in ("click_position", "response_time"):
            counts.append("-" if row[name] is None else row[name])
        texts = [row[name] for name in TEXTS if row[name] is not None]
        line = "|".join(map(str, [*lengths, *counts, row["created_us"], *texts]))
        digest = hashlib.md5(line.encode(), usedforsecurity=False).hexdigest()
        uppers += int(digest[:16], 16)
        lowers += int(digest[16:], 16)
    return f"{uppers % 2**64:016x}{lowers % 2**64:016x}"


def test_both_engines_find_what_is_worked_out_by_hand(week: Database) -> None:
    rows = rows_in(week)
    moments = sorted(row["created_us"] for row in rows)
    wanted = fingerprint.Fingerprint(len(AWKWARD), checksum_of(rows), moments[0], moments[-1])
    with week.connect() as connection:
        assert fingerprint.of_table(connection, WEEK, of_table(connection, WEEK)) == wanted
    assert of_rows(rows) == wanted


def test_neither_order_nor_batches_matter(week: Database) -> None:
    rows = rows_in(week)
    shuffled = Random(1).sample(rows, len(rows))
    assert of_rows(shuffled, at_once=1) == of_rows(shuffled, at_once=3) == of_rows(rows)


def test_nothing_has_a_fingerprint_too(week: Database) -> None:
    nothing = fingerprint.Fingerprint(0, "0" * 32, None, None)
    with week.connect() as connection:
        columns = of_table(connection, EMPTY_WEEK)
        assert fingerprint.of_table(connection, EMPTY_WEEK, columns) == nothing
    assert fingerprint.of_batches([], columns) == of_rows([]) == nothing


@pytest.mark.parametrize("column", STORED.names)
def test_one_other_value_is_another_checksum(week: Database, column: str) -> None:
    first, *others = rows_in(week)
    value = first[column]
    if STORED.field(column).type == pa.string():
        other = f"{value or ''}x"
    else:
        other = 0 if value is None else value + 1
    before, after = of_rows([first, *others]), of_rows([first | {column: other}, *others])
    assert before.checksum != after.checksum


def test_texts_that_look_alike_together_differ(week: Database) -> None:
    """Where a text ends counts, and none is not an empty one; a row that is there twice counts."""
    row = rows_in(week)[0]
    alike = [
        row | {"user_id": "a", "session_id": "b|c"},
        row | {"user_id": "a|b", "session_id": "c"},
        row | {"user_id": None, "session_id": "a|b|c"},
        row | {"user_id": "", "session_id": "a|b|c"},
    ]
    assert len({of_rows([each]).checksum for each in alike}) == len(alike)
    twice, other_twice = ([row, alike[0], alike[0]], [row, alike[1], alike[1]])
    assert of_rows(twice).checksum != of_rows(other_twice).checksum
