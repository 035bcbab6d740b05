"""PostgreSQL stops at once, as in `pg_ctl -m immediate`, under open dashboards."""

import logging
import signal
import time
from collections.abc import Callable

import pytest
from streamlit.testing.v1 import AppTest

from dashboard.app import __file__ as app
from tests.faults.conftest import Machine
from tests.faults.traffic import traffic

pytestmark = pytest.mark.proof

log = logging.getLogger("tests.faults")

DOES_NOT_ANSWER = "The database does not answer"


def opened() -> AppTest:
    """Return the page of somebody who has the first screen open."""
    page = AppTest.from_file(str(app), default_timeout=60).run()
    assert not page.error
    assert not page.exception
    return page


def test_a_crash_under_an_open_dashboard(machine: Machine) -> None:
    with traffic(machine.url) as going:
        going.goes_on()
        page = opened()
        machine.stop(signal.SIGQUIT)
        try:
            page.run()
            assert [box.proto.title for box in page.error] == [DOES_NOT_ANSWER]
            require_plain(page.error[0].value)
        finally:
            machine.start()
        works_again(page)
        for viewer in going.viewers.values():
            viewer.seconds_until_shown()
        going.goes_on()
    told = {type(error).__name__ for each in going.viewers.values() for error in each.told}
    assert told == {"Unavailable"}
    going.require_right()


def works_again(page: AppTest) -> None:
    """The next click of the same page shows figures."""
    begun = time.monotonic()
    retry: Callable[[], object] = page.button(key="retry").click().run
    retry()
    log.info("the screen works in %.1f s", time.monotonic() - begun)
    assert not page.error
    assert not page.exception
    assert page.title


def require_plain(said: str) -> None:
    """What a screen says has no stack trace, no statement and no password in it."""
    assert not any(
        each in said for each in ("Traceback", "SELECT", 'File "', "password", "sqlalche")
    ), said
