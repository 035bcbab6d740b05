"""The archive and the disks."""

from pathlib import Path

import psycopg
import pytest

from etl.archive.manifest import data_name
from etl.archive.run import archive
from etl.archive.store import open_store
from etl.archive.weeks import find_week
from etl.checks import disk
from etl.checks.archive import check_archive
from etl.refresh.publish import publish
from etl.settings import settings
from tests.factories import ist, make_search
from tests.postgres import Database


@pytest.fixture
def root(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setattr(settings(), "archive_url", str(tmp_path / "archive"))
    return tmp_path / "archive"


def problems(connection: psycopg.Connection) -> dict[str, str]:
    return {
        found.subject: f"{found.state}. {found.remedy}"
        for found in check_archive(connection)
        if not found.is_well
    }


def test_an_archive_open_to_others_or_lacking_files(database: Database, root: Path) -> None:
    with database.connect() as connection:
        assert problems(connection) == {}, "nothing is archived, there need be no folder"
        make_search(connection, created_at=ist("2025-01-06 12:00"))
    publish(database.owner_url)
    archive(open_store(), database.owner_url)
    with database.connect() as connection:
        assert problems(connection) == {}
        file = root / data_name(find_week(connection, "2025w02"))
        file.chmod(0o644)
        assert f"{file} and 0 more can be read by others" in problems(connection)["archive's modes"]
        assert f"chmod -R go= {root}" in problems(connection)["archive's modes"]
        file.rename(file.with_suffix(".gone"))
        assert "lacks 1 of 2 files" in problems(connection)["archive"]
        root.rename(root.with_suffix(".gone"))
        assert "cannot be read" in problems(connection)["archive"]


def test_a_disk_that_is_nearly_full(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    assert disk.check_disk("disk", tmp_path / "not" / "there").is_well
    monkeypatch.setattr(disk, "LEAST_FREE", 2**60)
    assert "GB free of" in disk.check_disk("disk", tmp_path).state
    assert not disk.check_disk("disk", tmp_path).is_well
