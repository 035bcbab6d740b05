"""A clock that is far ahead drops nothing.

Instead of the clock going ahead by 400 days, all that happened is 400 days ago.
"""

from collections.abc import Callable

import psycopg
import pytest
from typer.testing import CliRunner

from etl.archive import commands as archive_commands
from etl.archive.run import archive
from etl.archive.store import open_store
from etl.clock import find_leap
from etl.errors import ClockError
from etl.partitions import commands as partition_commands
from etl.partitions.lifecycle import maintain
from tests.factories import make_search
from tests.postgres import Database


def ran(connection: psycopg.Connection, days_ago: float) -> None:
    connection.execute(
        "INSERT INTO etl.runs (job, outcome, started_at, finished_at)"
        " VALUES ('refresh', 'succeeded', now() - make_interval(secs => %(s)s),"
        " now() - make_interval(secs => %(s)s))",
        {"s": days_ago * 86400},
    )


def searched(connection: psycopg.Connection, days_ago: float) -> None:
    row = connection.execute(
        "SELECT now() - make_interval(secs => %s)", (days_ago * 86400,)
    ).fetchone()
    assert row is not None
    make_search(connection, created_at=row[0])


@pytest.fixture
def leapt(database: Database) -> Database:
    """A marketplace that was alive 400 days ago, when the clock leapt, half an hour ago."""
    with database.connect() as connection:
        searched(connection, 400)
        for days_ago in (401, 400, 0.02, 0.01):
            ran(connection, days_ago)
    return database


def here(database: Database) -> set[str]:
    with database.connect() as connection:
        found = connection.execute(
            "SELECT child FROM etl.existing_partitions() WHERE next_day < now()"
        )
        return {child for (child,) in found}


def test_nothing_is_dropped_or_archived(
    leapt: Database, use_database: Callable[[Database], None]
) -> None:
    use_database(leapt)
    before = here(leapt)
    assert len(before) == 3, "a month of notifications, one of messages, a week of searches"
    for app, command in (
        (partition_commands.app, "partitions"),
        (archive_commands.app, "archive"),
    ):
        told = CliRunner().invoke(app, [])
        assert isinstance(told.exception, ClockError)
        assert f"`localpro {command} --trust-clock`" in str(told.exception)
        assert "Nothing was dropped" in str(told.exception)
    assert here(leapt) == before


def test_a_person_vouches_for_the_clock_once(leapt: Database, tmp_path: object) -> None:
    store = open_store(str(tmp_path))
    assert len(maintain(leapt.owner_url, trust_clock=True).dropped) == 1
    assert len(archive(store, leapt.owner_url)) == 1, "the leap is vouched for"


@pytest.mark.parametrize(
    ("runs", "searches", "is_doubted"),
    [
        pytest.param([], [], False, id="nothing yet"),
        pytest.param([0.1], [700], False, id="old rows are loaded into a new database"),
        pytest.param([400, 0.1], [400], True, id="both stop"),
        pytest.param([400, 0.1], [400, 0.2], True, id="the application's clock leapt, too"),
        pytest.param([400, 0.1], [400, 200, 3], False, id="the application went on"),
        pytest.param([34, 0.1], [34], False, id="a month's pause"),
        pytest.param([36], [36], True, id="the first run after a leap"),
        pytest.param([36], [], True, id="without rows"),
        pytest.param([900, 450, 100, 75, 50, 25, 0.1], [900], False, id="long ago"),
        pytest.param([-400, 1, 0.1], [1], False, id="runs of a future that is not to be"),
    ],
)
def test_which_clocks_are_doubted(
    connection: psycopg.Connection, runs: list[float], searches: list[float], is_doubted: bool
) -> None:
    for days_ago in runs:
        ran(connection, days_ago)
    for days_ago in searches:
        searched(connection, days_ago)
    assert (find_leap(connection) is not None) is is_doubted
