"""The data screen says how old the numbers are, what failed, and finds what a word means."""

from collections import deque
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import psycopg
import pytest
from streamlit.testing.v1 import AppTest

from dashboard.frame.shell import show
from dashboard.screens import SCREENS
from dashboard.screens.data.show import QUESTION
from etl.refresh.publish import publish
from queries import Allowed, Snapshot, data, load, read, slow
from queries.errors import Unavailable
from queries.filters import Filters
from queries.load import catalog, named
from queries.people import LOCAL, Person, Role
from queries.servers import standing
from queries.servers.endpoints import WORKLOADS, Endpoint
from queries.servers.fleet import Fleet, Sight
from tests.dashboard.app import open_tab, run, screen, tabs
from tests.dashboard.fake import Fake
from tests.postgres import Database

UseDatabase = Callable[[Database], None]

ANY = Filters(date(2025, 2, 1), date(2025, 2, 28))
NOW = datetime(2026, 3, 1, 12, tzinfo=UTC)
ONE, TWO, PRIMARY = (Endpoint(name, name, "") for name in ("replica 1", "replica 2", "primary"))
ANALYST = Person("anna", "Anna", Role.ANALYST)
TABS = [
    *("Data quality", "Objects", "Sources", "Versions", "Runs"),
    *("Servers", "Statements", "Metrics", "Queries"),
]


@pytest.fixture
def empty(database: Database, use_database: UseDatabase) -> Database:
    """A version in which nothing is."""
    publish(database.owner_url)
    use_database(database)
    return database


def seen(database: Database, statement: str, *values: object) -> AppTest:
    """Return the screen after a change of the ledger or the versions."""
    with psycopg.connect(database.owner_url) as connection:
        connection.execute(statement, values)
    with read("analytics") as snapshot:
        return screen("data", snapshot, ANY)


def test_a_normal_version(many: Snapshot) -> None:
    app = screen("data", many, ANY)
    assert app.title[0].value == QUESTION
    assert "version **1** holds everything that was committed before" in app.markdown[0].value
    assert [tab.label for tab in app.tabs] == TABS
    for opened in tabs(app, "data"):
        assert all(len(table.value) for table in opened.dataframe)
        assert not opened.error
    assert not app.warning
    labels = ["Age of the data", "Rows published", "Objects changed", "Time to publish"]
    assert [figure.label for figure in app.metric] == labels


@pytest.mark.usefixtures("empty")
def test_a_version_in_which_nothing_is() -> None:
    with read("analytics") as snapshot:
        app, objects = screen("data", snapshot, ANY), data.objects(snapshot)
    assert app.metric[1].value == "0"
    assert app.metric[2].value == str(len(objects)), "everything is new in the first version"


def test_a_failed_run_is_said_first(empty: Database) -> None:
    app = seen(
        empty,
        "INSERT INTO etl.runs (job, outcome, started_at, finished_at, error)"
        " VALUES ('refresh', 'failed', now(), now(), 'RefreshError: `disk` full')",
    )
    assert len(app.error) == 1
    assert r"RefreshError\: \`disk\` full" in app.error[0].value
    assert "It last succeeded" in app.error[0].value


def test_a_job_that_never_succeeded(empty: Database) -> None:
    app = seen(
        empty,
        "INSERT INTO etl.runs (job, outcome, started_at, finished_at, error)"
        " VALUES ('backup', 'failed', now(), now(), 'BackupError: no space')",
    )
    assert "It has never succeeded." in app.error[0].value


def test_a_running_job_and_a_later_success_are_no_errors(empty: Database) -> None:
    seen(
        empty,
        "INSERT INTO etl.runs (job, outcome, started_at, finished_at, error)"
        " VALUES ('refresh', 'failed', now(), now(), 'x'),"
        " ('refresh', 'succeeded', now(), now(), NULL)",
    )
    app = seen(empty, "INSERT INTO etl.runs (job) VALUES ('archive')")
    assert not app.error
    assert app.info[0].value.startswith("archive has been running since")


def test_a_late_job(empty: Database) -> None:
    app = seen(
        empty,
        "INSERT INTO etl.schedule (job, cron, due_at) VALUES ('archive', '0 * * * *', %s)",
        datetime(2025, 3, 1, 6, 30, tzinfo=UTC),
    )
    assert app.error[0].value.startswith("It was due 1 Mar 2025, 12:00")
    assert "Is `localpro schedule` running?" in app.error[0].value


def test_old_numbers_are_warned_of(empty: Database) -> None:
    app = seen(
        empty,
        "UPDATE analytics.data_versions SET as_of = %s",
        datetime.now(UTC) - timedelta(days=3, hours=2),
    )
    assert app.warning[0].value.startswith("Nothing has been published for 3 days 2 h")
    assert "**3 days 2 h old**" in app.markdown[0].value


def test_no_odd_row(empty: Database) -> None:
    app = seen(empty, "SELECT 1")
    assert "No row of the sources asks for a correction." in app.markdown[0].value
    assert app.success[0].value == "Every row of the sources could be counted as it is."


