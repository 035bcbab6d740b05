"""Whatever there is, the last good backup stays, and every moment of the last days that could be
restored can be restored still."""

import os
from collections.abc import Callable
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from etl.backup.catalog import Base, Lineage, Verdict, every_base, lineages
from etl.backup.retention import expired, thin, unneeded
from etl.backup.store import Folder
from tests.etl.backup.conftest import NOW, SEGMENT, MakeBase, _record

SINCE = NOW - timedelta(days=30)


def _base(days_ago: float, first: int, state: str) -> Base:
    at = NOW - timedelta(days=days_ago)
    verdict = None
    if state != "unverified":
        reason = "a byte is another" if state == "damaged" else ""
        verdict = Verdict(version=1, verified_at=at, reason=reason, wal_until="")
    return Base("main", _record(f"{first}", at, first), verdict)


def _moments(bases: list[Base], archived: set[int]) -> set[datetime]:
    """Return on which of the last days a moment can be restored: by a good base before it, with all
    WAL from there on. Here a day has one segment, numbered from the oldest day."""
    days = [NOW - timedelta(days=ago) for ago in range(31)]
    return {
        day
        for day in days
        for base in bases
        if base.state == "good"
        and base.record.finished_at <= day
        and {*range(base.first.number, 100 - (NOW - day).days)} <= archived
    }


states = st.sampled_from(["good", "good", "damaged", "unverified"])
histories = st.dictionaries(st.integers(0, 90), states, max_size=12)


@given(histories, st.sets(st.integers(10, 100), max_size=3))
def test_nothing_that_can_be_restored_is_lost(history: dict[int, str], gaps: set[int]) -> None:
    bases = [_base(ago, 100 - ago, history[ago]) for ago in sorted(history, reverse=True)]
    archived = set(range(10, 101)) - gaps
    names = {f"00000001{0:08X}{number:08X}": NOW for number in archived}
    going = expired(bases, SINCE)
    kept = [base for base in bases if base not in going]
    gone = {int(name[16:24], 16) for name in unneeded(Lineage("main", (), names), kept)}
    assert _moments(kept, archived - gone) == _moments(bases, archived)
    good = [base for base in bases if base.state == "good"]
    assert good[-1:] == [base for base in kept if base.state == "good"][-1:]
    if good:
        assert not gone & {*range(good[-1].first.number, 101)}


@pytest.mark.parametrize(
    ("history", "kept"),
    [
        ({40: "good", 31: "good", 29: "good", 1: "good"}, [31, 29, 1]),
        ({40: "good", 35: "damaged", 29: "good"}, [40, 35, 29]),
        ({60: "good", 40: "good"}, [40]),
        ({60: "good", 40: "damaged", 1: "damaged"}, [60, 40, 1]),
        ({60: "unverified", 40: "damaged"}, [60, 40]),
        ({40: "damaged", 3: "good"}, [3]),
        ({}, []),
    ],
)
def test_what_stays(history: dict[int, str], kept: list[int]) -> None:
    bases = [_base(ago, 100 - ago, state) for ago, state in history.items()]
    going = expired(bases, SINCE)
    assert [100 - base.first.number for base in bases if base not in going] == kept


def test_what_goes_from_the_disk(tmp_path: Path, make_base: MakeBase) -> None:
    make_base(50, 0x10)
    make_base(40, 0x20)
    make_base(3, 0x30)
    make_base(45, 0x05, lineage="other")
    for lineage in ("main", "other"):
        wal = tmp_path / lineage / "wal"
        wal.mkdir()
        for number in range(0x0E, 0x32):
            (wal / f"00000001{0:08X}{number:08X}.gz").touch()
        (wal / f"00000001{0:08X}{0x10:08X}.00000028.backup.gz").touch()
        (wal / "00000002.history.gz").touch()
    pruned = thin(Folder(tmp_path), SINCE)
    assert len(pruned.bases) == 1
    assert [base.record.first_segment[-2:] for base in every_base(Folder(tmp_path))] == [
        *("05", "20", "30")
    ]
    main, other = lineages(Folder(tmp_path))
    assert [main.segments[0].number, main.segments[-1].number] == [0x20, 0x31]
    assert "00000002.history" in main.archived, "which way to go costs nothing"
    assert not any("backup" in name for name in main.archived)
    assert other.segments[0].number == 0x0E
    assert thin(Folder(tmp_path), SINCE).bases == ()


def test_a_half_removed_backup_is_none(tmp_path: Path, make_base: MakeBase) -> None:
    make_base(50, 1)
    make_base(3, 2)
    next(tmp_path.glob("main/base/*/backup.json")).unlink()
    assert len(every_base(Folder(tmp_path))) == 1


def test_dumps_go_with_their_time_but_for_the_newest(
    tmp_path: Path, make_base: MakeBase, aged: Callable[[Path, float], None]
) -> None:
    make_base(3, 1)
    folder = tmp_path / "main" / "dump"
    folder.mkdir()
    for name, days in (("a", 60), ("b", 40), ("c", 35)):
        aged(folder / f"{name}.dump", days)
    thin(Folder(tmp_path), SINCE)
    assert [path.name for path in folder.iterdir()] == ["c.dump"]


@pytest.fixture
def aged() -> Callable[[Path, float], None]:
    def _aged(path: Path, days: float) -> None:
        path.touch()
        moment = (NOW - timedelta(days=days)).timestamp()
        os.utime(path, (moment, moment))

    return _aged


def test_sizes_are_those_of_postgresql() -> None:
    assert SEGMENT == 16 * 1024 * 1024
