"""Which backup a restore begins with, and what is told when none serves."""

import os
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from etl.backup.catalog import base_named
from etl.backup.choice import choose, moment_of
from etl.backup.restore import restore
from etl.backup.store import Folder
from etl.errors import BackupError
from tests.etl.backup.conftest import NOW, MakeBase


def chosen(root: Path, to: datetime | None = None, name: str | None = None) -> int:
    """Return where the WAL of the chosen backup begins."""
    base, _ = choose(Folder(root), to, name)
    return base.first.number


def archive(root: Path, numbers: range) -> None:
    """Archive segments, of which each was written to for an hour; the last one until now."""
    folder = root / "main" / "wal"
    folder.mkdir(parents=True, exist_ok=True)
    for number in numbers:
        file = folder / f"00000001{0:08X}{number:08X}.gz"
        file.touch()
        moment = (NOW - timedelta(hours=8 - number)).timestamp()
        os.utime(file, (moment, moment))


def test_the_newest_from_before_the_moment(tmp_path: Path, make_base: MakeBase) -> None:
    for days, first in ((9, 1), (5, 2), (1, 3)):
        make_base(days, first)
    archive(tmp_path, range(1, 9))
    assert chosen(tmp_path) == 3
    assert chosen(tmp_path, NOW - timedelta(days=1)) == 3
    assert chosen(tmp_path, NOW - timedelta(days=1, seconds=1)) == 2
    assert chosen(tmp_path, name=base_named(Folder(tmp_path), None).name) == 3


def test_a_damaged_one_is_passed_over_unless_it_is_named(
    tmp_path: Path, make_base: MakeBase
) -> None:
    archive(tmp_path, range(1, 9))
    make_base(5, 2)
    make_base(1, 3, "damaged")
    assert chosen(tmp_path) == 2
    assert chosen(tmp_path, name=base_named(Folder(tmp_path), None).name) == 3
    make_base(0.5, 4, "unverified")
    assert chosen(tmp_path) == 4, "a restore verifies it"


def test_a_moment_before_all_of_them(tmp_path: Path, make_base: MakeBase) -> None:
    with pytest.raises(BackupError, match=f"no backup is in {tmp_path}"):
        chosen(tmp_path)
    make_base(3, 1)
    archive(tmp_path, range(1, 9))
    with pytest.raises(BackupError, match=r"from before 2026-11-24 .*; the first is of 2026-11-25"):
        chosen(tmp_path, NOW - timedelta(days=4))


def test_a_gap_stops_what_lies_beyond_it(tmp_path: Path, make_base: MakeBase) -> None:
    """A restore to the end would end there, and say nothing; a moment PostgreSQL sees to."""
    make_base(3, 1)
    archive(tmp_path, range(1, 5))
    archive(tmp_path, range(6, 9))
    with pytest.raises(
        BackupError, match=r"file 000000010000000000000005 is missing: .*--to 2026-11-28T00"
    ):
        chosen(tmp_path)
    assert chosen(tmp_path, NOW - timedelta(hours=5)) == 1
    with pytest.raises(BackupError, match="--to 2026-11-28T00:00:00Z or before"):
        chosen(tmp_path, NOW - timedelta(hours=3))
    make_base(1, 6)
    assert chosen(tmp_path) == 6
    (tmp_path / "main/wal/000000010000000000000006.gz").unlink()
    with pytest.raises(BackupError, match="--backup names one that is older"):
        chosen(tmp_path)


def test_a_folder_that_holds_something(tmp_path: Path, make_base: MakeBase) -> None:
    make_base(3, 1)
    archive(tmp_path, range(1, 9))
    into = tmp_path / "second"
    into.mkdir()
    (into / "something").touch()
    with pytest.raises(BackupError, match="holds something: restore into a folder that is not"):
        restore(tmp_path, into)
    assert (into / "something").exists()


@pytest.mark.parametrize(
    ("text", "meant"),
    [
        ("latest", None),
        ("2026-11-27T10:00:00Z", datetime(2026, 11, 27, 10, tzinfo=UTC)),
        ("2026-11-27 15:30", datetime(2026, 11, 27, 10, tzinfo=UTC)),
        ("2026-11-27T15:30:00.25+05:30", datetime(2026, 11, 27, 10, 0, 0, 250_000, tzinfo=UTC)),
    ],
)
def test_a_moment_is_of_the_business_time_zone(text: str, meant: datetime | None) -> None:
    assert moment_of(text, "Asia/Kolkata") == meant


@pytest.mark.parametrize(
    ("text", "message"),
    [("yesterday", "'yesterday' is no moment: write"), ("2999-01-01", "is still to come")],
)
def test_no_moment(text: str, message: str) -> None:
    with pytest.raises(BackupError, match=message):
        moment_of(text, "Asia/Kolkata")
