"""What people see before there is anything to see."""

from collections.abc import Callable

import pytest
from streamlit.testing.v1 import AppTest

from dashboard.app import __file__ as app
from dashboard.frame.shell import opened, show
from dashboard.screens import SCREENS
from etl.refresh.publish import publish
from queries.people import LOCAL
from queries.servers import standing
from tests.dashboard.app import run
from tests.dashboard.fake import Fake
from tests.postgres import Database

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
