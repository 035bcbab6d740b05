"""A screen on paper: whole, and saying what it shows."""

import re
from collections.abc import Iterator
from io import BytesIO

import pytest
from playwright.sync_api import Browser, expect
from pypdf import PdfReader

from tests.browser.test_walk import Visitor
from tests.marketplaces import UNTIL

pytestmark = pytest.mark.browser

ACROSS = 842, 595
"""A4 on its side, in points."""

SMALLER, SHEET = 0.9, 1_062
"""How much smaller it is printed, and the pixels that a sheet has between its margins."""


@pytest.fixture
def visitor(chromium: Browser, dashboard: str) -> Iterator[Visitor]:
    context = chromium.new_context(viewport={"width": 1920, "height": 1000})
    yield Visitor(context.new_page(), dashboard)
    context.close()


COLOURS = """places => places.map(where => getComputedStyle(document.querySelector(where)))
    .map(style => style.fill === 'rgb(0, 0, 0)' ? style.color : style.fill)"""
"""Of words on a page; those of charts are filled."""

SEEN = ["h1", "[data-testid='stCaptionContainer'] p", ".main-svg .ytick text"]
PRINTED = [*SEEN, "table.printed td"]


def test_a_dark_page_prints_dark_ink_on_white(chromium: Browser, dashboard: str) -> None:
    context = chromium.new_context(color_scheme="dark", viewport={"width": 1400, "height": 1000})
    page = context.new_page()
    Visitor(page, dashboard).open(f"revenue?to={UNTIL}&compare=none&tab=district")
    assert all(map(is_pale, page.evaluate(COLOURS, SEEN)))
    for _ in range(2):  # whoever prints twice prints the same
        page.evaluate("() => window.dispatchEvent(new Event('beforeprint'))")
        page.emulate_media(media="print")
        assert not any(map(is_pale, page.evaluate(COLOURS, PRINTED)))
        backgrounds = page.evaluate(
            "() => ['body', '.stApp', '.stMain', 'table.printed td', '.main-svg'].map("
            "where => getComputedStyle(document.querySelector(where)).backgroundColor)"
        )
        assert {*backgrounds} == {"rgba(0, 0, 0, 0)"}
        assert page.locator(".stDataFrame:visible, .stSkeleton:visible").count() == 0
    page.emulate_media(media="screen")
    assert all(map(is_pale, page.evaluate(COLOURS, SEEN))), "on the screen it is dark again"
    context.close()


def is_pale(color: str) -> bool:
    """Return whether a colour, as `rgb(20, 32, 30)`, is nearer to white than to black."""
    return sum(int(part) for part in re.findall(r"\d+", color)[:3]) > 3 * 128


def test_a_button_prints(visitor: Visitor) -> None:
    visitor.open(f"overview?to={UNTIL}")
    visitor.page.evaluate("() => { window.print = () => { window.wasPrinted = true } }")
    visitor.page.get_by_role("button", name="Print").click()
    assert visitor.page.evaluate("window.wasPrinted")
    assert visitor.complaints == []


def test_a_sheet_says_which_view_it_is_and_holds_charts_and_tables_whole(visitor: Visitor) -> None:
    visitor.open(f"revenue?to={UNTIL}&compare=none&tab=district&district=Agra&district=Lucknow")
    visitor.page.get_by_text("Weeks").first.click()
    expect(visitor.page).to_have_url(re.compile("step=week"))
    visitor.settle()
    widths = visitor.page.locator(".main-svg").evaluate_all("all => all.map(it => it.clientWidth)")
    assert 0 < max(widths) * SMALLER <= SHEET
    table = visitor.page.locator("table.printed")
    last = table.locator("tbody tr").last.inner_text().split("\t")
    sheets = PdfReader(BytesIO(visitor.page.pdf(prefer_css_page_size=True))).pages
    said = "".join(" ".join(sheet.extract_text() for sheet in sheets).split())
    assert {(round(sheet.mediabox.width), round(sheet.mediabox.height)) for sheet in sheets} == {
        ACROSS
    }
    for text in ("Revenue · LocalPro Analytics", "District: Agra, Lucknow", "Data as of"):
        assert "".join(text.split()) in said
    assert "district=Agra&district=Lucknow" in said
    assert "step=week" in said, "what was chosen since the page was drawn is in its link"
    assert all("".join(cell.split()) in said for cell in last), last
    assert "Total" in said
    assert not {"Copylink", "Download", "Whatthesenumbersmean", "Coverage"} & {*said.split("·")}
    assert visitor.complaints == []
