"""One level deeper by a click, and back, in a real browser."""

import re
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Locator, expect

from dashboard.parts.tables import ROW_PIXELS
from tests.browser.test_walk import Visitor
from tests.marketplaces import UNTIL

pytestmark = pytest.mark.browser

CHARTS = '[data-testid="stPlotlyChart"]'
SECONDS = 30_000


@pytest.fixture
def visitor(chromium: Browser, dashboard: str) -> Iterator[Visitor]:
    context = chromium.new_context(viewport={"width": 1400, "height": 1000})
    yield Visitor(context.new_page(), dashboard)
    context.close()


def click(visitor: Visitor, bar: Locator) -> None:
    """Point at the middle of a bar and click, as people do: what takes clicks lies above it."""
    bar.scroll_into_view_if_needed()
    box = bar.bounding_box()
    assert box
    visitor.page.mouse.click(box["x"] + box["width"] / 2, box["y"] + box["height"] / 2)


def test_a_bar_narrows_the_page_and_both_ways_lead_back(visitor: Visitor) -> None:
    """By the trail, and by the browser."""
    page = visitor.page
    visitor.open(f"revenue?to={UNTIL}&compare=none&tab=district")
    bars = page.locator(CHARTS).last.locator(".barlayer .point")
    every = bars.count()
    assert every > 1
    click(visitor, bars.nth(1))
    narrowed = re.compile(r"[?&]district=\w+")
    expect(page).to_have_url(narrowed, timeout=SECONDS)
    expect(bars).to_have_count(1, timeout=SECONDS)
    page.get_by_role("button", name="All districts").click()
    expect(page).not_to_have_url(narrowed, timeout=SECONDS)
    expect(bars).to_have_count(every, timeout=SECONDS)
    page.go_back()
    expect(page).to_have_url(narrowed, timeout=SECONDS)
    expect(bars).to_have_count(1, timeout=SECONDS)
    page.go_back()
    expect(page).not_to_have_url(narrowed, timeout=SECONDS)
    expect(bars).to_have_count(every, timeout=SECONDS)
    visitor.settle()
    click(visitor, page.locator(CHARTS).first.locator(".nsewdrag"))
    expect(page).to_have_url(re.compile(r"trail=period"), timeout=SECONDS)
    one_day = page.get_by_text(re.compile(r"^\d+ \w+ 2025 · Data as of"))  # and on paper
    expect(one_day.first).to_be_visible(timeout=SECONDS)
    assert visitor.complaints == []


def test_a_name_in_a_table_narrows_the_page_to_it(visitor: Visitor) -> None:
    page = visitor.page
    visitor.open(f"coverage?to={UNTIL}&compare=none&tab=kinds")
    click_name(visitor, 1)
    expect(page).to_have_url(re.compile(r"[?&]sub_category=\w+"), timeout=SECONDS)
    expect(page.get_by_role("button", name="All kinds of service")).to_be_visible(timeout=SECONDS)
    assert visitor.complaints == []


def click_name(visitor: Visitor, row: int) -> None:
    """Click the name of a row of the page's last table; the first is 1."""
    table = visitor.page.locator(".stDataFrame").last
    table.scroll_into_view_if_needed()
    visitor.settle()
    box = table.bounding_box()
    assert box
    visitor.page.mouse.click(box["x"] + 40, box["y"] + (row + 0.5) * ROW_PIXELS)


def test_a_stage_shows_its_rows_and_narrows_nothing(visitor: Visitor) -> None:
    page = visitor.page
    visitor.open(f"bookings?to={UNTIL}&compare=none&tab=district")
    address = page.url
    click(visitor, page.locator(CHARTS).first.locator(".point").nth(2))
    expect(page.get_by_text("exactly the number")).to_be_visible(timeout=SECONDS)
    assert page.url == address
    assert visitor.complaints == []
