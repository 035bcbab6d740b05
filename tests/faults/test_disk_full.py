"""No room on a disk, or no archive at all: one clear line, a ledger entry, nothing half."""

import shutil
import subprocess
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import psycopg
import pytest

from etl.cluster import home, lifecycle
from etl.cluster.home import Home
from tests import postgres
from tests.disks import filled, mounted
from tests.faults.commands import localpro, require_one_line
from tests.faults.conftest import Machine, machine_at
from tests.faults.test_killed_jobs import every_search, old_week
from tests.faults.traffic import traffic, until

pytestmark = pytest.mark.proof

MEGABYTE = 1 << 20
LAST_RUN = "SELECT outcome, error FROM etl.runs WHERE job = %s ORDER BY run_id DESC LIMIT 1"

FULL = "No space left on device"


@pytest.fixture
def small_disk(tmp_path: Path) -> Iterator[Path]:
    """A disk of a megabyte, for what leaves the database."""
    folder = tmp_path / "disk"
    folder.mkdir()
    with mounted(folder, MEGABYTE) as disk:
        yield disk


@contextmanager
def log_elsewhere(place: Home) -> Iterator[None]:
    """Give a stopped cluster's log of changes a disk of its own, as operators do."""
    wal, data = place.data / "pg_wal", place.folder.resolve()
    kept = data.with_name(f"{data.name}-wal")
    subprocess.run(["cp", "-a", wal, kept], check=True)
    shutil.rmtree(wal)
    wal.symlink_to(kept)
    try:
        yield
    finally:
        shutil.rmtree(kept)


@pytest.fixture
def cramped(tmp_path: Path) -> Iterator[Machine]:
    """A machine whose data are on a small disk."""
    with postgres.own_place(tmp_path / "var") as place:
        place.var.mkdir(parents=True)
        home.make(place, home.server_user(place))
        data = place.folder.resolve()
        with mounted(data, 400 * MEGABYTE):
            shutil.chown(data, home.server_user(place).pw_uid)
            data.chmod(0o700)
            lifecycle.up(place)
            lifecycle.down(place)
            with log_elsewhere(place), machine_at(place) as made:
                yield made
                lifecycle.down(place)


def test_the_disk_of_the_database_is_full(
    cramped: Machine, use_machine: Callable[[Machine], None]
) -> None:
    """Customers are refused, people go on looking, and the refresh says why there is none."""
    use_machine(cramped)
    with traffic(cramped.url, "analytics", refreshed=False) as going:
        assert localpro("refresh").status == 0
        much_to_publish(cramped)
        with filled(cramped.place.folder.resolve()):
            until(lambda: going.customers.refused, "nobody is refused")
            assert isinstance(going.customers.refused[0], psycopg.errors.DiskFull)
            require_one_line(localpro("refresh"), "the disk of the database server is full")
            going.viewers["analytics"].seconds_until_shown()
        visits = len(going.customers.acknowledged)
        until(lambda: len(going.customers.acknowledged) > visits, "nobody comes back")
        assert localpro("refresh").status == 0
        going.viewers["analytics"].seconds_until_shown()
    with psycopg.connect(cramped.url) as connection:
        runs = connection.execute(
            "SELECT outcome, error IS NULL FROM etl.runs WHERE job = 'refresh' ORDER BY run_id"
        ).fetchall()
    assert ("failed", False) in runs
    assert not {outcome for outcome, _ in runs} - {"failed", "succeeded"}
    assert going.viewers["analytics"].told == []
    going.require_right()


def test_the_disk_of_the_archive_is_full(
    machine: Machine, small_disk: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("LOCALPRO_ARCHIVE_URL", str(small_disk / "archive"))
    old_week(machine, 20)
    with traffic(machine.url, "analytics") as going:
        with filled(small_disk):
            require_one_line(localpro("archive"), "2025w22", FULL)
            final = {"searches.parquet", "_manifest.json"}
            assert not names(small_disk / "archive") & final
            require_ledger(machine, "archive", FULL)
        assert localpro("archive").status == 0
        assert {"searches.parquet", "_manifest.json"} <= names(small_disk / "archive")
        going.goes_on()
    every_search(machine)
    going.require_right()


@pytest.mark.parametrize(
    ("place", "said"),
    [
        ("{folder}/file/archive", "Not a directory"),
        ("s3://bucket/archive?endpoint_override=127.0.0.1:1&scheme=http", "127.0.0.1"),
    ],
    ids=["a folder", "a bucket"],
)
def test_the_archive_cannot_be_reached(
    machine: Machine, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, place: str, said: str
) -> None:
    (tmp_path / "file").write_text("")
    monkeypatch.setenv("LOCALPRO_ARCHIVE_URL", place.format(folder=tmp_path))
    monkeypatch.setenv("AWS_ACCESS_KEY_ID", "nobody")
    monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", "nothing")
    old_week(machine, 21)
    with traffic(machine.url, "analytics") as going:
        require_one_line(localpro("archive"), said)
        require_ledger(machine, "archive", said)
        going.goes_on()
        monkeypatch.setenv("LOCALPRO_ARCHIVE_URL", str(tmp_path / "archive"))
        assert localpro("archive").status == 0
    monkeypatch.setenv("LOCALPRO_ARCHIVE_URL", str(tmp_path / "archive"))
    every_search(machine)
    going.require_right()


@pytest.mark.parametrize("format", ["csv", "parquet", "xlsx"])
def test_the_disk_of_a_file_is_full(machine: Machine, small_disk: Path, format: str) -> None:
    with traffic(machine.url, "analytics", refreshed=False) as going:
        until(lambda: len(going.customers.acknowledged) > 3, "nobody comes")
        assert localpro("refresh").status == 0
        asked = ("export", "requested", "--by", "provider", "--format", format)
        out = ("--out", str(small_disk / f"file.{format}"))
        with filled(small_disk):
            require_one_line(localpro(*asked, *out), FULL)
            assert names(small_disk) == {"filler"}
        assert localpro(*asked, *out).status == 0
        assert names(small_disk) == {f"file.{format}", f"file.{format}.manifest.json"}


def much_to_publish(machine: Machine) -> None:
    """Log so many terms that a refresh needs room for them."""
    with psycopg.connect(machine.url) as connection:
        connection.execute(
            "SELECT etl.ensure_partitions(today - 20, today - 20)"
            " FROM etl.business_day(now()) AS today"
        )
        connection.execute(
            "INSERT INTO search_logs (query, results_count, created_at)"
            " SELECT 'term ' || number, 1, now() - interval '20 days'"
            " FROM generate_series(1, 10000) AS number"
        )


def names(folder: Path) -> set[str]:
    """Return what the files below a folder are called, whole or not."""
    return {path.name for path in folder.rglob("*") if path.is_file()}


def require_ledger(machine: Machine, job: str, said: str) -> None:
    with psycopg.connect(machine.url) as connection:
        row = connection.execute(LAST_RUN, (job,)).fetchone()
    assert row is not None
    assert row[0] == "failed"
    assert said in row[1]
