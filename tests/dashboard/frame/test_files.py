"""Files behind links: once, soon, to whom they were made for, and never a part for the whole."""

import os
import signal
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from datetime import date, timedelta
from http.client import HTTPConnection, HTTPResponse, IncompleteRead
from time import monotonic, sleep

import pytest

from dashboard.frame import files, tickets
from dashboard.frame.pace import too_often
from dashboard.settings import settings
from queries import rates, read
from queries.errors import NoRight, TooOften
from queries.export.asked import Asked, Export
from queries.export.formats import Format
from queries.export.making import Making
from queries.metrics.question import Question
from queries.people import LOCAL, Person, Role
from queries.periods import Period
from tests import random_marketplace
from tests.conftest import SharedDatabase
from tests.postgres import Database

FIRST = date(2005, 1, 1)
DAYS = [FIRST + timedelta(days=place) for place in range(2_000)]
WHOLE = Period(date(2025, 1, 1), date(2025, 3, 31))
SMALL = Question(("requested", "completed_rate"), WHOLE, by=("district",))
LARGE = Question(
    ("requested", "jobs_confirmed", "jobs_completed", "jobs_cancelled", "response_seconds_sum"),
    Period(DAYS[0], WHOLE.end),
    by=("provider", "currency"),
    steps=(*(Period(day, day) for day in DAYS), Period(DAYS[-1] + timedelta(days=1), WHOLE.end)),
)
"""More than fits on the way to somebody who does not read on."""

Fetch = Callable[[str], HTTPResponse]


@pytest.fixture(autouse=True)
def database(
    shared_database: SharedDatabase,
    clone: Callable[[Database], Database],
    use_database: Callable[[Database], None],
    monkeypatch: pytest.MonkeyPatch,
) -> Iterator[Database]:
    """A marketplace of this test's own, and links that its server knows."""
    made = clone(shared_database("marketplace", random_marketplace.load))
    use_database(made)
    monkeypatch.setenv("LOCALPRO_COOKIE_SECRET", "a secret of this test, of 40 letters....")
    settings.cache_clear()
    tickets._signer.cache_clear()
    yield made
    tickets._signer.cache_clear()


@contextmanager
def serving() -> Iterator[tuple[subprocess.Popen[str], int]]:
    """Give a running dashboard and its port."""
    command = [sys.executable, "-m", "etl.cli", "dashboard"]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True, env=os.environ) as process:
        assert process.stdout is not None
        yield process, int(process.stdout.readline().split()[1].rsplit(":", 1)[1])
        process.kill()


@pytest.fixture
def port() -> Iterator[int]:
    with serving() as (_, port):
        yield port


@contextmanager
def fetched(port: int, path: str) -> Iterator[HTTPResponse]:
    with closing(HTTPConnection("127.0.0.1", port, timeout=60)) as connection:
        connection.request("GET", path)
        yield connection.getresponse()


def ask(port: int, path: str) -> tuple[int, str]:
    with fetched(port, path) as answer:
        return answer.status, answer.read().decode("utf-8-sig")


def links(asked: Asked = SMALL, person: Person = LOCAL) -> tickets.Links:
    with read("analytics") as snapshot:
        identity = str(snapshot.identity)
    return tickets.mint(person, Export(asked, "bookings"), Format.CSV, identity)


def log(database: Database) -> list[str]:
    with database.connect() as connection:
        rows = connection.execute(
            "SELECT action FROM admin_logs WHERE entity_type = 'FILE' ORDER BY created_at"
        )
        return [action for (action,) in rows]


def until(condition: Callable[[], bool]) -> None:
    end = monotonic() + 30
    while not condition():
        assert monotonic() < end
        sleep(0.1)


