"""What a snapshot promises: one version, no stale or foreign result, limits, and clear errors."""

import logging
import re
import sqlite3
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import date
from pathlib import Path
from unittest.mock import patch

import psycopg
import pytest
from pandas import DataFrame
from prometheus_client import REGISTRY
from psycopg.types.json import Jsonb
from sqlalchemy import create_engine, func, select, text
from sqlalchemy.exc import DBAPIError

from etl.cluster.environment import Role
from queries import Snapshot, load, read, watchful
from queries import snapshot as snapshot_module
from queries.cache import results
from queries.errors import Busy, Cancelled, NotPublished, QueryTimeout, Unavailable
from queries.metrics.answer import Read
from queries.metrics.question import Question
from queries.periods import Period
from queries.settings import settings
from tests.factories import make_category
from tests.postgres import Database

HEADER = "-- A test.\n-- Params: as in the text\n-- Grain: one row\n-- Reads: nothing\n"
QUERIES = {
    "moment": "SELECT clock_timestamp() AS at, CAST(:number AS integer) AS number",
    "nap": "SELECT pg_sleep(CAST(:seconds AS double precision)), 'secret' AS word",
    "long": "SELECT repeat('x', CAST(:letters AS integer)) AS word, CAST(:number AS integer) AS n",
    "own": "SELECT query AS said FROM pg_stat_activity WHERE pid = pg_backend_pid()",
    "names": "SELECT name FROM analytics.categories ORDER BY name",
    "names_again": "SELECT name FROM analytics.categories ORDER BY name DESC",
}

DAY = date(2025, 3, 1)
REQUESTED = Question(("requested",), Period(DAY, date(2025, 3, 31)))


