"""Rows come out of the database, or the jobs learn whether to try again."""

import psycopg
import pytest
from psycopg import sql

from etl.archive import source
from etl.archive.columns import Column, Kept
from etl.archive.run import archive, due
from etl.archive.source import rows_of
from etl.archive.store import Store
from etl.jobs.retry import is_transient
from tests.etl.archive.conftest import EVERY_SEARCH, WEEKS, old_partitions, rows, states
from tests.factories import ist, make_search
from tests.postgres import Database

MANY = 6_000
FILTERS = Column("filters", Kept.TEXT)


@pytest.fixture
def many(searched: Database, monkeypatch: pytest.MonkeyPatch) -> Database:
    """A week with more searches than the server can send before anybody reads them."""
    monkeypatch.setattr(source, "BATCH_BYTES", 64 * 1024)
    with searched.connect() as connection:
        make_search(connection, created_at=ist("2025-01-07 12:00"), query="many")
        connection.execute(
            "INSERT INTO search_logs (query, results_count, filters, created_at)"
            " SELECT 'many', 1, jsonb_build_object('long', repeat('x', 2000)),"
            " '2025-01-07 12:00+05:30' FROM generate_series(1, %s)",
            (MANY,),
        )
    return searched


def test_a_server_out_of_reach_may_be_tried_again() -> None:
    nowhere = "postgresql://localpro_owner:secret@127.0.0.1:1/nowhere"
    with (
        pytest.raises(psycopg.OperationalError) as raised,
        rows_of(nowhere, sql.Identifier("partitions", WEEKS[0]), [FILTERS]),
    ):
        pass
    assert is_transient(raised.value)
    assert "secret" not in str(raised.value)


def test_a_missing_table_may_not(searched: Database) -> None:
    with (
        pytest.raises(psycopg.errors.UndefinedTable) as raised,
        rows_of(searched.owner_url, sql.Identifier("partitions", "missing"), [FILTERS]) as batches,
    ):
        list(batches)
    assert not is_transient(raised.value)


def read_while_the_connection_breaks(database: Database) -> None:
    (week, _) = due(database.owner_url)
    with rows_of(database.owner_url, week.table, [FILTERS]) as batches:
        next(batches)
        rows(
            database,
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
            " WHERE datname = current_database() AND application_name = 'localpro archive'",
        )
        list(batches)


def test_rows_that_break_off_may_be_tried_again(many: Database, store: Store) -> None:
    """Not one is lost, and half a file does not get its name."""
    everything = rows(many, EVERY_SEARCH)
    with pytest.raises(psycopg.OperationalError) as raised:
        read_while_the_connection_breaks(many)
    assert is_transient(raised.value)
    assert rows(many, EVERY_SEARCH) == everything
    archive(store, many.owner_url)
    assert old_partitions(many) == {}
    assert states(many) == dict.fromkeys(WEEKS, "archived")
    assert rows(many, "SELECT sum(row_count) FROM etl.archived_weeks") == [(8 + 1 + 1 + MANY,)]
