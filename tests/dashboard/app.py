"""Screens and their parts, run in Streamlit's own test runner."""

import json
from collections.abc import Callable, Iterator
from typing import Any

from streamlit.testing.v1 import AppTest

from dashboard.parts.controls import TAB
from dashboard.parts.visitor import VISITOR
from dashboard.screens import SCREENS
from dashboard.screens.bookings import details as bookings
from dashboard.screens.coverage import controls as coverage
from dashboard.screens.data import listings as data
from dashboard.screens.live import show as live
from dashboard.screens.overview import growth
from dashboard.screens.provider import details as provider
from dashboard.screens.providers import show as providers
from dashboard.screens.revenue import show as revenue
from dashboard.screens.screen import Screen
from dashboard.screens.search import show as search
from queries import Source
from queries.filters import Filters
from queries.people import LOCAL, Person

SECONDS = 60

BARS = {
    "overview": growth.BAR,
    "bookings": bookings.BAR,
    "revenue": revenue.BAR,
    "providers": providers.BAR,
    "provider": provider.BAR,
    "search": search.BAR,
    "coverage": coverage.BAR,
    "live": live.BAR,
    "data": data.BAR,
}
"""The tabs of screens."""


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


def tabs(app: AppTest, name: str) -> Iterator[AppTest]:
    """Yield the page of a screen with each of its tabs open, one after the other."""
    for label in [tab.label for tab in app.tabs] or [None]:
        yield app if label is None else open_tab(app, name, label)


def open_tab(app: AppTest, name: str, label: str) -> AppTest:
    """Return the page of a screen with a tab open."""
    parts = BARS[name].options
    app.query_params[TAB] = next(code for code, called in parts.items() if called == label)
    app.run()
    assert not app.exception
    return app


def click_name(app: AppTest, row: int, table: int = 0) -> AppTest:
    """Return the page after somebody clicked the name of a row of one of its tables."""
    [widget] = app.dataframe[table].proto.button_click_widgets.values()
    states = app._tree.get_widget_states()
    clicked = states.widgets.add()
    clicked.id = widget
    clicked.string_trigger_value.data = json.dumps({"row": row, "label": ""})
    app._run(states)
    assert not app.exception
    return app


def _show(screen: Screen[Any, Any], source: Source, filters: Filters) -> None:
    screen.show(screen.view(source, filters))


def _call(function, args) -> None:
    function(*args)
