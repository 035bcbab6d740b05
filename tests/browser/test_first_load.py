"""What the first page weighs on its way to somebody."""

import pytest
from playwright.sync_api import Browser, Page

pytestmark = pytest.mark.browser

MOST_MEGABYTES = 2.6
"""What a first load brings over the line, compressed: the browser keeps nearly all of it."""


def first_load(browser: Browser, address: str) -> float:
    """Return the megabytes that the first page brings over the line, messages of the server's
    websocket among them.
    """
    context = browser.new_context()
    page = context.new_page()
    session, sizes = context.new_cdp_session(page), []
    session.send("Network.enable")
    session.on("Network.loadingFinished", lambda told: sizes.append(told["encodedDataLength"]))
    session.on(
        "Network.webSocketFrameReceived",
        lambda told: sizes.append(len(told["response"]["payloadData"]) * 3 / 4),
    )
    stand_still(page, address)
    page.wait_for_timeout(3_000)
    context.close()
    return sum(sizes) / 1e6


def stand_still(page: Page, address: str) -> None:
    """Open a page and wait until nothing on it is loading."""
    page.goto(address)
    page.locator("h1").first.wait_for(timeout=60_000)
    page.wait_for_selector('[data-test-script-state="notRunning"]', timeout=60_000)


def test_the_first_load_is_light(dashboard: str, chromium: Browser) -> None:
    assert 1 < first_load(chromium, dashboard) < MOST_MEGABYTES
