"""What goes wrong with backups is told in one line, and the earlier backup stays good."""

import os
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from etl.backup import archiving, segment
from etl.backup.base import base
from etl.backup.catalog import Base, base_named, every_base, lineage_named
from etl.backup.restore import restore
from etl.backup.server import Server
from etl.backup.store import Folder
from etl.backup.verify import verify
from etl.checks import disk
from etl.checks.backups import check_backups
from etl.cluster.home import at
from etl.db import Lock, connect, exclusive
from etl.errors import BackupError, BusyError
from etl.settings import settings
from tests.etl.backup.conftest import full

BACKS_UP = """
import sys
from pathlib import Path
from etl.backup.base import base
from etl.backup.server import server_of
from etl.cluster.home import at

base(server_of(at(Path(sys.argv[1])), None, Path(sys.argv[2])))
"""


@pytest.fixture
def spoiled(server: Server, good: Base) -> Iterator[Path]:
    """The folder of the good backup, put right again afterwards."""
    folder = server.folder / good.path
    kept = folder.with_name(f"{folder.name}.kept")
    subprocess.run(["cp", "-a", folder, kept], check=True)
    yield folder
    shutil.rmtree(folder)
    kept.rename(folder)


def flip(path: Path) -> None:
    """Change one byte of a file; further on are zeros, in which one does not matter."""
    with path.open("r+b") as file:
        file.seek(100)
        byte = file.read(1)
        file.seek(-1, os.SEEK_CUR)
        file.write(bytes([byte[0] ^ 0x40]))


def problems(server: Server, monkeypatch: pytest.MonkeyPatch) -> dict[str, str]:
    """Return what the doctor says."""
    monkeypatch.setattr(settings(), "backup_dir", server.folder)
    monkeypatch.setattr(disk, "LEAST_FREE", 1 << 20)
    with connect(server.url) as connection:
        found = [*check_backups(connection)]
    return {each.subject: f"{each.state}. {each.remedy}" for each in found if not each.is_well}


def last_archived(server: Server, good: Base) -> Path:
    """Archive one more segment and return where it is kept."""
    archiving.finish_segment(server, good.lineage)
    lineage = lineage_named(Folder(server.folder), good.lineage)
    name = lineage.segments[-1].name
    return Path(segment.archived(name, str(server.folder / good.lineage / "wal")))


def test_all_is_well(server: Server, good: Base, monkeypatch: pytest.MonkeyPatch) -> None:
    assert good.state == "good"
    assert problems(server, monkeypatch) == {}
    modes = {path.stat().st_mode & 0o077 for path in server.folder.rglob("*") if path.is_file()}
    assert modes == {0}


