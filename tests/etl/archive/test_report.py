"""The archive, counted by another engine, agrees with what is published, or the report says so."""

from collections.abc import Callable
from datetime import date

import pytest
from typer.testing import CliRunner

from etl.archive import commands
from etl.archive.report.compare import Comparison, report
from etl.archive.run import archive
from etl.archive.store import Store
from etl.errors import ArchiveError
from etl.refresh.publish import publish
from tests.etl.archive.conftest import rows
from tests.postgres import Database

JANUARY = (date(2025, 1, 1), date(2025, 1, 31))


def test_counts_agree(searched: Database, store: Store) -> None:
    """Days 6, 12 and 13 January have searches, the 6th in three districts or none at all.

    The 6th: 5 from Lucknow at hours 0, 1, 2, 3, 6, one from nowhere at 4, one from Etah or beside
    it at 5; the 12th and the 13th: one each. Terms: five texts and `tap` on the 6th.
    """
    archive(store, searched.owner_url)
    publish(searched.owner_url)
    assert report(store, *JANUARY, searched.owner_url) == [
        Comparison("search_days", 14, 3 + 1 + 1, 0),
        Comparison("search_hours", 14, 7 + 1 + 1, 0),
        Comparison("search_terms", 14, 6 + 1 + 1, 0),
        Comparison("search_cells", 14, 3 + 1 + 1, 0),
        Comparison("response_times", 14, 2, 0),
    ]


def test_only_the_days_asked_for(searched: Database, store: Store) -> None:
    archive(store, searched.owner_url)
    found = report(store, date(2025, 1, 12), date(2025, 1, 13), searched.owner_url)
    assert [(each.days, each.rows) for each in found] == [(2, 2)] * 4 + [(2, 0)]


@pytest.mark.parametrize(
    ("change", "named"),
    [
        ("UPDATE rollup.search_hours SET clicked = clicked + 1 WHERE hour = 6", r"hours \(2 rows"),
        ("DELETE FROM rollup.search_terms WHERE day = '2025-01-13'", r"terms \(1 rows"),
        ("UPDATE rollup.search_days SET day = day + 2 WHERE day = '2025-01-12'", r"days \(2 rows"),
        (
            "UPDATE rollup.search_demand SET category = 'c' WHERE category = 'cat'",
            r"cells \(2 rows",
        ),
        ("UPDATE rollup.search_days SET response_buckets = '{}'", r"response_times \(2 rows"),
    ],
)
def test_a_difference_is_named(searched: Database, store: Store, change: str, named: str) -> None:
    archive(store, searched.owner_url)
    with searched.connect() as connection:
        connection.execute(change.encode())
    with pytest.raises(ArchiveError, match=named):
        report(store, *JANUARY, searched.owner_url)
    runs = rows(searched, "SELECT outcome FROM etl.runs WHERE job = 'archive report'")
    assert runs == [("failed",)]


def test_the_command(
    searched: Database,
    store: Store,
    use_database: Callable[[Database], None],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("LOCALPRO_ARCHIVE_URL", store.root)
    use_database(searched)
    arguments = ["report", "--engine", "duckdb", "--from", "2025-01-01", "--to", "2025-01-31"]
    nothing = CliRunner().invoke(commands.app, arguments)
    assert isinstance(nothing.exception, ArchiveError)
    archive(store, searched.owner_url)
    printed = CliRunner().invoke(commands.app, arguments).stdout
    assert printed.count("14 days") == printed.count("equal (duckdb)") == 5


def test_reversed_days_are_said_and_not_recorded(searched: Database, store: Store) -> None:
    """Days of one week, so that the week is asked for whichever way round they are."""
    archive(store, searched.owner_url)
    with pytest.raises(ArchiveError, match="ends before it begins: from 2025-01-12 to 2025-01-06"):
        report(store, date(2025, 1, 12), date(2025, 1, 6), searched.owner_url)
    assert rows(searched, "SELECT FROM etl.runs WHERE job = 'archive report'") == []
