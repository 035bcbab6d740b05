"""Indexes are rebuilt while they are used, tables looked at; a stopped run is gone on with."""

from collections.abc import Callable, Iterator

import psycopg
import pytest
from typer.testing import CliRunner

from etl.db import Lock, exclusive
from etl.errors import BusyError
from etl.maintenance import commands, steps, upkeep
from etl.maintenance.bloat import Bloat, indexes, measured
from tests.postgres import Database

EMPTIED = "public.emptied_words"


@pytest.fixture
def emptied(database: Database) -> Iterator[psycopg.Connection]:
    """A table of which nine in ten rows are gone, and two indexes on it."""
    with database.connect(autocommit=True) as connection:
        connection.execute(
            "CREATE TABLE emptied AS"
            " SELECT n, md5(n::text) AS words FROM generate_series(1, 30000) AS n"
        )
        connection.execute("CREATE INDEX emptied_words ON emptied (words)")
        connection.execute("CREATE INDEX emptied_trgm ON emptied USING gin (words gin_trgm_ops)")
        connection.execute("DELETE FROM emptied WHERE n % 10 <> 0")
        connection.execute("VACUUM emptied")
        yield connection


def wasted(connection: psycopg.Connection, name: str) -> Bloat:
    (found,) = [one for one in measured(connection, 0) if one.name == name]
    return found


def file_of(connection: psycopg.Connection, name: str) -> object:
    row = connection.execute("SELECT pg_relation_filenode(%s)", (name,)).fetchone()
    assert row is not None
    return row[0]


def test_what_wastes_room_is_rebuilt_and_nothing_else(
    emptied: psycopg.Connection, database: Database
) -> None:
    before = wasted(emptied, EMPTIED)
    assert before.percent > 70
    assert wasted(emptied, "public.emptied").percent > 70
    names = {one.name for one in indexes(emptied)}
    other = file_of(emptied, "public.bookings_completed_at_idx")
    said: list[str] = []
    assert upkeep.reindex(said.append, at_least=50, url=database.owner_url) == 1
    assert said == [f"      1 of 1  {EMPTIED}"]
    assert wasted(emptied, EMPTIED).bytes < before.bytes / 3
    assert file_of(emptied, "public.bookings_completed_at_idx") == other
    assert {one.name for one in indexes(emptied)} == names, "nothing is dropped, nothing left"


def test_a_stopped_run_is_gone_on_with(
    emptied: psycopg.Connection, database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Killed before the second of two: that one alone is left, and the third run begins anew."""
    of_table = {"at_least": 30.0, "every": True, "table": "public.emptied"}
    really = steps._do

    def killed(connection: psycopg.Connection, do: psycopg.sql.SQL, name: str) -> None:
        if name == EMPTIED:
            raise KeyboardInterrupt
        really(connection, do, name)

    with monkeypatch.context() as stopped:
        stopped.setattr(steps, "_do", killed)
        with pytest.raises(KeyboardInterrupt):
            upkeep.reindex(print, **of_table, url=database.owner_url)  # type: ignore[arg-type]
    said: list[str] = []
    assert upkeep.reindex(said.append, **of_table, url=database.owner_url) == 1  # type: ignore[arg-type]
    assert said[0] == "Going on with a run that was stopped: 1 are done, 1 left."
    assert said[1].endswith(EMPTIED)
    assert upkeep.reindex(said.append, **of_table, url=database.owner_url) == 2  # type: ignore[arg-type]
    runs = emptied.execute("SELECT outcome, row_count FROM etl.runs ORDER BY run_id").fetchall()
    assert runs == [("failed", None), ("succeeded", 1), ("succeeded", 2)]


def test_every_table_is_looked_at_also_those_of_parts(database: Database) -> None:
    """The server itself never looks at a partitioned table as a whole. One does so at a time."""
    with database.connect(autocommit=True) as connection:
        connection.execute("INSERT INTO search_logs (query, results_count) VALUES ('tap', 1)")
    assert upkeep.analyze(lambda _: None, url=database.owner_url) > 100
    with database.connect() as connection:
        rows = connection.execute(
            "SELECT count(*) FROM pg_stats WHERE tablename = 'search_logs' AND inherited"
        ).fetchone()
        assert rows is not None
        assert rows[0] > 5
        with exclusive(connection, Lock.UPKEEP), pytest.raises(BusyError):
            upkeep.analyze(print, url=database.owner_url)


def test_the_commands(
    emptied: psycopg.Connection,  # noqa: ARG001 - what they find
    database: Database,
    use_database: Callable[[Database], None],
) -> None:
    use_database(database)

    def told(*words: str) -> list[str]:
        result = CliRunner().invoke(commands.app, [*words], catch_exceptions=False)
        assert result.exit_code == 0
        return result.stdout.splitlines()

    listed = told("bloat", "--smallest", "0.1", "--most", "2")
    assert len(listed) == 3
    assert listed[0].endswith("table  public.emptied")
    assert listed[1].endswith(f"index  {EMPTIED}")
    assert told("reindex", "--table", "public.emptied")[-1] == "1 indexes were rebuilt."
    assert told("analyze", "--table", "public.emptied")[-1] == "1 tables were looked at."
