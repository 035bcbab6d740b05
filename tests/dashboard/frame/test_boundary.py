"""Whatever fails, a person reads what happened and what to do, and never a stack trace."""

import logging

import pytest
import streamlit as st

from dashboard.frame.boundary import boundary
from queries.errors import InvalidFilter, Lost, NotPublished, QueryError, QueryTimeout, Unavailable
from tests.dashboard.app import run


def failing_once(error: Exception) -> None:
    with boundary():
        if not st.session_state.get("retry"):
            raise error
        st.title("It works again")


@pytest.mark.parametrize(
    ("error", "title"),
    [
        (Unavailable("the database does not answer"), "The database does not answer"),
        (QueryTimeout("revenue took longer than 20 s"), "This took too long"),
        (InvalidFilter("no such district"), "This could not be read"),
        (QueryError("revenue failed"), "This could not be read"),
    ],
)
def test_an_expected_error_is_told_and_the_next_click_works(error: Exception, title: str) -> None:
    app = run(failing_once, error)
    assert app.error[0].value == f"{str(error)[0].upper()}{str(error)[1:]}."
    assert app.error[0].proto.title == title
    app.button(key="retry").click().run()
    assert not app.error
    assert app.title[0].value == "It works again"


def losing(runs: list[int], times: int) -> None:
    """A page whose server is lost so many times."""
    runs.append(1)
    with boundary():
        if len(runs) <= times:
            raise Lost("replica 1 was lost")
        st.title("It works again")


@pytest.mark.parametrize(("times", "says"), [(1, None), (2, "Replica 1 was lost.")])
def test_a_page_whose_server_is_lost_is_begun_anew_once(times: int, says: str | None) -> None:
    app = run(losing, runs := [], times)
    assert [box.value for box in app.error] == ([says] if says else [])
    assert len(runs) == 2
    app.run()
    assert app.title[0].value == "It works again"


def test_nothing_published_says_which_command_publishes() -> None:
    app = run(failing_once, NotPublished("nothing has been published yet: run `localpro refresh`"))
    assert app.info[0].value == "Nothing has been published yet: run `localpro refresh`."
    assert app.code[0].value == "localpro refresh"


def test_a_bug_shows_a_reference_and_the_log_has_the_cause(
    caplog: pytest.LogCaptureFixture,
) -> None:
    with caplog.at_level(logging.ERROR, "localpro.dashboard"):
        app = run(failing_once, RuntimeError("secret of the house"))
    [record] = [record for record in caplog.records if record.name == "localpro.dashboard"]
    shown = app.error[0].value
    assert "secret" not in shown
    assert record.args
    assert str(record.args[0]) in shown
    assert "secret of the house" in str(record.exc_info)
