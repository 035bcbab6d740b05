"""What people see before there is anything to see."""

import logging
import re
from collections.abc import Callable

import pytest
from streamlit.testing.v1 import AppTest

from dashboard.app import __file__ as app
from dashboard.frame.shell import opened, show
from dashboard.screens import SCREENS
from etl.refresh.publish import publish
from queries import tracing
from queries.people import LOCAL
from queries.servers import standing
from tests.conftest import SharedDatabase
from tests.dashboard.app import run
from tests.dashboard.fake import Fake
from tests.postgres import Database
from tests.random_marketplace import load

UseDatabase = Callable[[Database], None]


def open_app() -> AppTest:
    return AppTest.from_file(str(app), default_timeout=60).run()


def test_nothing_published(database: Database, use_database: UseDatabase) -> None:
    use_database(database)
    page = open_app()
    assert [info.value for info in page.info] == [
        "Nothing has been published yet: run `localpro refresh`."
    ]
    assert not page.error


def test_no_activity(database: Database, use_database: UseDatabase) -> None:
    publish(database.owner_url)
    use_database(database)
    page = open_app()
    assert ["there are no bookings, payments or searches" in info.value for info in page.info] == [
        True
    ]
    assert not page.error


def test_the_log_says_what_was_shown_in_which_session_of_which_version(
    shared_database: SharedDatabase, use_database: UseDatabase, caplog: pytest.LogCaptureFixture
) -> None:
    use_database(shared_database("marketplace", load))
    caplog.handler.addFilter(tracing.About())
    with caplog.at_level(logging.INFO, "localpro.dashboard"):
        page = open_app()
    assert not page.exception
    (shown,) = [vars(record) for record in caplog.records if hasattr(record, "screen")]
    assert (shown["screen"], shown["role"], shown["version"]) == ("overview", "admin", 1)
    assert shown["seconds"] > 0
    for name in ("request", "session"):
        assert re.fullmatch("[0-9a-f]{8}", shown[name])
    assert "test session id" not in caplog.text


def test_the_data_screen_shows_the_runs_even_without_activity(
    database: Database, use_database: UseDatabase
) -> None:
    publish(database.owner_url)
    use_database(database)
    page = run(show, SCREENS["data"], LOCAL)
    assert not page.error
    assert page.title[0].value == "How fresh and how true are the numbers?"


@pytest.mark.parametrize(("several", "named"), [(True, 1), (False, 0)])
def test_the_server_that_answers_is_named_where_there_are_several(
    monkeypatch: pytest.MonkeyPatch, several: bool, named: int
) -> None:
    monkeypatch.setattr(standing, "are_several", lambda: several)
    page = run(opened, SCREENS["data"], Fake(server="replica 2"))
    assert sum("read from replica 2" in said.value for said in page.caption) == named
