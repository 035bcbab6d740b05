"""Nothing that a server, a database, a role or an environment sets changes a number."""

from collections.abc import Callable, Iterator
from datetime import date
from typing import Any

import psycopg
import pytest
from pandas import DataFrame
from pandas.testing import assert_frame_equal
from psycopg import sql
from sqlalchemy import text

from etl.archive.columns import of_table
from etl.archive.source import rows_of
from etl.checks.database import check_database
from etl.db import connect
from etl.jobs.schedule import scheduled_jobs
from etl.jobs.scheduler import run_due
from etl.migrate.run import migrate
from etl.partitions.lifecycle import maintain
from etl.refresh.publish import publish
from etl.refresh.verify import verify
from etl.synthetic.load import load
from queries import read
from queries.catalog import METRICS
from queries.load import NamedQuery, catalog
from queries.metrics.aggregates import Growth
from queries.metrics.question import Question
from queries.periods import Period
from tests.etl.synthetic.conftest import SMALL, part_of, recipe
from tests.hostile import SURROUNDINGS, Surroundings, surround
from tests.postgres import Database, TestCluster
from tests.queries.test_named_queries import TYPICAL
from tests.sessions.conftest import HINDI

Use = Callable[[Database], None]

OF_RUNS = {name for name in catalog() if name.startswith("data_")} | {"server_standing"}
"""Queries that tell of runs, versions and servers: when each was, and what the one before held."""

OF_NOW = {"live_now", "server_standing", "statement_totals", "wal_archiving"}
"""Queries that tell of this moment, or of what the server did itself."""

ONE_WEEK = "SELECT etl.ensure_partitions('2027-06-07', '2027-06-07', 'search_logs')"


@pytest.fixture(scope="module", params=SURROUNDINGS, ids=lambda surroundings: surroundings.name)
def surroundings(request: pytest.FixtureRequest) -> Surroundings:
    made: Surroundings = request.param
    return made


@pytest.fixture(scope="module")
def copy(surroundings: Surroundings, cluster: TestCluster, plain: Database) -> Iterator[Database]:
    made = cluster.clone(plain)
    surround(cluster, made, surroundings)
    yield made
    cluster.drop(made)


@pytest.fixture
def odd(copy: Database, surroundings: Surroundings, monkeypatch: pytest.MonkeyPatch) -> Database:
    """A copy of the marketplace in odd surroundings. No test changes what others look at."""
    for name, value in surroundings.environment.items():
        monkeypatch.setenv(name, value)
    return copy


def published(database: Database) -> dict[str, tuple[int, str]]:
    """Return rows and checksum of every object of the newest version."""
    with connect(database.owner_url) as connection:
        row = connection.execute(
            "SELECT objects FROM analytics.data_versions ORDER BY version_id DESC LIMIT 1"
        ).fetchone()
    assert row is not None
    return {name: (state["rows"], state["checksum"]) for name, state in row[0].items()}


def test_commands_do_and_record_the_same(plain: Database, odd: Database) -> None:
    migrate(odd.owner_url)
    assert verify(odd.owner_url) > 0
    maintain(odd.owner_url)
    assert run_due(scheduled_jobs(), odd.owner_url)
    publish(odd.owner_url, full=True)
    assert published(odd) == published(plain)
    assert verify(odd.owner_url) > 0
    assert problems(odd) <= problems(plain), "it was kept in order meanwhile"


def problems(database: Database) -> set[str]:
    """Return what the doctor finds wrong: nothing but the marketplace's own odd rows."""
    with connect(database.owner_url) as connection:
        connection.read_only = True
        findings = check_database(connection, "Asia/Kolkata")
        return {finding.subject for finding in findings if not finding.is_well}


