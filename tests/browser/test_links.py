"""From one screen to another, in a real browser."""

import re
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, expect

from tests.browser.test_walk import Visitor
from tests.marketplaces import UNTIL

pytestmark = pytest.mark.browser

WHOLE = (
    f"search?from=2025-11-01&to={UNTIL}&compare=none&district=Agra&district=Lucknow"
    "&measure=zero_result_rate&step=week&tab=hours&hours=zero_result_rate&find=plumber"
)
"""A view in which hardly anything is as it is at first."""

NAME = 40, 50
"""Where the name of the first row of a table stands, in pixels from the table's corner."""


@pytest.fixture
def visitor(chromium: Browser, dashboard: str) -> Iterator[Visitor]:
    context = chromium.new_context(viewport={"width": 1400, "height": 1000})
    yield Visitor(context.new_page(), dashboard)
    context.close()


def test_the_name_of_a_provider_opens_its_page(visitor: Visitor) -> None:
    """Under the same filters; the way back leads to the list again."""
    visitor.open(f"providers?to={UNTIL}&compare=none&district=Lucknow")
    x, y = NAME
    table = visitor.page.locator('[data-testid="stDataFrame"]').first
    table.click(position={"x": x, "y": y})
    expect(visitor.page).to_have_url(re.compile(r"/provider\?.*id=prv_\d+"), timeout=30_000)
    visitor.settle()
    assert "district=Lucknow" in visitor.page.url
    assert "compare=none" in visitor.page.url
    expect(visitor.page.get_by_text("Time to respond").first).to_be_visible()
    visitor.page.go_back()
    expect(visitor.page.get_by_role("heading", name="Who performs?")).to_be_visible(timeout=30_000)
    visitor.settle()
    assert "/providers?" in visitor.page.url
    assert "id=" not in visitor.page.url
    assert visitor.complaints == []


def test_a_link_opens_the_whole_view_for_somebody_else(
    visitor: Visitor, chromium: Browser, dashboard: str
) -> None:
    """What one sees, another sees under the same link, in a browser that knows nothing else."""
    visitor.open(WHOLE)
    context = chromium.new_context(viewport={"width": 400, "height": 900}, color_scheme="dark")
    try:
        other = Visitor(context.new_page(), dashboard)
        other.page.goto(visitor.page.url)
        other.settle()
        assert other.page.url == visitor.page.url
        for page in (visitor.page, other.page):
            assert page.title().startswith("Search · Agra, Lucknow · ")
            for name in ("Zero-result rate", "Weeks"):
                chosen = page.get_by_role("radio", name=name, checked=True)
                expect(chosen.first).to_be_attached()
            tab = page.get_by_role("tab", name="Weekdays and hours")
            expect(tab).to_have_attribute("aria-selected", "true")
        assert other.descriptions() == visitor.descriptions()
        assert other.complaints == visitor.complaints == []
    finally:
        context.close()


def test_a_link_is_copied_without_a_question(visitor: Visitor) -> None:
    visitor.open(f"bookings?to={UNTIL}&compare=none")
    visitor.page.get_by_role("button", name="Copy link").click()
    code = visitor.page.get_by_test_id("stCode").first
    expect(code).to_contain_text("/bookings?")
    assert code.inner_text().strip() == visitor.page.url
