"""Every screen over every kind of source: nothing, one of each, many, and each question failing."""

import json
from collections import Counter
from datetime import UTC, datetime
from decimal import Decimal
from numbers import Number
from typing import Any

import plotly.graph_objects as go
import pytest
from pandas import DataFrame
from streamlit.testing.v1 import AppTest

from dashboard.frame.boundary import boundary
from dashboard.frame.shell import opened
from dashboard.parts import downloads, names
from dashboard.parts.addresses import ID
from dashboard.screens import SCREENS
from dashboard.screens.screen import Screen
from queries.errors import QueryError, QueryTimeout, Unavailable
from queries.export.asked import Export, Listing, understood, written
from queries.export.listings import answered
from tests.dashboard.app import BARS, open_tab, run, tabs
from tests.dashboard.fake import OF_THE_FRAME, Fake

TOO_LONG = QueryTimeout("this question took longer than 20 s and was stopped")
ALL_OF_IT = {"provider_choices", "live_now"}
"""Without these nobody is known of whom a page could tell, or it has nothing else to tell."""

every_screen = pytest.mark.parametrize("name", SCREENS)


def page(screen: Screen[Any, Any], source: Fake) -> None:
    """Show a screen and its frame, as the shell does with a snapshot."""
    with boundary():
        view = opened(screen, source)
        if view is not None:
            screen.show(view)


OF_SERVERS = {
    *("Servers and what they answer", "The server and what it answers", "Moves, the newest first"),
    *("Slow queries, the newest first", "Statements, the most time first"),
}
"""Tables of what servers do: of no data version, and no file."""


def shown(name: str, source: Fake, **link: str) -> AppTest:
    """Return the page of a screen with every panel that it has."""
    app = run(page, SCREENS[name], source, **{ID: "provider_0"} | link)
    if name == "coverage" and source.size:
        app.button_group(key="coverage_base").set_value("cells")
        app.button_group(key="coverage_above").set_value(["providers", "areas"]).run()
    assert not app.exception
    return app


def pieces(app: AppTest) -> Counter[str]:
    """Return what a page shows: its figures by their labels, the rest by what it says of itself."""
    drawn = [*app.get("plotly_chart"), *app.get("deck_gl_json_chart"), *app.dataframe]
    return Counter([figure.label for figure in app.metric] + [each.proto.alt for each in drawn])


@every_screen
@pytest.mark.parametrize(
    ("size", "compare"),
    [
        pytest.param(0, "previous", marks=pytest.mark.slow),
        pytest.param(1, "none", marks=pytest.mark.slow),
        (4, "previous"),
    ],
)
def test_every_screen_shows_little_and_much(name: str, size: int, compare: str) -> None:
    for app in tabs(shown(name, Fake(size), compare=compare), name):
        assert not app.error or name == "data"
        assert len(app.title) == 1
        assert all(pieces(app)), "a chart or a table has no description"
        for chart in app.get("plotly_chart"):
            go.Figure(json.loads(chart.proto.spec))  # raises for what Plotly does not know


@pytest.mark.slow
@every_screen
def test_the_file_of_a_table_is_the_table(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    exports: list[Export] = []
    monkeypatch.setattr(downloads, "offer", lambda export, *_: exports.append(export))
    source = Fake()
    for app in tabs(shown(name, source), name):
        tables = [each for each in app.dataframe if each.proto.alt not in OF_SERVERS]
        assert len(exports) >= len(tables)
        offered = exports[len(exports) - len(tables) :]
        for table, export in zip(tables, offered, strict=True):
            again = understood(written(export)).asked
            assert isinstance(again, Listing)
            filed = answered(again, source)
            assert [header.partition(" (")[0] for header in filed] == [
                label.partition(" (")[0] for label in table.value
            ]
            assert lines(filed) == lines(table.value.map(unmarked)), export.called
    assert exports


def unmarked(value: object) -> object:
    """Return a name without what says that it is a link."""
    return value.removesuffix(names.MARK) if isinstance(value, str) else value


def lines(frame: DataFrame) -> list[list[str]]:
    """Return the rows of a table; numbers as they are, whatever their type."""
    plain = frame.astype(object).where(frame.notna(), None)
    return [[_line(value) for value in row] for row in plain.itertuples(index=False)]


def _line(value: Any) -> str:
    if isinstance(value, datetime):
        return value.astimezone(UTC).isoformat()
    if hasattr(value, "tolist"):
        value = value.tolist()
    return str(Decimal(str(value)).normalize()) if isinstance(value, Number) else str(value or "")


@pytest.mark.slow
@every_screen
def test_a_question_that_fails_takes_only_its_panels_away(name: str) -> None:
    failing: dict[str, QueryError] = {}
    source = Fake(failing=failing)
    app, left = shown(name, source), dict[str, Counter[str]]()
    for label in BARS[name].options.values():
        open_tab(app, name, label)
        whole, errors = pieces(app), len(app.error)
        for question in questions(source):
            failing[question] = TOO_LONG
            open_tab(app, name, label)
            told = [box for box in app.error if box.proto.title == "This took too long"]
            again = [button for button in app.button if button.label == "Try again"]
            assert len(again) == len(told), question
            assert told or pieces(app) == whole, question  # a sentence may be missing
            assert pieces(app) <= whole, question
            left[question] = left.get(question, Counter()) + pieces(app)
            failing.clear()
        for button in again[:1]:
            button.click()
        open_tab(app, name, label)
        assert (pieces(app), len(app.error)) == (whole, errors)
    assert {question for question, shown in left.items() if not shown} <= ALL_OF_IT


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
    retries = [button.key for button in app.button if str(button.key).startswith("retry")]
    assert retries == ["retry"]


def questions(source: Fake) -> list[str]:
    """Return what a page asked last, once each; what the frame asks concerns the whole page."""
    asked = source.asked[::-1]
    return sorted({*asked[: asked.index("available_days")]} - OF_THE_FRAME)
