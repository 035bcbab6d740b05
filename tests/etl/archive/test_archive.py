"""Weeks leave the database only after they have been read back, and come back as they were."""

from pathlib import Path

import duckdb
import psycopg
import pytest
from pyarrow.parquet import ParquetFile
from typer.testing import CliRunner

from etl.archive import commands
from etl.archive.manifest import read_manifest
from etl.archive.restore import restore
from etl.archive.run import Archive, archive, close, due, leave, write
from etl.archive.store import Store, open_store
from etl.archive.weeks import find_week
from etl.db import connect
from etl.errors import ArchiveError
from etl.refresh.publish import publish
from tests.etl.archive.conftest import (
    AWKWARD,
    WEEKS,
    old_partitions,
    published,
    rows,
    states,
)
from tests.factories import ist, make_search
from tests.postgres import Database


def file_of(store: Store, week: str) -> Path:
    year, number = week.split("w")
    return Path(store.root) / f"search_logs/year={year}/week={number}/searches.parquet"


def change_a_term(file: Path) -> None:
    """Flip a bit of a column that the checksum does not cover, so that it reads like any other."""
    group = ParquetFile(file).metadata.row_group(0)
    columns = {group.column(i).path_in_schema: group.column(i) for i in range(group.num_columns)}
    content = bytearray(file.read_bytes())
    place = content.index(b"plumber", columns["term"].dictionary_page_offset)
    content[place] ^= 1
    file.write_bytes(content)


def exported(database: Database, store: Store, week: str = WEEKS[0]) -> None:
    """Take a week as far as its file, so that it would be dropped next."""
    with connect(database.owner_url, autocommit=True) as connection:
        place = Archive(connection, database.owner_url, store)
        for step in (close, leave, write):
            step(place, find_week(connection, week))


def test_old_weeks_go_and_what_people_read_stays(searched: Database, store: Store) -> None:
    before = published(searched)
    done = archive(store, searched.owner_url)
    assert [(week.week, week.row_count) for week in done] == [("2025w02", 8), ("2025w03", 1)]
    assert states(searched) == dict.fromkeys(WEEKS, "archived")
    assert old_partitions(searched) == {}
    assert rows(searched, "SELECT query FROM search_logs") == [("today",)]
    publish(searched.owner_url)
    assert published(searched) == before
    assert sorted(p.name for p in file_of(store, "2025w02").parent.iterdir()) == [
        "_manifest.json",
        "searches.parquet",
    ]
    assert archive(store, searched.owner_url) == []


def test_any_engine_reads_what_was_there(searched: Database, store: Store) -> None:
    """Every text as PostgreSQL had it, an empty one apart from none, and each search's week."""
    wanted = rows(
        searched,
        "SELECT id, query, session_id, filters::text, location::text, results_count,"
        " clicked_provider_id, click_position, response_time,"
        " extract(EPOCH FROM created_at)::text FROM search_logs"
        " WHERE query <> 'today' ORDER BY created_at",
    )
    archive(store, searched.owner_url)
    found = duckdb.sql(
        "SELECT id, query, session_id, filters, location, results_count, clicked_provider_id,"
        " click_position, response_time,"
        " printf('%d.%06d', created_us // 1000000, created_us % 1000000), year, week"
        f" FROM read_parquet('{store.root}/search_logs/*/*/*.parquet', hive_partitioning = true)"
        " ORDER BY created_us"
    ).fetchall()
    assert [row[:-2] for row in found] == wanted
    assert [row[-2:] for row in found] == [(2025, "02")] * (len(AWKWARD) + 1) + [(2025, "03")]


def test_the_manifest_says_what_the_file_holds(searched: Database, store: Store) -> None:
    archive(store, searched.owner_url)
    with connect(searched.owner_url) as connection:
        week = find_week(connection, "2025w02")
    manifest = read_manifest(store, week)
    assert (manifest.rows, manifest.checksum) == (8, week.checksum)
    assert manifest.bytes == file_of(store, "2025w02").stat().st_size
    assert manifest.first == ist("2025-01-06 00:00:00.000001")
    assert manifest.last == ist("2025-01-12 23:59:59.999999")
    assert [c.name for c in manifest.columns][:3] == ["id", "user_id", "session_id"]


def test_restored_rows_are_the_rows_that_left(searched: Database, store: Store) -> None:
    everything, before = rows(searched), published(searched)
    archive(store, searched.owner_url)
    for week in WEEKS:
        assert restore(store, week, searched.owner_url).state == "restored"
    assert rows(searched) == everything
    assert old_partitions(searched) == dict.fromkeys(WEEKS, "attached")
    publish(searched.owner_url)
    assert published(searched) == before
    assert due(searched.owner_url) == [], "it stays until somebody asks"
    archive(store, searched.owner_url, weeks=["2025w02"])
    assert states(searched) == {"2025w02": "archived", "2025w03": "restored"}


def test_a_restored_week_takes_changes_and_the_archive_follows(
    searched: Database, store: Store
) -> None:
    archive(store, searched.owner_url)
    restore(store, "2025w02", searched.owner_url)
    with searched.connect() as connection:
        connection.execute("DELETE FROM search_logs WHERE query = 'tap'")
    (done,) = archive(store, searched.owner_url, weeks=["2025w02"])
    assert done.row_count == 8 - 2
    restore(store, "2025w02", searched.owner_url)
    assert rows(searched, "SELECT count(*) FROM search_logs WHERE query = 'tap'") == [(0,)]


