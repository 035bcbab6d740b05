"""A walk through every screen, as people see it: wide and narrow, light and dark."""

import re
from collections.abc import Iterator
from itertools import pairwise
from typing import Any, Literal

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, ConsoleMessage, Page, expect

from dashboard.screens import SCREENS
from tests.browser.conftest import SCREENSHOTS
from tests.marketplaces import UNTIL

pytestmark = pytest.mark.browser

Scheme = Literal["light", "dark"]
WIDTHS = {"wide": 1400, "narrow": 400}
FOLD = 900
IN_SIGHT = {"wide": 320, "narrow": 120}
"""Pixels of a chart that people see before they scroll."""

ERROR_BOXES = '[data-testid="stException"], [data-testid="stAlertContentError"]'
DRAWINGS = '[data-testid="stPlotlyChart"], [data-testid="stDeckGlJsonChart"]'
OWN_DOWNLOADS = ".modebar-btn, [aria-label*='ownload as'], [data-testid='stDownloadButton']"
"""What Plotly and Streamlit offer by themselves: pictures without filters, and tables in part."""
SERIOUS = {"serious", "critical"}
DRAWING = re.compile(r"WebGL|GPU stall|GL Driver Message", re.IGNORECASE)
"""What Chromium says of drawing without a graphics card."""
PROBES = re.compile(r"/\w+/_stcore/(health|host-config)$")
"""Where Streamlit's page, opened below the root, looks for its server before it finds it."""


class Visitor:
    """A page and what its console complained about."""

    def __init__(self, page: Page, address: str) -> None:
        self.page = page
        self.address = address
        self.complaints: list[str] = []
        page.on("console", self._listen)
        page.on("pageerror", lambda error: self.complaints.append(str(error)))

    def _listen(self, message: ConsoleMessage) -> None:
        probe = PROBES.search(message.location.get("url", ""))
        if message.type == "error" and not probe and not DRAWING.search(message.text):
            self.complaints.append(message.text)

    def open(self, path: str) -> None:
        """Open a path and wait until the script has run and nothing is loading."""
        self.page.goto(f"{self.address}/{path}")
        self.settle()

    def settle(self) -> None:
        """Wait until the page has stopped changing."""
        app = self.page.locator('[data-testid="stApp"]')
        expect(self.page.locator("h1").first).to_be_visible(timeout=60_000)
        expect(app).to_have_attribute("data-test-script-state", "notRunning", timeout=60_000)
        expect(self.page.locator('[data-testid="stSkeleton"]')).to_have_count(0, timeout=60_000)
        self.page.wait_for_timeout(1_000)

    def descriptions(self) -> list[str | None]:
        """Return what a screen reader says of each chart and map."""
        drawings = self.page.locator(DRAWINGS).all()
        return [drawing.get_attribute("aria-label") for drawing in drawings]

    def keep_screenshot(self, name: str) -> None:
        """Keep what the page shows, in full height."""
        SCREENSHOTS.mkdir(exist_ok=True)
        main = self.page.locator('[data-testid="stMain"]')
        height = main.evaluate("element => element.scrollHeight")
        width = self.page.viewport_size["width"] if self.page.viewport_size else 1400
        self.page.set_viewport_size({"width": width, "height": min(int(height) + 40, 6_000)})
        self.page.wait_for_timeout(500)
        self.page.screenshot(path=SCREENSHOTS / f"{name}.png")


LOOKS = [
    ("light", "wide"),
    pytest.param(("dark", "narrow"), marks=pytest.mark.proof),
    pytest.param(("dark", "wide"), marks=pytest.mark.proof),
    pytest.param(("light", "narrow"), marks=pytest.mark.proof),
]
"""Every theme and every width; all pairs of them in `make proof`."""


@pytest.fixture(params=LOOKS, ids="-".join)
def look(request: pytest.FixtureRequest) -> tuple[Scheme, str]:
    scheme, width = request.param
    return scheme, width


@pytest.fixture
def scheme(look: tuple[Scheme, str]) -> Scheme:
    return look[0]


@pytest.fixture
def width(look: tuple[Scheme, str]) -> str:
    return look[1]


@pytest.fixture
def visitor(chromium: Browser, dashboard: str, scheme: Scheme, width: str) -> Iterator[Visitor]:
    context = chromium.new_context(
        color_scheme=scheme, viewport={"width": WIDTHS[width], "height": 1000}
    )
    yield Visitor(context.new_page(), dashboard)
    context.close()


@pytest.mark.parametrize("path", [*SCREENS, "provider?id=prv_0000001"])
def test_every_screen_is_whole(visitor: Visitor, path: str, scheme: Scheme, width: str) -> None:
    visitor.open(f"{path}{'&' if '?' in path else '?'}to={UNTIL}")  # its last days with data
    expect(visitor.page.locator(ERROR_BOXES)).to_have_count(0)
    assert headings_are_in_order(visitor.page)
    assert is_in_sight(visitor, width), "the first chart is below the fold"
    visitor.keep_screenshot(f"{path.replace('?id=', '-')}-{width}-{scheme}")
    assert visitor.complaints == []
    assert all(visitor.descriptions()), "a chart or a map has no description"
    overflow = visitor.page.evaluate(
        "document.documentElement.scrollWidth - document.documentElement.clientWidth"
    )
    assert overflow == 0, "the page scrolls sideways"
    assert visitor.page.locator(OWN_DOWNLOADS).count() == 0, "a file that is not the exact one"
    assert not (found := barriers(visitor.page)), found


def headings_are_in_order(page: Page) -> bool:
    """Return whether one heading of the first level leads, and none skips a level."""
    levels = page.locator("h1, h2, h3, h4").evaluate_all("all => all.map(it => +it.tagName[1])")
    return levels[:1] == [1] and all(lower <= upper + 1 for upper, lower in pairwise(levels))


def is_in_sight(visitor: Visitor, width: str) -> bool:
    """Return whether the first chart of a screen, if it has one, is where people look first."""
    first = visitor.page.locator(DRAWINGS).first
    box = first.bounding_box() if first.count() else None
    return box is None or box["y"] + IN_SIGHT[width] <= FOLD


def barriers(page: Page) -> str:
    """Return what keeps people out, as axe sees it: serious findings, and of which elements."""
    violations = Axe().run(page).response["violations"]
    return "\n".join(map(_told, (rule for rule in violations if rule["impact"] in SERIOUS)))


def _told(rule: dict[str, Any]) -> str:
    where = (
        f"    {node['html'][:200]}\n    {node['failureSummary']}" for node in rule["nodes"][:5]
    )
    return "\n".join([f"{rule['id']}: {rule['help']} ({len(rule['nodes'])} times)", *where])
