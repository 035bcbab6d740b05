"""From one screen to another, in a real browser."""

import re
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, expect

from tests.browser.test_walk import Visitor
from tests.marketplaces import UNTIL

pytestmark = pytest.mark.browser

MARKS = 20, 50
"""Where the first row of a table is marked, in pixels from its corner."""


@pytest.fixture
def visitor(chromium: Browser, dashboard: str) -> Iterator[Visitor]:
    context = chromium.new_context(viewport={"width": 1400, "height": 1000})
    yield Visitor(context.new_page(), dashboard)
    context.close()


def test_a_row_of_the_providers_opens_the_page_of_one(visitor: Visitor) -> None:
    """Under the same filters; the way back leads to the list again."""
    visitor.open(f"providers?to={UNTIL}&compare=none&district=Lucknow")
    x, y = MARKS
    table = visitor.page.locator('[data-testid="stDataFrame"]').first
    table.click(position={"x": x, "y": y})
    expect(visitor.page).to_have_url(re.compile(r"/provider\?.*id=prv_\d+"), timeout=30_000)
    visitor.settle()
    assert "district=Lucknow" in visitor.page.url
    assert "compare=none" in visitor.page.url
    expect(visitor.page.get_by_text("Time to respond").first).to_be_visible()
    visitor.page.go_back()
    expect(visitor.page.get_by_role("heading", name="Who performs?")).to_be_visible(timeout=30_000)
    assert visitor.complaints == []
