"""Killed anywhere, the archive loses nothing: the next run goes on and the rows are all there."""

import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from etl.archive.restore import restore
from etl.archive.run import archive
from etl.archive.store import Store
from tests.etl.archive.conftest import (
    EVERY_SEARCH,
    WEEKS,
    old_partitions,
    rows,
    states,
    wait_until,
    wait_until_alone,
)
from tests.postgres import Database

DIES_BEFORE_WRITING_DOWN = """
import os, signal, sys
from etl.archive import restore, run, store
from etl.archive.weeks import advance

def die(connection, week, state, found=None):
    if state == sys.argv[2]:
        os.kill(os.getpid(), signal.SIGKILL)
    advance(connection, week, state, found)

run.advance = restore.advance = die
place = store.open_store(sys.argv[1])
restore.restore(place, "2025w02") if sys.argv[2] == "restored" else run.archive(place)
"""
"""Everything of a step is done, but the ledger does not know yet."""

DIES_BEFORE_NAMING = """
import os, signal, sys
from etl.archive import run
from etl.archive.store import Store, open_store

publish = Store.publish

def die(store, partial, name):
    if name.endswith(sys.argv[2]):
        os.kill(os.getpid(), signal.SIGKILL)
    publish(store, partial, name)

Store.publish = die
run.archive(open_store(sys.argv[1]))
"""
"""A file is written, but not under its name."""


def killed(database: Database, script: str, store: Store, at: str) -> None:
    process = subprocess.run(
        [sys.executable, "-c", script, store.root, at],
        env=os.environ | {"LOCALPRO_DATABASE_URL": database.owner_url},
        check=False,
    )
    assert process.returncode == -signal.SIGKILL
    wait_until_alone(database)


def finished(database: Database, store: Store, everything: list[tuple[object, ...]]) -> None:
    """Archive what is left, bring it all back, and find every row as it was."""
    archive(store, database.owner_url)
    assert states(database) == dict.fromkeys(WEEKS, "archived")
    assert old_partitions(database) == {}
    for week in WEEKS:
        restore(store, week, database.owner_url)
    assert rows(database, EVERY_SEARCH) == everything


@pytest.mark.parametrize("state", ["closed", "detached", "exported", "archived"])
def test_killed_before_a_step_is_written_down(searched: Database, store: Store, state: str) -> None:
    everything = rows(searched, EVERY_SEARCH)
    killed(searched, DIES_BEFORE_WRITING_DOWN, store, state)
    assert "2025w02" in old_partitions(searched), "nothing is dropped unwritten"
    finished(searched, store, everything)
    outcomes = rows(searched, "SELECT outcome FROM etl.runs WHERE job = 'archive' ORDER BY run_id")
    assert outcomes == [("failed",), ("succeeded",)]


@pytest.mark.parametrize("name", ["searches.parquet", "_manifest.json"])
def test_killed_before_a_file_has_its_name(searched: Database, store: Store, name: str) -> None:
    everything = rows(searched, EVERY_SEARCH)
    killed(searched, DIES_BEFORE_NAMING, store, name)
    folder = Path(store.root) / "search_logs/year=2025/week=02"
    assert not (folder / name).exists()
    finished(searched, store, everything)
    assert sorted(file.name for file in folder.iterdir()) == ["_manifest.json", "searches.parquet"]


def test_killed_while_a_restore_attaches(searched: Database, store: Store) -> None:
    everything = rows(searched, EVERY_SEARCH)
    archive(store, searched.owner_url)
    killed(searched, DIES_BEFORE_WRITING_DOWN, store, "restored")
    assert old_partitions(searched) == {}, "a restore is one transaction"
    finished(searched, store, everything)


def test_killed_while_a_reader_keeps_it_from_detaching(searched: Database, store: Store) -> None:
    everything = rows(searched, EVERY_SEARCH)
    with searched.connect() as reader:
        reader.execute("SELECT count(*) FROM search_logs")
        process = subprocess.Popen(
            [sys.executable, "-m", "etl.cli", "archive"],
            env=os.environ
            | {"LOCALPRO_DATABASE_URL": searched.owner_url, "LOCALPRO_ARCHIVE_URL": store.root},
            stdout=subprocess.DEVNULL,
        )
        wait_until(lambda: "detaching" in old_partitions(searched).values())
        process.kill()
        process.wait()
    wait_until_alone(searched)
    finished(searched, store, everything)