def test_generated_data_are_the_same(
    cluster: TestCluster,
    database: Database,
    clone: Callable[[Database], Database],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    other = clone(database)
    odd_ones = SURROUNDINGS[0]
    generate(database)
    surround(cluster, other, odd_ones)
    for name, value in odd_ones.environment.items():
        monkeypatch.setenv(name, value)
    generate(other)
    assert published(other) == published(database)


def generate(database: Database) -> None:
    with connect(database.owner_url, autocommit=True) as connection:
        load(connection, recipe(part_of(SMALL, 10)))
    publish(database.owner_url)


def test_every_query_finds_the_same(plain: Database, odd: Database, use_database: Use) -> None:
    use_database(plain)
    wanted = answers()
    use_database(odd)
    found = answers()
    for name, frame in wanted.items():
        if name in OF_RUNS | OF_NOW:
            assert list(found[name]) == list(frame)
        else:
            assert_frame_equal(found[name], frame, obj=name)
    assert HINDI in set(found["available_categories"].stack())


def answers() -> dict[str, DataFrame]:
    """Return what every named query finds, about a provider that there is, and what every metric
    comes to, by each of its dimensions.
    """
    with read("reporting") as snapshot:
        known = snapshot.live_frame("provider_choices")
        params = TYPICAL | {"category": None, "provider": known["provider_id"].iloc[0]}
        named = {
            name: snapshot.live_frame(name, **of(query, params))
            for name, query in catalog().items()
        }
        return named | {str(each): snapshot.answer(each) for each in questions()}


def questions() -> list[Question]:
    days = Period(date(2025, 1, 1), date(2025, 1, 31))
    return [
        Question((known.name,), days, by=(name,), amounts_in="INR")
        for known in METRICS.values()
        if not isinstance(known.aggregate, Growth)
        for name in known.dimensions
    ]


def of(query: NamedQuery, params: dict[str, Any]) -> dict[str, Any]:
    return {name: params[name] for name in text(query.sql).compile().params}


def test_a_week_begins_at_midnight_in_india(odd: Database) -> None:
    """Monday, 7 June 2027, 00:00 in India is Sunday, 18:30 UTC."""
    with connect(odd.owner_url) as connection:
        connection.execute(
            "SELECT etl.ensure_partitions('2027-06-07', '2027-06-07', 'search_logs')"
        )
        row = connection.execute(
            "SELECT pg_get_expr(relpartbound, oid) FROM pg_class"
            " WHERE oid = 'partitions.search_logs_y2027w23'::regclass"
        ).fetchone()
    assert row == ("FOR VALUES FROM ('2027-06-06 18:30:00+00') TO ('2027-06-13 18:30:00+00')",)


def test_a_week_leaves_for_the_archive_as_it_is(odd: Database, plain: Database) -> None:
    weeks = [exported(database) for database in (odd, plain)]
    assert weeks[0] == weeks[1] != []


def exported(database: Database) -> list[dict[str, Any]]:
    table = sql.Identifier("partitions", "search_logs_y2025w03")
    with connect(database.owner_url) as connection:
        columns = of_table(connection, table)
    with rows_of(database.owner_url, table, columns) as batches:
        return [row for batch in batches for row in batch.to_pylist()]


@pytest.mark.parametrize("style", ["SQL, DMY", "German", "Postgres, MDY"])
def test_partitions_of_any_session(style: str, connection: psycopg.Connection) -> None:
    """IST is Israel's time where it is read back: as text, bounds would be 3.5 hours late."""
    connection.execute("SELECT set_config('datestyle', %s, false)", (style,))
    connection.execute("SET timezone = 'Asia/Kolkata'")
    connection.execute(ONE_WEEK)
    connection.execute(
        "INSERT INTO search_logs (query, results_count, created_at)"
        " SELECT 'x', 1, make_timestamptz(2027, 6, 7, 0, 0, 0, 'Asia/Kolkata')"
    )
    days = [
        day
        for (day,) in connection.execute(
            "SELECT to_char(day, 'YYYY-MM-DD') FROM rollup.present_search_days() AS day"
            " WHERE day >= make_date(2027, 6, 1) ORDER BY day"
        )
    ]
    assert days == [date(2027, 6, day).isoformat() for day in range(7, 14)]
