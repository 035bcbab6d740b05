"""Whatever people type, Markdown shows it as they typed it."""

import html

import pytest
from hypothesis import given
from hypothesis import strategies as st
from markdown_it import MarkdownIt

from dashboard.markdown import literal


@pytest.mark.parametrize(
    "text",
    [
        "*Asha* **Devi** _x_ ~~y~~ `z`",
        "<script>alert(1)</script>",
        "[here](javascript:alert(1)) ![x](y)",
        "1. one",
        "# heading",
        "- item",
        "> quote",
        ":red[danger] :material/home:",
        "&lt;b&gt; \\* \\",
        "प्लंबर، پلمبر",
    ],
)
def test_it_is_shown_as_it_is(text: str) -> None:
    assert MarkdownIt().render(literal(text)) == f"<p>{in_html(text)}</p>\n"


def in_html(text: str) -> str:
    """Return plain text as HTML."""
    return html.escape(text, quote=False).replace('"', "&quot;")


@given(st.text(max_size=60))
def test_any_text_is_shown_as_it_is(text: str) -> None:
    shown = "".join(filter(str.isprintable, text)).strip()
    assert MarkdownIt().renderInline(literal(text)) == in_html(shown)


def test_it_is_cut_when_too_long() -> None:
    assert literal("x" * 1_000_000) == "x" * 80 + "…"
    assert literal("***", 2) == r"\*\*…"