@pytest.fixture(autouse=True)
def test_queries(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Queries of these tests, beside the product's own."""
    for query in load.FOLDER.glob("*.sql"):
        (tmp_path / query.name).write_bytes(query.read_bytes())
    for name, statement in QUERIES.items():
        (tmp_path / f"{name}.sql").write_text(HEADER + statement)
    monkeypatch.setattr(load, "FOLDER", tmp_path)
    monkeypatch.setattr(load, "catalog", load.catalog.__wrapped__)


@pytest.fixture
def published(database: Database, use_database: Callable[[Database], None]) -> Database:
    """A database with one version, in which there is the category Plumbers."""
    publish(database, "Plumbers")
    use_database(database)
    return database


def publish(database: Database, category: str) -> None:
    """Add a category and publish a version with it, in one transaction as a refresh does."""
    with database.connect() as connection:
        make_category(connection, name=category)
        connection.execute("DELETE FROM rollup.categories")
        connection.execute(
            "INSERT INTO rollup.categories SELECT * FROM rollup.compute_categories('{all}')"
        )
        connection.execute(
            "INSERT INTO analytics.data_versions (as_of, kind, seconds, watermarks, objects)"
            " VALUES (now(), 'full', 1, %s, %s)",
            (Jsonb({}), Jsonb({})),
        )


def names(snapshot: Snapshot, query: str = "names") -> list[str]:
    return list(snapshot.frame(query)["name"])


def test_a_result_is_read_once_per_version_role_and_parameters(published: Database) -> None:
    with read("analytics") as first:
        one = first.frame("moment", number=1)["at"][0]
        assert first.frame("moment", number=1)["at"][0] == one
        assert first.frame("moment", number=2)["at"][0] != one
    with read("analytics") as second:
        assert second.frame("moment", number=1)["at"][0] == one
    with read("reporting") as other_role:
        assert other_role.frame("moment", number=1)["at"][0] != one
    publish(published, "Tutors")
    with read("analytics") as newer:
        assert newer.frame("moment", number=1)["at"][0] != one


@pytest.mark.usefixtures("published")
def test_a_live_result_is_read_every_time() -> None:
    with read("analytics") as snapshot:
        one = snapshot.live_frame("moment", number=1)["at"][0]
        assert snapshot.live_frame("moment", number=1)["at"][0] != one


def test_a_question_is_asked_once_per_version_role_and_question(
    published: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    def answered(_question: Question, read: Read) -> DataFrame:
        return DataFrame([read("now", select(func.clock_timestamp().label("at")))[0]])

    monkeypatch.setattr(snapshot_module, "answered", answered)
    with read("analytics") as first:
        one = first.answer(REQUESTED)["at"][0]
        assert first.answer(replace(REQUESTED))["at"][0] == one
        assert first.answer(replace(REQUESTED, by=("district",)))["at"][0] != one
        assert first.answer(replace(REQUESTED, days=Period(DAY, DAY)))["at"][0] != one
    with read("reporting") as other_role:
        assert other_role.answer(REQUESTED)["at"][0] != one
    publish(published, "Tutors")
    with read("analytics") as newer:
        assert newer.answer(REQUESTED)["at"][0] != one


@pytest.mark.usefixtures("published")
def test_a_question_is_counted_under_the_name_of_what_it_reads() -> None:
    label = {"query": "analytics.booking_totals_daily"}
    before = REGISTRY.get_sample_value("localpro_query_seconds_count", label) or 0
    with read("analytics") as snapshot:
        snapshot.answer(REQUESTED)
    assert REGISTRY.get_sample_value("localpro_query_seconds_count", label) == before + 1


@pytest.mark.usefixtures("published")
def test_changing_a_frame_does_not_change_what_others_read() -> None:
    with read("analytics") as snapshot:
        frame = snapshot.frame("names")
        frame.loc[0, "name"] = "Changed"
        frame["more"] = 1
        assert list(snapshot.frame("names").columns) == ["name"]
        assert names(snapshot) == ["Plumbers"]


def test_a_refresh_between_two_frames_does_not_mix_versions(published: Database) -> None:
    with read("analytics") as before:
        assert names(before) == ["Plumbers"]
        publish(published, "Tutors")
        assert names(before, "names_again") == ["Plumbers"]
        with read("analytics") as after:
            assert after.version == before.version + 1
            assert names(after, "names_again") == ["Tutors", "Plumbers"]
        assert names(before) == ["Plumbers"]


@pytest.mark.usefixtures("published")
def test_a_slow_query_is_logged_by_name_without_its_text(
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    set_limit(monkeypatch, "LOCALPRO_SLOW_QUERY_SECONDS", "0.1")
    with caplog.at_level(logging.WARNING, "localpro.queries"), read("analytics") as snapshot:
        snapshot.frame("nap", seconds=0.15)
        snapshot.frame("nap", seconds=0)
    assert len(caplog.messages) == 1
    assert caplog.messages[0].startswith("slow query: nap took 0.")
    assert caplog.messages[0].endswith(" at version 1, with seconds: float")
    assert re.fullmatch(r"127\.0\.0\.1:\d+", caplog.records[0].__dict__["endpoint"])
    assert "secret" not in caplog.text


@pytest.mark.usefixtures("published")
def test_a_slow_question_is_logged_without_what_it_asks_for(
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    set_limit(monkeypatch, "LOCALPRO_SLOW_QUERY_SECONDS", "0.000001")
    asked = replace(REQUESTED, where=(("district", ("Lucknow",)),))
    with caplog.at_level(logging.WARNING, "localpro.queries"), read("analytics") as snapshot:
        snapshot.answer(asked)
    assert "analytics.booking_funnel_daily took" in caplog.text
    assert "date" in caplog.text
    assert "str of 7" in caplog.text
    assert "Lucknow" not in caplog.text
    assert "2025" not in " ".join(caplog.messages)


@pytest.mark.usefixtures("published")
def test_the_server_knows_statements_by_their_names() -> None:
    with read("analytics") as snapshot:
        assert snapshot.frame("own")["said"][0].startswith("/* own */ SELECT")
        snapshot.answer(REQUESTED)
        counted = snapshot.live_frame("statement_totals")
    of_reader = counted[counted["role"] == "localpro_reader"].set_index("statement")
    assert {"own", "analytics.booking_totals_daily"} <= set(of_reader.index)
    assert of_reader.loc["own", "calls"] == 1


def test_a_query_that_takes_too_long_is_stopped_and_the_snapshot_goes_on(
    database: Database,
    use_database: Callable[[Database], None],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    set_limit(monkeypatch, "LOCALPRO_QUERY_TIMEOUT_SECONDS", "0.3")
    use_database(database)
    publish(database, "Plumbers")
    with read("analytics") as snapshot:
        publish(database, "Tutors")
        with pytest.raises(QueryTimeout, match=r"nap took longer than 0\.3 s"):
            snapshot.frame("nap", seconds=30)
        assert names(snapshot) == ["Plumbers"]


@pytest.mark.usefixtures("published")
def test_a_server_that_takes_its_time_is_waited_for(monkeypatch: pytest.MonkeyPatch) -> None:
    """It is seen to take connections meanwhile, again and again."""
    kind = watchful.WatchfulConnection
    see = kind._require_answer
    monkeypatch.setattr(watchful, "SILENT", 0.01)
    with (
        patch.object(kind, "_require_answer", autospec=True, side_effect=see) as seen,
        read("analytics") as snapshot,
    ):
        assert snapshot.live_frame("nap", seconds=0.5)["word"][0] == "secret"
    assert seen.call_count > 1


def set_limit(monkeypatch: pytest.MonkeyPatch, name: str, value: str) -> None:
    monkeypatch.setenv(name, value)
    settings.cache_clear()


def test_what_was_read_is_read_though_the_server_refuses_to_end_its_transaction(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    def refuse(_connection: object) -> None:
        raise sqlite3.OperationalError("terminating connection due to unexpected postmaster exit")

    engine = create_engine("sqlite://")
    connection = engine.connect()
    assert connection.execute(text("SELECT 1")).scalar_one() == 1
    monkeypatch.setattr(engine.dialect, "do_rollback", refuse)
    snapshot_module._close(connection)
    assert connection.closed
    monkeypatch.undo()
    with engine.connect() as another:
        assert another.execute(text("SELECT 2")).scalar_one() == 2


def test_a_lost_connection_is_said_and_the_next_read_works(published: Database) -> None:
    with read("analytics") as snapshot:
        end_backend(published, snapshot)
        with pytest.raises(Unavailable, match=r"stopped the server|does not answer"):
            snapshot.frame("names")
    with read("analytics") as snapshot:
        assert names(snapshot) == ["Plumbers"]


def test_what_was_lost_while_a_file_was_copied_is_let_go(published: Database) -> None:
    """COPY is the driver's: nobody else has heard that its connection is gone."""
    with read("analytics") as snapshot:
        end_backend(published, snapshot)
        driver = snapshot.connection.connection.driver_connection
        assert isinstance(driver, psycopg.Connection)
        with pytest.raises(psycopg.OperationalError):
            driver.execute("SELECT 1")
    with read("analytics") as snapshot:
        assert names(snapshot) == ["Plumbers"]


def end_backend(database: Database, snapshot: Snapshot) -> None:
    """End the snapshot's server process, as a restart of the server would."""
    pid = snapshot.connection.execute(text("SELECT pg_backend_pid()")).scalar_one()
    with database.connect(autocommit=True) as connection:
        connection.execute("SELECT pg_terminate_backend(%s, 5000)", (pid,))


@pytest.mark.usefixtures("published")
def test_a_server_that_is_not_there_is_said(monkeypatch: pytest.MonkeyPatch) -> None:
    set_limit(monkeypatch, "LOCALPRO_ANALYTICS_URL", "postgresql://nobody@127.0.0.1:1/nothing")
    with pytest.raises(Unavailable, match="does not answer"), read("analytics"):
        pass


def test_nothing_published_is_said(
    database: Database, use_database: Callable[[Database], None]
) -> None:
    use_database(database)
    with pytest.raises(NotPublished, match="localpro refresh"), read("analytics"):
        pass


def test_a_database_without_the_schema_is_said(
    empty_database: Database, use_database: Callable[[Database], None]
) -> None:
    use_database(empty_database)
    with pytest.raises(NotPublished, match="localpro migrate"), read("analytics"):
        pass


@pytest.mark.parametrize(
    "statement",
    [
        "DELETE FROM analytics.data_versions",
        "DELETE FROM rollup.categories",
        "CREATE TABLE analytics.mine (id integer)",
        "SELECT phone FROM public.users",
    ],
)
def test_a_reader_cannot_write_or_see_people_whatever_it_sets(
    published: Database, statement: str
) -> None:
    with read("analytics") as snapshot, pytest.raises(DBAPIError):
        snapshot.connection.execute(text(statement))
    with published.connect(Role.READER, autocommit=True) as connection:
        connection.execute("SET default_transaction_read_only = off")
        with pytest.raises(psycopg.errors.InsufficientPrivilege):
            connection.execute(statement)


def test_a_version_of_the_same_number_after_a_restore_is_another(published: Database) -> None:
    """A backup is restored under the open dashboard, then others changed: version 1 again."""
    with read("analytics") as first:
        assert (first.version, names(first)) == (1, ["Plumbers"])
    with published.connect() as connection:
        connection.execute("TRUNCATE analytics.data_versions RESTART IDENTITY")
    publish(published, "Tutors")
    with read("analytics") as second:
        assert (second.version, names(second)) == (1, ["Plumbers", "Tutors"])
        assert second.identity != first.identity


def test_a_newer_version_drops_what_was_read_of_older_ones(published: Database) -> None:
    with read("analytics") as old, read("reporting") as other_role:
        names(old)
        names(other_role)
    publish(published, "Tutors")
    with read("analytics") as new:
        names(new)
    known = {(key.role, key.version) for key in results}
    assert known == {("analytics", 2), ("reporting", 1)}


@pytest.mark.usefixtures("published")
def test_memory_for_results_is_bounded_in_bytes(monkeypatch: pytest.MonkeyPatch) -> None:
    """A text of 300,000 letters takes a little more memory than that: three fit into 1 MB."""
    set_limit(monkeypatch, "LOCALPRO_CACHE_MEGABYTES", "1")
    with read("analytics") as snapshot:
        for number in range(6):
            snapshot.frame("long", letters=300_000, number=number)
            assert results.currsize <= 1024**2
        assert len(results) == 3
        assert len(snapshot.frame("long", letters=2_000_000, number=1)["word"][0]) == 2_000_000
        assert results.currsize <= 1024**2


def test_a_query_that_an_operator_stops_did_not_take_too_long(published: Database) -> None:
    with read("analytics") as snapshot, ThreadPoolExecutor() as pool:
        pid = snapshot.connection.execute(text("SELECT pg_backend_pid()")).scalar_one()
        reading = pool.submit(snapshot.frame, "nap", seconds=15)
        with published.connect(autocommit=True) as operator:
            while not operator.execute(
                "SELECT FROM pg_stat_activity WHERE pid = %s AND wait_event = 'PgSleep'", (pid,)
            ).rowcount:
                assert not reading.done()
            operator.execute("SELECT pg_cancel_backend(%s)", (pid,))
        with pytest.raises(Cancelled, match="an operator stopped nap"):
            reading.result()
        assert names(snapshot) == ["Plumbers"]


def test_a_lock_that_is_not_got_is_said(published: Database) -> None:
    with published.connect() as other, read("analytics") as snapshot:
        other.execute("LOCK TABLE rollup.categories")
        snapshot.connection.execute(text("SET LOCAL lock_timeout = '10ms'"))
        with pytest.raises(Busy, match="others use a table"):
            snapshot.frame("names")
        with pytest.raises(Busy, match=r"analytics\.categories failed: others use a table"):
            snapshot.answer(replace(REQUESTED, by=("category",)))
