"""No screen puts a hostile name into Markdown, a chart or a map as it is."""

import json
import re
from collections.abc import Callable, Iterable, Iterator
from typing import Any

import pytest
from google.protobuf.message import Message
from streamlit.testing.v1 import AppTest

from dashboard.frame.shell import show
from dashboard.parts.addresses import REMEMBERED
from dashboard.screens import SCREENS
from queries import read
from queries.people import LOCAL
from tests import hostile_names as hostile
from tests.conftest import SharedDatabase
from tests.dashboard.app import run
from tests.postgres import Database

MARCH = {"from": "2025-03-01", "to": "2025-03-03"}
PLAIN = {"arrow_data_frame", "text", "selectbox", "deck_gl_json_chart", "plotly_chart"}
"""Elements whose texts are no Markdown; the labels of our select boxes are our own."""

MARKUP = re.compile(
    rf"\]\(http|https?://{hostile.EVIL}|www\.{hostile.EVIL}|a@{hostile.EVIL}"
    r"|(?<!\\)<a |(?<!\\)<img |:red\[|:material/home"
)
"""What would become a link, a picture, an address, a tag, a colour or an icon."""


@pytest.fixture
def database(shared_database: SharedDatabase, use_database: Callable[[Database], None]) -> Database:
    shared = shared_database("hostile", hostile.load)
    use_database(shared)
    return shared


@pytest.mark.usefixtures("database")
@pytest.mark.parametrize("name", SCREENS)
def test_no_screen_lets_a_name_be_read_as_markup(name: str) -> None:
    app = run(show, SCREENS[name], LOCAL, **MARCH, **link(name))
    assert not app.error or name == "data"
    found = [text for text in markdown(app) if MARKUP.search(text)]
    assert found == []
    assert "<a " not in "".join(charts(app))


@pytest.mark.usefixtures("database")
def test_a_hostile_link_is_told_as_it_is() -> None:
    params = {"district": hostile.PLACE + "x", "category": hostile.PROVIDER, "from": hostile.TERM}
    app = run(show, SCREENS["provider"], LOCAL, **params, id=hostile.PROVIDER)
    assert REMEMBERED in app.session_state
    spans = re.compile(r"`[^`]*`")
    assert [text for text in markdown(app) if MARKUP.search(spans.sub("", text))] == []


def link(name: str) -> dict[str, str]:
    """Return the link to the provider with the worst name, of which no reader sees all."""
    if name != "provider":
        return {}
    with read("analytics") as snapshot:
        known = snapshot.frame("provider_choices")
    return {"id": known.loc[known["name"] != hostile.EXPRESSION, "provider_id"].iloc[0]}


def markdown(app: AppTest) -> Iterator[str]:
    """Yield every text of the page that Streamlit may read as Markdown."""
    for element in app.main:
        if element.type not in PLAIN:
            yield from texts(element.proto)


def charts(app: AppTest) -> Iterator[str]:
    """Yield the figure of each chart as text."""
    for element in app.main:
        if element.type == "plotly_chart":
            yield str(json.loads(element.proto.spec))


def texts(message: Any) -> Iterator[str]:
    """Yield the strings of a message and of those within it."""
    if isinstance(message, str):
        yield message
    elif isinstance(message, Message):
        for _, value in message.ListFields():
            yield from texts(value)
    elif isinstance(message, Iterable) and not isinstance(message, bytes):
        for each in message:
            yield from texts(each)
