"""Whatever people type, Markdown shows it as they typed it."""

import html
import re

import pytest
from hypothesis import given
from hypothesis import strategies as st
from markdown_it import MarkdownIt

from dashboard.parts.markdown import JOINERS, WORD_JOINER, literal


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
        "क्\u200dष می\u200cشود",
        "http://evil.test/x www.evil.test mail@evil.test",
        "$x$ $$y$$ :smile: :streamlit: :material_home: -- -> <- <=",
        "-₹4,56,789.50 12.5% 1.5",
    ],
)
def test_it_is_shown_as_it_is(text: str) -> None:
    assert MarkdownIt().render(seen(text)) == f"<p>{in_html(text)}</p>\n"


def seen(text: str) -> str:
    """Return literal text without the characters that nobody sees."""
    return literal(text).replace(WORD_JOINER, "")


def in_html(text: str) -> str:
    """Return plain text as HTML."""
    return html.escape(text, quote=False).replace('"', "&quot;")


@given(st.text(max_size=60))
def test_any_text_is_shown_as_it_is(text: str) -> None:
    shown = "".join(each for each in text if each.isprintable() or each in JOINERS).strip()
    assert MarkdownIt().renderInline(seen(text)) == in_html(shown)


@pytest.mark.parametrize(
    "found",
    [
        r"https?://",
        r"www\.",
        r"[-.\w+]+@[-\w]+\.\w+",
        r":material_?/?\w+:",
        r":streamlit:",
        r":[\w+-]+:",
        r"(^|\s)(<->|->|<-|--|>=|<=|~=)(\s|$)",
    ],
)
def test_what_streamlit_looks_for_after_reading_is_not_found(found: str) -> None:
    """These are the expressions of Streamlit's own page, put to text without its backslashes."""
    text = (
        "HTTPS://x.test http://x.test WWW.x.test a.b@x.test :material_home: :material/home:"
        " :streamlit: :+1: :smile: <-> -> <- -- >= <= ~="
    )
    assert re.search(found, text, re.IGNORECASE)
    assert not re.search(found, literal(text, 200).replace("\\", ""), re.IGNORECASE)


def test_it_is_cut_when_too_long() -> None:
    assert literal("x" * 1_000_000) == "x" * 80 + "…"
    assert literal("***", 2) == r"\*\*…"
