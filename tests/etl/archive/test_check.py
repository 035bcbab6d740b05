"""Every archived week has its turn to be compared with what is published; a difference alerts."""

from collections.abc import Callable
from datetime import date, timedelta
from pathlib import Path

import pytest
from typer.testing import CliRunner

from etl.archive import commands
from etl.archive.report.check import check
from etl.archive.restore import restore
from etl.archive.run import archive
from etl.archive.store import open_store
from etl.errors import ArchiveError
from etl.jobs.schedule import JOBS
from etl.refresh.publish import publish
from etl.settings import settings
from tests.etl.archive.conftest import rows
from tests.factories import ist, make_search
from tests.postgres import Database

TONIGHT = 150
"""A turn comes every 30 days; this many days ago, a week was old enough for the archive."""


@pytest.fixture
def archived(
    database: Database, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> tuple[Database, str]:
    """A database with two archived weeks, and the one of them whose turn it is tonight."""
    monkeypatch.setattr(settings(), "archive_url", str(tmp_path / "archive"))
    with database.connect() as connection:
        row = connection.execute("SELECT etl.business_day(now())").fetchone()
        assert row is not None
        monday = turn_of(row[0])
        for first_day in (monday, monday + timedelta(days=7)):
            make_search(connection, created_at=ist(f"{first_day} 12:00"))
    publish(database.owner_url)
    archive(open_store(), database.owner_url)
    return database, f"{monday:%Gw%V}"


def turn_of(today: date) -> date:
    """Return a Monday whose turn it is today."""
    return next(
        monday
        for age in range(TONIGHT, TONIGHT + 210, 30)
        if (monday := today - timedelta(days=age)).isoweekday() == 1
    )


def test_tonights_week_is_compared(archived: tuple[Database, str]) -> None:
    database, week = archived
    assert check(open_store(), database.owner_url) == [week]


def alert(database: Database) -> object:
    [(found,)] = rows(database, "SELECT alert FROM analytics.jobs WHERE job = 'archive check'")
    return found


def nightly(database: Database) -> None:
    [job] = [job for job in JOBS if job.name == "archive check"]
    job.run(database.owner_url)


@pytest.mark.parametrize("column", ["searches", "zero_results", "clicked"])
def test_a_difference_raises_an_alert(archived: tuple[Database, str], column: str) -> None:
    database, week = archived
    nightly(database)
    assert alert(database) is None
    with database.connect() as connection:
        connection.execute(f"UPDATE rollup.search_terms SET {column} = {column} + 1".encode())
    with pytest.raises(ArchiveError, match=rf"{week}: .*differ in search_terms \(2 rows\)"):
        nightly(database)
    assert alert(database) == "failed"


def test_a_week_has_no_turn_on_other_nights(archived: tuple[Database, str]) -> None:
    database, week = archived
    with database.connect() as connection:
        connection.execute(
            "UPDATE rollup.search_hours SET searches = 0 WHERE to_char(day, 'IYYY\"w\"IW') <> %s",
            (week,),
        )
    assert check(open_store(), database.owner_url) == [week]


def test_a_lost_file_raises_an_alert(archived: tuple[Database, str]) -> None:
    database, week = archived
    for file in Path(open_store().root).rglob("searches.parquet"):
        file.unlink()
    with pytest.raises(ArchiveError, match=f"{week}: cannot read the archive"):
        nightly(database)
    assert alert(database) == "failed"


def test_a_restored_week_is_left_to_verify(archived: tuple[Database, str]) -> None:
    """What is changed in the database meanwhile is no difference."""
    database, week = archived
    restore(open_store(), week, database.owner_url)
    assert check(open_store(), database.owner_url) == []


def test_the_command(
    archived: tuple[Database, str], use_database: Callable[[Database], None]
) -> None:
    database, _ = archived
    root = settings().archive_url
    use_database(database)
    settings().archive_url = root
    told = CliRunner().invoke(commands.app, ["check"])
    assert told.stdout == "Checked 1 archived weeks: all as published.\n"
