"""One file of WAL: kept whole and on disk, or not at all; never replaced; damage is told."""

import os
import resource
import signal
import subprocess
import sys
from functools import partial
from pathlib import Path

import pytest

from etl.backup import segment
from etl.backup.segment import DamagedError, RefusedError, archived, content, fetch, keep

NAME = "000000010000000000000001"
CONTENT = bytes(range(256)) * 40 + bytes(5000)
PROGRAM = Path(segment.__file__)

DIES_BEFORE_NAMING = """
import os, signal, sys
from etl.backup import segment
os.link = lambda *_: os.kill(os.getpid(), signal.SIGKILL)
segment.keep(*sys.argv[1:])
"""


@pytest.fixture
def source(tmp_path: Path) -> Path:
    path = tmp_path / "pg_wal" / NAME
    path.parent.mkdir()
    path.write_bytes(CONTENT)
    return path


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    path = tmp_path / "wal"
    path.mkdir()
    return path


def run(*words: str | Path) -> subprocess.CompletedProcess[str]:
    """Run it as PostgreSQL does."""
    command = [sys.executable, "-I", "-S", PROGRAM, *words]
    return subprocess.run(command, capture_output=True, text=True, check=False)


def test_there_and_back(source: Path, folder: Path, tmp_path: Path) -> None:
    assert run("keep", source, folder).returncode == 0
    assert run("fetch", NAME, folder, tmp_path / "back").returncode == 0
    assert (tmp_path / "back").read_bytes() == CONTENT
    kept = Path(archived(NAME, str(folder)))
    assert [*folder.iterdir()] == [kept]
    assert kept.stat().st_mode & 0o777 == 0o600
    assert kept.stat().st_mtime_ns == source.stat().st_mtime_ns


def test_the_same_file_again_is_success_and_writes_nothing(source: Path, folder: Path) -> None:
    keep(str(source), str(folder))
    before = Path(archived(NAME, str(folder))).stat()
    keep(str(source), str(folder))
    after = Path(archived(NAME, str(folder))).stat()
    assert (after.st_ino, after.st_ctime_ns) == (before.st_ino, before.st_ctime_ns)


@pytest.mark.parametrize("other", [b"x" + CONTENT[1:], CONTENT + b"x", CONTENT[:-1], b""])
def test_another_file_under_a_name_is_refused(source: Path, folder: Path, other: bytes) -> None:
    keep(str(source), str(folder))
    source.write_bytes(other)
    refused = run("keep", source, folder)
    assert refused.returncode == 1
    assert "is there already, and is another file" in refused.stderr
    assert b"".join(content(archived(NAME, str(folder)))) == CONTENT


