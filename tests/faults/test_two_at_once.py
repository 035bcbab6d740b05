"""Two of a job at once: one works; the other says so and leaves."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import psycopg
import pytest

from tests.factories import ist, make_category, make_provider, make_search
from tests.faults.commands import Ended, ended, localpro, require_one_line, started
from tests.faults.traffic import require_exact, until
from tests.locks import waiting_for
from tests.postgres import Database

pytestmark = pytest.mark.proof


@pytest.fixture
def empty(
    database: Database,
    use_database: Callable[[Database], None],
    monkeypatch: pytest.MonkeyPatch,
    tmp_path: Path,
) -> Database:
    """An empty marketplace, which the settings name."""
    use_database(database)
    monkeypatch.setenv("LOCALPRO_ARCHIVE_URL", str(tmp_path / "archive"))
    return database


@pytest.fixture
def due(empty: Database) -> Database:
    """A marketplace in which every job has something to do: a week for the archive, and a month of
    notifications that has expired.
    """
    with empty.connect() as connection:
        make_provider(connection, make_category(connection))
        make_search(connection, created_at=ist("2025-01-06 12:00"))
    return empty


@contextmanager
def held(database: Database, table: str) -> Iterator[psycopg.Connection]:
    """Keep everybody from a table for a while; yield a connection that sees who waits."""
    with database.connect() as holder, database.connect(autocommit=True) as observer:
        holder.execute(f"LOCK TABLE {table} IN ACCESS EXCLUSIVE MODE".encode())
        yield observer


def both(database: Database, words: tuple[str, ...], table: str) -> tuple[Ended, Ended]:
    """Start a command, and again while it waits for a table; return how they ended."""
    with held(database, table) as observer:
        first = started(*words)
        until(lambda: waiting_for(observer, table) or first.poll() is not None, "it does nothing")
        second = started(*words)
        until(lambda: second.poll() is not None, "the second does not leave")
    return ended(first), ended(second)


@pytest.mark.parametrize(
    ("words", "table"),
    [
        (("refresh",), "etl.point_cells"),
        (("archive",), "public.bookings"),
        (("partitions",), "public.bookings"),
        (("reputation", "recalc"), "public.provider_profiles"),
    ],
    ids=lambda given: given[0] if isinstance(given, tuple) else "",
)
def test_the_second_says_so(due: Database, words: tuple[str, ...], table: str) -> None:
    first, second = both(due, words, table)
    assert first.status == 0, first
    require_one_line(second, f"another process is already running this job ({words[0]})")
    with due.connect() as connection:
        outcomes = connection.execute(
            "SELECT outcome FROM etl.runs WHERE job = %s ORDER BY run_id", (words[0],)
        ).fetchall()
    assert outcomes == [("succeeded",), ("refused",)]
    if words == ("archive",):
        assert localpro("archive", "restore", "2025w02").status == 0
    require_exact(due.owner_url)


def test_the_second_marketplace_is_not_generated(empty: Database) -> None:
    words = ("generate", "--scale", "demo", "--until", "2025-11-20")
    first, second = both(empty, words, "public.users")
    assert first.status == 0, first
    require_one_line(second, "another process is already running this job (load)")
