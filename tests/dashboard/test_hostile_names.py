"""No screen puts a hostile name into Markdown, a chart or a map as it is."""

import json
import re
from collections.abc import Callable, Iterable, Iterator
from html.parser import HTMLParser
from typing import Any

import pytest
from google.protobuf.message import Message
from streamlit.testing.v1 import AppTest

from dashboard.frame.shell import show
from dashboard.parts.link import FILTERS
from dashboard.screens import SCREENS
from queries import read
from queries.people import LOCAL
from tests import hostile_names as hostile
from tests.conftest import SharedDatabase
from tests.dashboard.app import run
from tests.postgres import Database

MARCH = {"from": "2025-03-01", "to": "2025-03-03"}
PLAIN = {
    "arrow_data_frame",
    "html",
    "text",
    "selectbox",
    "multiselect",
    "deck_gl_json_chart",
    "plotly_chart",
}
"""Elements whose texts are no Markdown; the labels of our boxes are our own."""

OURS = {"div", "p", "b", "a", "span", "button", "script", "style"}
OURS |= {"table", "caption", "thead", "tbody", "tfoot", "tr", "th", "td"}
"""The tags that the page has of its own; its links lead to itself, under other parameters."""

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
    assert_plain(app)


@pytest.mark.usefixtures("database")
def test_a_hostile_link_is_told_as_it_is() -> None:
    params = {"district": hostile.PLACE + "x", "category": hostile.PROVIDER, "from": hostile.TERM}
    app = run(show, SCREENS["provider"], LOCAL, **params, id=hostile.PROVIDER)
    assert FILTERS in app.session_state
    spans = re.compile(r"`[^`]*`")
    assert [text for text in markdown(app) if MARKUP.search(spans.sub("", text))] == []
    assert_plain(app)


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


def assert_plain(app: AppTest) -> None:
    """Fail where HTML of the page holds a tag that is not ours, or a link that leads elsewhere."""
    for element in app.get("html"):
        tags = Tags()
        tags.feed(element.proto.body)
        assert {name for name, _ in tags.seen} <= OURS
        links = [said.get("href") or said.get("src") or "" for _, said in tags.seen]
        assert all(link.startswith(("?", "/")) for link in links if link), links
        assert not [name for _, said in tags.seen for name in said if name.startswith("on")]


class Tags(HTMLParser):
    """The tags of some HTML, with their attributes."""

    def __init__(self) -> None:
        super().__init__()
        self.seen: list[tuple[str, dict[str, str | None]]] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.seen.append((tag, dict(attrs)))


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
