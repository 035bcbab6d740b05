"""Every screen over every kind of source: nothing, one of each, many, and each question failing."""

import json
from collections import Counter
from typing import Any

import plotly.graph_objects as go
import pytest
from streamlit.testing.v1 import AppTest

from dashboard.frame.boundary import boundary
from dashboard.frame.shell import opened
from dashboard.parts.addresses import ID
from dashboard.screens import SCREENS
from dashboard.screens.screen import Screen
from queries.errors import QueryError, QueryTimeout, Unavailable
from tests.dashboard.app import open_tab, run, tabs
from tests.dashboard.fake import Fake

TOO_LONG = QueryTimeout("this question took longer than 20 s and was stopped")
OF_THE_FRAME = {f"available_{what}" for what in ("days", "categories", "districts", "currencies")}
NOBODY_KNOWN = {"provider_choices"}
"""Without these nobody is known of whom a page could tell."""

every_screen = pytest.mark.parametrize("name", SCREENS)


def page(screen: Screen[Any, Any], source: Fake) -> None:
    """Show a screen and its frame, as the shell does with a snapshot."""
    with boundary():
        view = opened(screen, source)
        if view is not None:
            screen.show(view)


def shown(name: str, source: Fake, **link: str) -> AppTest:
    """Return the page of a screen with every panel that it has."""
    app = run(page, SCREENS[name], source, **{ID: "provider_0"} | link)
    if name == "coverage" and source.size:
        app.button_group(key="coverage_base").set_value("Map cells")
        app.button_group(key="coverage_above").set_value(["Providers", "Service areas"]).run()
    assert not app.exception
    return app


def pieces(app: AppTest) -> Counter[str]:
    """Return what a page shows: its figures by their labels, the rest by what it says of itself."""
    drawn = [*app.get("plotly_chart"), *app.get("deck_gl_json_chart"), *app.dataframe]
    return Counter([figure.label for figure in app.metric] + [each.proto.alt for each in drawn])


@every_screen
@pytest.mark.parametrize(("size", "compare"), [(0, "previous"), (1, "none"), (4, "previous")])
def test_every_screen_shows_little_and_much(name: str, size: int, compare: str) -> None:
    for app in tabs(shown(name, Fake(size), compare=compare), name):
        assert not app.error or name == "data"
        assert len(app.title) == 1
        assert all(pieces(app)), "a chart or a table has no description"
        for chart in app.get("plotly_chart"):
            go.Figure(json.loads(chart.proto.spec))  # raises for what Plotly does not know


@pytest.mark.slow
@every_screen
def test_a_question_that_fails_takes_only_its_panels_away(name: str) -> None:
    failing: dict[str, QueryError] = {}
    source = Fake(failing=failing)
    app, left = shown(name, source), dict[str, Counter[str]]()
    for _ in tabs(app, name):
        whole, errors = pieces(app), len(app.error)
        label = app.session_state[f"{name}_tab"] if app.tabs else ""
        for question in questions(source):
            failing[question] = TOO_LONG
            open_tab(app, name, label)
            told = [box for box in app.error if box.proto.title == "This took too long"]
            assert told or pieces(app) == whole, question  # a sentence may be missing
            assert pieces(app) <= whole, question
            left[question] = left.get(question, Counter()) + pieces(app)
            failing.clear()
        next(button for button in app.button if button.label == "Try again").click()
        open_tab(app, name, label)
        assert (pieces(app), len(app.error)) == (whole, errors)
    assert {question for question, shown in left.items() if not shown} <= NOBODY_KNOWN


@pytest.mark.parametrize(
    ("name", "question"),
    [
        ("bookings", "requested"),
        ("revenue", "gross_amount"),
        ("providers", "providers_leaders"),
        ("search", "searches"),
        ("coverage", "coverage_districts"),
    ],
)
def test_nothing_is_drawn_as_nothing_where_it_is_not_known_to_be(name: str, question: str) -> None:
    """What would have said that there is nothing fails: the panels get empty frames."""
    app = shown(name, Fake(0, failing={question: TOO_LONG}))
    assert {box.proto.title for box in app.error} == {"This took too long"}
    assert "Nothing to show" not in [box.proto.title for box in app.info]


@every_screen
def test_without_a_connection_the_page_says_so_once(name: str) -> None:
    failing: dict[str, QueryError] = {}
    source = Fake(failing=failing)
    app = shown(name, source)
    failing.update(dict.fromkeys(questions(source), Unavailable("the database does not answer")))
    app.run()
    assert [box.proto.title for box in app.error] == ["The database does not answer"]
    assert [button.key for button in app.button] == ["retry"]


def questions(source: Fake) -> list[str]:
    """Return what a page asked last, once each; what the frame asks concerns the whole page."""
    asked = source.asked[::-1]
    return sorted({*asked[: asked.index("available_days")]} - OF_THE_FRAME)