@pytest.mark.parametrize("name", ["base.tar.gz", "pg_wal.tar.gz", "backup_manifest"])
def test_a_flipped_byte_in_a_backup(
    server: Server, spoiled: Path, name: str, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    flip(spoiled / name)
    before = every_base(Folder(server.folder))
    damaged = base_named(Folder(server.folder), spoiled.name)
    with pytest.raises(BackupError, match=f"backup {spoiled.name} cannot be relied on: ") as told:
        verify(server, damaged)
    assert "\n" not in str(told.value)
    assert base_named(Folder(server.folder), spoiled.name).state == "damaged"
    assert len(every_base(Folder(server.folder))) == len(before)
    assert spoiled.name in problems(server, monkeypatch)["backups"]
    with pytest.raises(BackupError, match=f"backup {spoiled.name} is damaged"):
        restore(server.folder, tmp_path / "second", name=spoiled.name)
    assert [path.name for path in (tmp_path / "second").iterdir()] == ["cluster.lock"]


def test_a_file_of_a_backup_is_missing(server: Server, spoiled: Path) -> None:
    (spoiled / "base.tar.gz").unlink()
    with pytest.raises(BackupError, match=r"base\.tar\.gz is missing"):
        verify(server, base_named(Folder(server.folder), spoiled.name))


def test_a_flipped_byte_in_wal(server: Server, spoiled: Path, good: Base, tmp_path: Path) -> None:
    kept = last_archived(server, good)
    whole = kept.read_bytes()
    flip(kept)
    try:
        with pytest.raises(BackupError, match=f"{kept} is damaged"):
            verify(server, base_named(Folder(server.folder), spoiled.name))
        with pytest.raises(BackupError, match="the WAL cannot be replayed") as told:
            restore(server.folder, tmp_path / "second", name=good.name)
        assert f"{kept} is damaged" in str(told.value)
    finally:
        kept.write_bytes(whole)


def test_a_missing_wal_file(
    server: Server, spoiled: Path, good: Base, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    kept = last_archived(server, good)
    last_archived(server, good)
    away = tmp_path / "away.gz"
    shutil.copy2(kept, away)
    kept.unlink()
    name = kept.name.removesuffix(".gz")
    try:
        with pytest.raises(BackupError, match=f"the WAL file {name} is missing"):
            verify(server, base_named(Folder(server.folder), spoiled.name))
        assert f"{name} is missing" in problems(server, monkeypatch)["WAL"]
        with pytest.raises(BackupError, match=rf"{name} is missing: .* --to 20\d\d-") as told:
            restore(server.folder, tmp_path / "second", name=good.name)
        assert "or before" in str(told.value)
    finally:
        shutil.copy2(away, kept)
        shutil.chown(kept, server.user.pw_uid, server.user.pw_gid)


def test_a_full_disk(server: Server, good: Base, monkeypatch: pytest.MonkeyPatch) -> None:
    before = every_base(Folder(server.folder))
    with full(server):
        with pytest.raises(BackupError, match=r"no backup was made: .*pg_basebackup"):
            base(server)
        assert every_base(Folder(server.folder)) == before
        monkeypatch.setattr(archiving, "PATIENCE", 2)
        with pytest.raises(BackupError, match="archive_command fails"):
            archiving.finish_segment(server, good.lineage)
        _wait_until_nothing_half_is_left(server.folder / good.lineage / "wal")
        assert "cannot be archived since" in problems(server, monkeypatch)["WAL"]
    monkeypatch.undo()
    archiving.finish_segment(server, good.lineage)
    assert problems(server, monkeypatch) == {}
    assert verify(server, good).reason == "", "the server kept what was not archived"
    with connect(server.url) as connection:
        outcome = connection.execute(
            "SELECT outcome, error FROM etl.runs WHERE job = 'backup base' ORDER BY run_id DESC"
        ).fetchone()
    assert outcome is not None
    assert outcome[0] == "failed"
    assert "no backup was made" in outcome[1]


def test_a_killed_backup(server: Server, good: Base) -> None:
    """Its pg_basebackup lives on, and writes to where the next one clears up."""
    assert server.home is not None
    before = every_base(Folder(server.folder))
    process = subprocess.Popen(
        [sys.executable, "-c", BACKS_UP, server.home.var, server.folder],
        env=os.environ | {"LOCALPRO_DATABASE_URL": server.url},
    )
    while not [*server.folder.glob("*/base/*.partial/base.tar.gz")]:
        assert process.poll() is None
        time.sleep(0.02)
    process.kill()
    assert process.wait() == -signal.SIGKILL
    assert every_base(Folder(server.folder)) == before
    _wait_until_alone(server)
    made = base(server)
    assert not [*server.folder.glob("*/base/*.partial")]
    assert every_base(Folder(server.folder)) == [*before, made]
    assert verify(server, good).reason == ""
    shutil.rmtree(server.folder / made.path)


def test_two_at_once(server: Server, good: Base) -> None:
    with connect(server.url, autocommit=True) as other, exclusive(other, Lock.BACKUP):
        for job in (lambda: base(server), lambda: verify(server, good)):
            with pytest.raises(BusyError):
                job()


@pytest.mark.usefixtures("good")
def test_a_moment_that_is_not_archived_yet(server: Server, tmp_path: Path) -> None:
    with pytest.raises(BackupError, match="what is archived ends with a commit before"):
        restore(server.folder, tmp_path / "second", datetime.now(UTC) + timedelta(hours=1))
    assert at(tmp_path / "second").major is None


def _wait_until_nothing_half_is_left(wal: Path) -> None:
    """Wait for a moment between two attempts of the server: each removes what it began."""
    end = time.monotonic() + 30
    while [*wal.glob(".*")]:
        assert time.monotonic() < end, "an attempt left what it began"
        time.sleep(0.01)


def _wait_until_alone(server: Server) -> None:
    """Wait until the server has noticed that a killed backup is gone."""
    with connect(server.url, autocommit=True) as connection:
        while connection.execute(
            "SELECT FROM pg_stat_activity WHERE application_name = 'localpro backup base'"
        ).fetchone():
            time.sleep(0.05)
