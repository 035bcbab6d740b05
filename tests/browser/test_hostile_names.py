"""Hostile names on every screen of a real browser: nothing leaves, nothing is a link.

The policy of the answers is part of it: whatever it forbids, the console complains about.
"""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page, Request, expect

from dashboard.screens import SCREENS
from tests import hostile_names as hostile
from tests.browser.conftest import serving
from tests.browser.test_walk import Visitor
from tests.conftest import SharedDatabase

pytestmark = pytest.mark.browser

IN_SHORT = {"coverage"}
"""Where there are a map, a chart and tables; all screens in `make proof`."""

MARCH = "from=2025-03-01&to=2025-03-03"
LIVE = ", ".join(
    f'{tag}[{attribute}*="{hostile.EVIL}"]'
    for tag, attribute in (("a", "href"), ("img", "src"), ("a", "xlink\\:href"), ("image", "href"))
)


@pytest.fixture(scope="module")
def address(shared_database: SharedDatabase) -> Iterator[str]:
    """The address of a dashboard over the hostile marketplace."""
    with serving(shared_database("hostile", hostile.load)) as address:
        yield address


@pytest.fixture
def asked() -> list[str]:
    """What the browser asked for elsewhere."""
    return []


@pytest.fixture
def visitor(chromium: Browser, address: str, asked: list[str]) -> Iterator[Visitor]:
    context = chromium.new_context(viewport={"width": 1400, "height": 1000})
    page = context.new_page()

    def watch(request: Request) -> None:
        if not request.url.startswith((address, "data:", "blob:")):
            asked.append(request.url)

    page.on("request", watch)
    yield Visitor(page, address)
    context.close()


@pytest.mark.parametrize(
    "name",
    [name if name in IN_SHORT else pytest.param(name, marks=pytest.mark.proof) for name in SCREENS],
)
def test_nothing_is_asked_of_elsewhere(visitor: Visitor, asked: list[str], name: str) -> None:
    visitor.open(f"{name}?{MARCH}" if name != "overview" else f"?{MARCH}")
    for tab in visitor.page.get_by_role("tab").all():
        tab.click()
        visitor.settle()
        expect(visitor.page.locator(LIVE)).to_have_count(0)
    assert asked == []
    assert visitor.complaints == []


def test_a_page_of_another_port_opens_no_websocket(visitor: Visitor, address: str) -> None:
    """The browser says where the page comes from, and that is not this server."""
    port = int(address.rsplit(":", 1)[1])
    visitor.page.route("http://127.0.0.1:1/", lambda route: route.fulfill(body="<h1>evil</h1>"))
    visitor.page.goto("http://127.0.0.1:1/")
    assert outcome(visitor.page, f"ws://127.0.0.1:{port}/_stcore/stream") == "refused"
    assert outcome(visitor.page, f"ws://localhost:{port}/_stcore/stream") == "refused"


def outcome(page: Page, url: str) -> object:
    return page.evaluate(
        """url => new Promise(done => {
            const socket = new WebSocket(url, ["streamlit"]);
            socket.onopen = () => done("open");
            socket.onerror = () => done("refused");
        })""",
        url,
    )