def test_odd_rows_are_listed_with_what_to_do(empty: Database) -> None:
    app = seen(
        empty,
        "INSERT INTO rollup.data_quality (finding, relation, detail, rows, example_id)"
        " VALUES ('foreign_currency', 'bookings', 'USD', 5, 'b8'),"
        " ('before_first_day', 'payments', 'paid_at', 2, 'p1')",
    )
    assert "**1 finding** of data quality asks for a correction." in app.markdown[0].value
    assert not app.success
    shown = app.dataframe[0].value
    assert list(shown["Finding"]) == ["Dated before the year 2000", "Not in rupees"]
    assert list(shown["Rows"]) == [2, 5]
    assert list(shown["Column or value"]) == ["paid_at", "USD"]
    assert list(shown["Id of one"]) == ["p1", "b8"]


def test_definitions_are_found_by_any_word(fake: Fake) -> None:
    app = open_tab(screen("data", fake, ANY), "data", "Metrics")
    metrics = len(app.dataframe[0].value)
    app.text_input(key="data_metrics_find").set_value("TAKE rate").run()
    assert list(app.dataframe[0].value["Name"]) == ["take_rate"]
    app.text_input(key="data_metrics_find").set_value("no such word").run()
    assert "No row contains that." in [said.value for said in app.info]
    app.text_input(key="data_metrics_find").set_value("").run()
    assert len(app.dataframe[0].value) == metrics


def test_a_list_that_takes_too_long_says_so_and_the_others_are_there(
    database: Database, use_database: UseDatabase, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The transaction goes on after the time limit of one query."""
    publish(database.owner_url)
    monkeypatch.setenv("LOCALPRO_QUERY_TIMEOUT_SECONDS", "3")
    use_database(database)
    slow = replace(named("data_jobs"), sql="SELECT pg_sleep(60)")
    monkeypatch.setattr(load, "catalog", lambda: {**catalog(), slow.name: slow})
    app = run(show, SCREENS["data"], LOCAL)
    assert [box.value for box in app.error] == [r"Data\_jobs took longer than 3 s and was stopped."]
    assert "version **1**" in app.markdown[0].value
    assert len(app.success) == 1  # what is read after it: there are no odd rows


REFUSED = "the database does not answer: connection refused"


def test_one_server_alone_is_said_by_what_it_answers_with(
    fake: Fake, monkeypatch: pytest.MonkeyPatch
) -> None:
    show_fleet(monkeypatch, Fleet(dict.fromkeys(WORKLOADS, (PRIMARY,)), 30))
    app = open_tab(screen("data", fake, ANY), "data", "Servers")
    assert any("One server answers everything" in said.value for said in app.caption)
    (servers,) = (table.value for table in app.dataframe)
    assert list(servers) == ["Server", "Is read for", "Version", "Last answer"]
    assert servers["Version"].to_list() == [fake.version]
    assert not servers.isna().any(axis=None)


def test_who_serves_what_how_far_behind_and_the_moves_are_told(
    fake: Fake, monkeypatch: pytest.MonkeyPatch
) -> None:
    fleet = Fleet({"analytics": (ONE, TWO, PRIMARY), "reporting": (TWO, ONE, PRIMARY)}, 30)
    show_fleet(monkeypatch, fleet)
    before = Sight(NOW - timedelta(seconds=42), 1_000, 6, NOW)
    fleet.look(lambda each: before if each == ONE else Sight(NOW, 5_000, 7, NOW))
    for _ in range(2):
        with pytest.raises(Unavailable), fleet.asking(TWO):
            raise Unavailable(REFUSED)
    app = open_tab(screen("data", fake, ANY), "data", "Servers")
    servers, moves = (table.value for table in app.dataframe)
    assert servers["Server"].to_list() == ["primary", "replica 1", "replica 2"]
    assert servers["Is read for"][0] == "search and analytics; admin and reporting"
    assert servers["State"].to_list() == ["answers", "too far behind", REFUSED]
    assert servers["Lag"].to_list()[1] == 42
    assert servers["Lag in bytes"].to_list()[1] == 4_000
    waiting = len(fleet.unsaved)
    assert set(moves["To"][:waiting]) == {"primary", "replica 2"}
    assert "replica 1 is 42 s behind" in set(moves["Why"][:waiting])
    assert len(moves) == waiting + len(fake.live_frame("server_moves", most_moves=200))


def test_what_statements_take_is_for_admins(fake: Fake, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(slow, "_last", deque([(NOW, "search_terms", 1.9, "end: date", "db:1", 7)]))
    app = open_tab(screen("data", fake, ANY), "data", "Statements")
    slowest = {table.proto.alt: table.value for table in app.dataframe}
    assert list(slowest["Slow queries, the newest first"]["Query"]) == ["search_terms"]
    shares = slowest["Statements, the most time first"]["Share"]
    assert sum(shares) == pytest.approx(1)
    assert list(shares) == sorted(shares, reverse=True)
    refused = open_tab(screen("data", Allowed(fake, ANALYST), ANY), "data", "Statements")
    assert not refused.dataframe
    assert any("may not see what the servers do" in said.value for said in refused.info)


def test_a_server_that_counts_no_statements_says_how_it_would() -> None:
    app = open_tab(screen("data", Fake(0), ANY), "data", "Statements")
    assert any("shared_preload_libraries" in said.value for said in app.info)


def show_fleet(monkeypatch: pytest.MonkeyPatch, fleet: Fleet) -> None:
    monkeypatch.setattr(standing, "fleet", lambda: fleet)
