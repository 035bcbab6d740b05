"""All or nothing: killed, refused or repeated, the database is either empty or complete."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from dataclasses import replace

import psycopg
import pytest

from etl.db import Lock, connect, exclusive
from etl.errors import BusyError, LoadError
from etl.synthetic.generate import finished_day, generate
from etl.synthetic.load import STEPS, TABLES, is_empty, load
from etl.synthetic.marketplace import stream
from etl.synthetic.places import Places
from tests.etl.synthetic.conftest import SMALL, UNTIL, recipe
from tests.postgres import Database

GENERATE = ("-c", "from etl.cli import main; main()")
ARGUMENTS = ("generate", "--scale", "month1", "--until", f"{UNTIL}")
DYING = ("-m", "tests.etl.synthetic.dying")


def run(database: Database, *arguments: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, *arguments],
        env=os.environ | {"LOCALPRO_DATABASE_URL": database.owner_url},
        capture_output=True,
        text=True,
        check=False,
    )


def rows_of(database: Database) -> dict[str, int]:
    with database.connect() as connection:
        return {
            table: connection.execute(f"SELECT count(*) FROM {table}".encode()).fetchall()[0][0]
            for table in TABLES
        }


def wait_until(holds: Callable[[], bool]) -> None:
    end = time.monotonic() + 60
    while not holds():
        assert time.monotonic() < end, "waited in vain"
        time.sleep(0.02)


@pytest.fixture
def watching(database: Database) -> Iterator[psycopg.Connection]:
    with database.connect(autocommit=True) as connection:
        yield connection


@pytest.mark.parametrize(
    "reached",
    [
        "search_logs",
        *(pytest.param(each, marks=pytest.mark.proof) for each in ("bookings", "counters")),
    ],
)
def test_killed_while_loading_leaves_nothing_and_the_next_run_works(
    database: Database, watching: psycopg.Connection, reached: str
) -> None:
    assert run(database, *DYING, reached).returncode == -signal.SIGKILL
    wait_until(
        lambda: (
            not watching.execute(
                "SELECT FROM pg_stat_activity WHERE application_name = 'localpro generate'"
                " AND datname = current_database()"
            ).fetchall()
        )
    )
    assert is_empty(watching)
    assert triggers(watching) == {"A", "O"}

    again = run(database, *GENERATE, *ARGUMENTS)
    assert again.returncode == 0, again.stderr
    assert "rows (month1, seed 1, until 2025-11-19)" in again.stdout
    assert rows_of(database)["bookings"] == 500


def triggers(connection: psycopg.Connection) -> set[str]:
    found = connection.execute(
        "SELECT DISTINCT tgenabled::text FROM pg_trigger WHERE NOT tgisinternal"
        " AND tgrelid::regclass::text = ANY (%s)",
        (list(TABLES),),
    )
    return {state for (state,) in found}


def test_triggers_are_on_again_after_the_load(small: Database) -> None:
    with small.connect() as connection:
        assert triggers(connection) == {"A", "O"}


def test_a_second_run_is_refused_and_changes_nothing(
    small: Database, clone: Callable[[Database], Database]
) -> None:
    database = clone(small)
    before = rows_of(database)
    with pytest.raises(LoadError, match="already holds marketplace data"):
        generate(recipe(), url=database.owner_url)
    assert rows_of(database) == before


def test_if_empty_leaves_a_full_marketplace_alone(
    small: Database, clone: Callable[[Database], Database], capsys: pytest.CaptureFixture[str]
) -> None:
    database = clone(small)
    assert generate(recipe(), if_empty=True, url=database.owner_url) == {}
    assert "holds data already" in capsys.readouterr().out


@pytest.mark.parametrize("table", ["users", "search_logs"])
def test_any_data_of_a_marketplace_counts(database: Database, table: str) -> None:
    rows = {
        "users": "INSERT INTO users (role, phone, name) VALUES ('ADMIN', '+910', 'Asha')",
        "search_logs": "SELECT etl.ensure_partitions('2025-01-01', '2025-01-01');"
        "INSERT INTO search_logs (query, results_count, created_at)"
        " VALUES ('plumber', 0, '2025-01-01 12:00+05:30')",
    }
    with database.connect() as connection:
        assert is_empty(connection)
        connection.execute(rows[table].encode())
        assert not is_empty(connection)


@pytest.mark.parametrize("lock", [Lock.LOAD, Lock.REFRESH])
def test_beside_another_load_or_a_refresh_it_is_refused(database: Database, lock: Lock) -> None:
    with (
        connect(database.owner_url) as other,
        exclusive(other, lock),
        pytest.raises(BusyError, match=lock.name.lower()),
    ):
        generate(recipe(), url=database.owner_url)
    assert not any(rows_of(database).values())


def test_settings_that_it_would_bring_are_kept_and_named(database: Database) -> None:
    with database.connect() as connection:
        connection.execute(
            "INSERT INTO system_config (key, value) VALUES ('platform_fee', '12'), ('own', '1')"
        )
    with pytest.raises(LoadError, match="system_config holds platform_fee already"):
        generate(recipe(), url=database.owner_url)
    assert {table: rows for table, rows in rows_of(database).items() if rows} == {
        "system_config": 2
    }


def test_years_without_known_festivals_are_refused() -> None:
    with pytest.raises(LoadError, match="festivals are known from 2023 to 2028"):
        recipe(replace(SMALL, days=1_096 + 366))


def test_a_seed_may_be_any_number(where: Places) -> None:
    users = [rows for table, rows in stream(recipe(seed=2**63), where) if table == "users"]
    phones = [phone for rows in users for phone in rows["phone"].to_pylist()]
    assert len(set(phones)) == len(phones) == SMALL.users


def test_an_error_on_the_way_leaves_nothing(database: Database) -> None:
    def stop(table: str, _rows: int) -> None:
        if table == "messages":
            raise RuntimeError("stopped")

    with database.connect(autocommit=True) as connection:
        with pytest.raises(RuntimeError, match="stopped"):
            load(connection, recipe(), stop)
        assert is_empty(connection)
        assert triggers(connection) == {"A", "O"}


def test_the_run_is_in_the_ledger(database: Database) -> None:
    counts = generate(recipe(), url=database.owner_url)
    with database.connect() as connection:
        runs = connection.execute(
            "SELECT job, outcome, row_count, arguments FROM etl.runs WHERE job = 'generate'"
        ).fetchall()
    arguments = {
        "scale": "small",
        "seed": 11,
        "until": "2025-11-19",
        "currencies": False,
        "odd": False,
    }
    assert runs == [("generate", "succeeded", sum(counts.values()), arguments)]


def test_without_a_terminal_progress_is_plain_lines(
    database: Database, capsys: pytest.CaptureFixture[str]
) -> None:
    counts = generate(recipe(), url=database.owner_url)
    lines = capsys.readouterr().out.splitlines()
    assert len(lines) >= 5
    assert all(" rows  " in line for line in lines[:-1])
    assert [line.split()[-1] for line in lines[-5:-1]] == list(STEPS)
    assert lines[-1].startswith(f"Generated {sum(counts.values()):,} rows (small, seed 11")
    assert not any("\x1b" in line for line in lines)


def test_a_day_that_is_not_over_is_refused() -> None:
    with pytest.raises(LoadError, match="2999-01-01 is not over yet"):
        finished_day(UNTIL.replace(year=2999, month=1, day=1))
    with pytest.raises(LoadError, match="0001-01-01 is too early: --until must be 2004-01-01"):
        finished_day(UNTIL.replace(year=1, month=1, day=1))
    assert finished_day(UNTIL) == UNTIL


def test_statistics_are_fresh_after_the_load(small: Database) -> None:
    with small.connect() as connection:
        estimated = connection.execute(
            "SELECT relname, reltuples FROM pg_class WHERE relname IN ('users', 'bookings')"
        ).fetchall()
    assert dict(estimated) == {"users": 400, "bookings": 900}
