"""Screens and their parts, run in Streamlit's own test runner."""

from collections.abc import Callable
from typing import Any

from streamlit.testing.v1 import AppTest

from dashboard.parts.visitor import VISITOR
from dashboard.screens import SCREENS
from dashboard.screens.screen import Screen
from queries import Source
from queries.filters import Filters
from queries.people import LOCAL, Person

SECONDS = 60


def run(
    function: Callable[..., object], *args: object, person: Person = LOCAL, **link: str
) -> AppTest:
    """Return what `function(*args)` shows a person under a link; an exception fails the test."""
    app = AppTest.from_function(_call, default_timeout=SECONDS, args=(function, args))
    app.session_state[VISITOR] = person
    app.query_params.update(link)
    app.run()
    assert not app.exception, app.exception[0].message
    return app


def screen(name: str, source: Source, filters: Filters, **link: str) -> AppTest:
    """Return a screen; `link` are its own parameters in the URL."""
    return run(_show, SCREENS[name], source, filters, **link)


def _show(screen: Screen[Any, Any], source: Source, filters: Filters) -> None:
    screen.show(screen.view(source, filters))


def _call(function, args) -> None:
    function(*args)