@pytest.mark.parametrize("damage", ["truncated", "one bit", "other rows", "gone", "no manifest"])
def test_what_cannot_be_read_back_is_not_dropped(
    searched: Database, store: Store, damage: str
) -> None:
    everything = rows(searched, "SELECT s::text FROM partitions.search_logs_y2025w02 AS s")
    exported(searched, store)
    file = file_of(store, "2025w02")
    if damage == "truncated":
        file.write_bytes(file.read_bytes()[:-100])
    elif damage == "one bit":
        change_a_term(file)
    elif damage == "other rows":
        duckdb.sql(
            f"COPY (SELECT * REPLACE (upper(query) AS query) FROM '{file}') TO '{file}.other'"
        )
        Path(f"{file}.other").replace(file)
    elif damage == "gone":
        file.unlink()
    else:
        file.with_name("_manifest.json").unlink()
    with pytest.raises(ArchiveError, match=r"2025w02|_manifest"):
        archive(store, searched.owner_url, weeks=["2025w02"])
    assert states(searched) == {"2025w02": "detached"}
    kept = rows(searched, "SELECT s::text FROM partitions.search_logs_y2025w02 AS s")
    assert kept == everything
    archive(store, searched.owner_url, weeks=["2025w02"])
    restore(store, "2025w02", searched.owner_url)
    back = rows(searched, "SELECT s::text FROM partitions.search_logs_y2025w02 AS s")
    assert sorted(back) == sorted(everything)


def test_rows_that_came_after_the_file_are_not_dropped(searched: Database, store: Store) -> None:
    exported(searched, store)
    with searched.connect() as connection:
        connection.execute("ALTER TABLE partitions.search_logs_y2025w02 DISABLE TRIGGER USER")
        connection.execute("UPDATE partitions.search_logs_y2025w02 SET results_count = 99")
    with pytest.raises(ArchiveError, match="has changed since"):
        archive(store, searched.owner_url, weeks=["2025w02"])
    archive(store, searched.owner_url, weeks=["2025w02"])
    restore(store, "2025w02", searched.owner_url)
    found = rows(searched, "SELECT DISTINCT results_count FROM partitions.search_logs_y2025w02")
    assert found == [(99,)]


@pytest.mark.parametrize(
    "change",
    [
        "INSERT INTO search_logs (query, results_count, created_at)"
        " VALUES ('late', 1, '2025-01-07 12:00+05:30')",
        "UPDATE search_logs SET results_count = 7 WHERE query = 'NULL'",
        "UPDATE search_logs SET created_at = '2025-01-07 12:00+05:30' WHERE query = 'today'",
        "DELETE FROM search_logs WHERE query = 'NULL'",
        "TRUNCATE search_logs",
    ],
)
def test_a_closed_week_refuses_changes(searched: Database, store: Store, change: str) -> None:
    with connect(searched.owner_url, autocommit=True) as connection:
        close(Archive(connection, None, store), find_week(connection, "2025w02"))
        with pytest.raises(psycopg.errors.ObjectNotInPrerequisiteState, match="is closed"):
            connection.execute(change.encode())
        make_search(connection, created_at=ist("2025-01-13 12:00"))


def test_an_archived_week_has_no_place_for_late_rows(searched: Database, store: Store) -> None:
    archive(store, searched.owner_url)
    with searched.connect() as connection, pytest.raises(psycopg.errors.CheckViolation):
        make_search(connection, created_at=ist("2025-01-07 12:00"))


def test_an_archive_out_of_reach_costs_nothing(searched: Database, tmp_path: Path) -> None:
    (tmp_path / "taken").write_text("a file where the archive should be")
    with pytest.raises(ArchiveError, match="cannot write week 2025w02"):
        archive(open_store(str(tmp_path / "taken")), searched.owner_url)
    assert old_partitions(searched)["2025w02"] == "detached"
    assert rows(searched, "SELECT outcome FROM etl.runs WHERE job = 'archive'") == [("failed",)]
    archive(open_store(str(tmp_path / "archive")), searched.owner_url)
    assert states(searched) == dict.fromkeys(WEEKS, "archived")


def test_an_unknown_week_is_named(searched: Database, store: Store) -> None:
    with pytest.raises(ArchiveError, match="no week 1999w01"):
        restore(store, "1999w01", searched.owner_url)
    with pytest.raises(ArchiveError, match="2025w02 is in the database"):
        restore(store, "2025w02", searched.owner_url)


def test_a_young_week_stays(searched: Database, store: Store) -> None:
    """Weeks go when the Monday after them is three months ago, and not a day earlier."""
    with searched.connect() as connection:
        connection.execute(
            "SELECT etl.ensure_partitions(today - 120, today, 'search_logs')"
            " FROM etl.business_day(now()) AS today"
        )
    old, young = rows(
        searched,
        "SELECT to_char(monday, 'IYYY\"w\"IW') FROM etl.business_day(now()) AS today,"
        " date_trunc('week', today - interval '3 months') AS boundary,"
        " unnest(ARRAY[boundary - interval '1 week', boundary]) AS monday",
    )
    assert [week.week for week in due(searched.owner_url)][-1:] == [*old]
    with pytest.raises(ArchiveError, match="younger than 3 months"):
        archive(store, searched.owner_url, weeks=[str(young[0])])


def test_the_commands(
    searched: Database, use_database: object, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("LOCALPRO_ARCHIVE_URL", str(tmp_path / "archive"))
    use_database(searched)  # type: ignore[operator]
    run = CliRunner().invoke
    assert "would archive 2025w02 (now attached)" in run(commands.app, ["--dry-run"]).stdout
    assert not (tmp_path / "archive").exists()
    printed = run(commands.app).stdout
    assert "2025w03 exported\n2025w03 archived" in printed
    assert "Archived 2 weeks, 9 rows." in printed
    assert "Restored 2025w03, 1 rows." in run(commands.app, ["restore", "2025w03"]).stdout