@pytest.mark.slow
def test_a_link_gives_the_file_once_and_then_its_manifest(database: Database, port: int) -> None:
    link = links()
    assert ask(port, link.manifest)[0] == 404
    with fetched(port, link.file) as answer:
        content = answer.read()
        assert answer.status == 200
        said = answer.headers["Content-Disposition"]
    assert said == "attachment; filename*=UTF-8''bookings.csv"
    with read("analytics") as snapshot:
        making = Making(snapshot, Export(SMALL, "bookings"), Format.CSV, LOCAL)
        assert b"".join(making) == content
    until(lambda: log(database) == ["EXPORT", "EXPORTED"])
    assert 'localpro_exports_total{format="csv",outcome="taken"} 1.0' in ask(port, "/metrics")[1]
    status, manifest = ask(port, link.manifest)
    assert (status, making.sha256 in manifest) == (200, True)
    status, why = ask(port, link.file)
    assert (status, "link was used" in why) == (410, True)
    assert log(database) == ["EXPORT", "EXPORTED"]
    with database.connect() as connection:
        connection.execute("UPDATE analytics.data_versions SET identity = gen_random_uuid()")
    # what follows needs links of another version than the one that is published
    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(tickets, "token_hex", lambda _: "other")
        old = tickets.mint(LOCAL, Export(SMALL, "bookings"), Format.CSV, "gone")
    status, why = ask(port, old.file)
    assert (status, "published anew" in why) == (410, True)
    for path in ("/file", "/file?link=x", links().file + "x"):
        status, why = ask(port, path)
        assert (status, "no link to a file" in why) == (403, True)
    stranger = Person("somebody", "Somebody", Role.ANALYST)
    assert ask(port, links(person=stranger).file)[0] == 403


def test_who_takes_too_many_files_is_told_when_again(
    database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    """And the link that was refused is still good."""
    monkeypatch.setenv("LOCALPRO_FILE_LIMIT", "1 per minute")
    settings.cache_clear()
    rates._alone.cache_clear()
    first, second = (tickets.read(links().file.partition("link=")[2]) for _ in range(2))
    _take(first)
    with pytest.raises(TooOften, match="too many files: at most 1 per minute") as refused:
        files.Delivery(second)
    answer = too_often(refused.value)
    assert (answer.status_code, answer.headers["retry-after"]) == (429, str(refused.value.seconds))
    rates._alone.cache_clear()
    _take(second)
    assert log(database) == ["EXPORT", "EXPORTED"] * 2


def _take(ticket: tickets.Ticket) -> None:
    delivery = files.Delivery(ticket)
    assert b"".join(delivery.blocks())
    delivery.close(is_taken=True)


@pytest.mark.slow
def test_whoever_goes_away_has_no_whole_file(database: Database, port: int) -> None:
    with fetched(port, links(LARGE).file) as answer:
        assert answer.status == 200
        answer.read(1_000)
    until(lambda: log(database) == ["EXPORT", "EXPORT_BROKEN_OFF"])
    with fetched(port, links(LARGE).file) as answer:
        answer.read(1_000)
        with database.connect() as connection:
            connection.execute(
                "SELECT pg_cancel_backend(pid) FROM pg_stat_activity WHERE query LIKE 'COPY%'"
                " AND datname = current_database()"
            )
        with pytest.raises(IncompleteRead):
            answer.read()
    assert log(database)[2:] in (["EXPORT"], ["EXPORT", "EXPORT_BROKEN_OFF"])


@pytest.mark.slow
def test_a_server_that_is_killed_leaves_no_whole_file(database: Database) -> None:
    with serving() as (process, port), fetched(port, links(LARGE).file) as answer:
        answer.read(1_000)
        process.send_signal(signal.SIGKILL)
        with pytest.raises((IncompleteRead, ConnectionError)):
            answer.read()
    assert log(database) == ["EXPORT"]


def test_a_link_is_made_for_whom_may_take_files_and_says_so_for_a_while() -> None:
    with pytest.raises(NoRight):
        links(person=Person("b", "Business", Role.BUSINESS))
    query = links().file.partition("=")[2]
    assert tickets.read(query).export.asked == SMALL
    with pytest.raises(tickets.NoTicket, match="too old"):
        tickets.read(query, lasts=-1)