def test_one_that_came_meanwhile_is_not_replaced(
    source: Path, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Between the look and the naming somebody else keeps another file."""
    other = folder.parent / "other" / NAME
    other.parent.mkdir()
    other.write_bytes(b"other")
    link = os.link

    def late(partial: str, kept: str) -> None:
        assert run("keep", other, folder).returncode == 0
        link(partial, kept)

    monkeypatch.setattr(os, "link", late)
    with pytest.raises(RefusedError):
        keep(str(source), str(folder))
    assert b"".join(content(archived(NAME, str(folder)))) == b"other"
    assert len([*folder.iterdir()]) == 1


def test_it_is_on_disk_before_it_has_its_name_and_the_name_before_it_says_yes(
    source: Path, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    done = []
    fsync, link = os.fsync, os.link

    def synced(descriptor: int) -> None:
        done.append(str(Path(f"/proc/self/fd/{descriptor}").readlink()))
        fsync(descriptor)

    def named(partial: str, kept: str) -> None:
        done.append("named")
        link(partial, kept)

    monkeypatch.setattr(os, "fsync", synced)
    monkeypatch.setattr(os, "link", named)
    keep(str(source), str(folder))
    partial, *rest = done
    assert Path(partial).name.startswith(f".{NAME}")
    assert rest == ["named", str(folder)]
    done.clear()
    keep(str(source), str(folder))
    assert done == [archived(NAME, str(folder)), str(folder)], "also when it was there"


def test_killed_it_leaves_no_name_and_the_next_one_keeps_it(source: Path, folder: Path) -> None:
    command = [sys.executable, "-c", DIES_BEFORE_NAMING, str(source), str(folder)]
    assert subprocess.run(command, check=False).returncode == -signal.SIGKILL
    assert not Path(archived(NAME, str(folder))).exists()
    keep(str(source), str(folder))
    assert b"".join(content(archived(NAME, str(folder)))) == CONTENT


def test_a_flipped_byte_is_told_or_does_not_matter(source: Path, folder: Path) -> None:
    """Some bytes of gzip's header mean nothing; some flips point to equal bytes elsewhere."""
    keep(str(source), str(folder))
    kept = Path(archived(NAME, str(folder)))
    whole = kept.read_bytes()
    told = 0
    for at in range(len(whole)):
        kept.write_bytes(whole[:at] + bytes([whole[at] ^ 1]) + whole[at + 1 :])
        try:
            assert b"".join(content(str(kept))) == CONTENT
        except DamagedError:
            told += 1
    assert told > len(whole) / 2


def test_a_file_that_was_cut_or_continued_is_damaged(source: Path, folder: Path) -> None:
    keep(str(source), str(folder))
    kept = Path(archived(NAME, str(folder)))
    whole = kept.read_bytes()
    for other in (whole[:-1], whole[: len(whole) // 2], b"", whole + b"x", whole + whole):
        kept.write_bytes(other)
        with pytest.raises(DamagedError):
            list(content(str(kept)))


def test_postgresql_is_told_the_end_from_damage(source: Path, folder: Path, tmp_path: Path) -> None:
    """Above 125 PostgreSQL gives up; below, it takes what it has for all there is."""
    assert run("fetch", NAME, folder, tmp_path / "back").returncode == 1
    keep(str(source), str(folder))
    kept = Path(archived(NAME, str(folder)))
    kept.write_bytes(kept.read_bytes()[:-4])
    damaged = run("fetch", NAME, folder, tmp_path / "back")
    assert damaged.returncode == 200
    assert f"{kept} is damaged" in damaged.stderr
    assert not fetch("000000010000000000000002", str(folder), str(tmp_path / "back"))


def test_a_file_that_finds_no_room_is_refused_and_leaves_nothing(
    source: Path, folder: Path
) -> None:
    source.write_bytes(os.urandom(1 << 20))
    room = 100_000
    limit = partial(resource.setrlimit, resource.RLIMIT_FSIZE, (room, room))
    command = [sys.executable, "-I", "-S", PROGRAM, "keep", source, folder]
    refused = subprocess.run(command, preexec_fn=limit, capture_output=True, text=True, check=False)
    assert refused.returncode == 1
    assert "File too large" in refused.stderr
    assert [*folder.iterdir()] == []
    assert run("keep", source, folder).returncode == 0, "when there is room again"


def test_no_folder_is_a_failure(source: Path, tmp_path: Path) -> None:
    """A disk that is not mounted must not look like one that took the file."""
    refused = run("keep", source, tmp_path / "not-mounted")
    assert refused.returncode == 1
    assert "No such file or directory" in refused.stderr


def test_it_loads_next_to_nothing(source: Path, folder: Path) -> None:
    """It is started for every segment."""
    options = [sys.executable, "-X", "importtime", "-I", "-S", PROGRAM, "keep", source, folder]
    told = subprocess.run(options, capture_output=True, text=True, check=True).stderr
    loaded = {line.rpartition("|")[2].strip() for line in told.splitlines()}
    assert "zlib" in loaded
    assert not loaded & {"pathlib", "subprocess", "typing", "re", "logging", "etl", "gzip"}
