"""Text that came from outside, in places where Streamlit reads Markdown."""

import re


def literal(text: str, longest: int = 80) -> str:
    """Return text that came from outside so that Markdown shows it as it is, cut when too long.

    >>> literal("*Asha* <b>Devi</b>"), literal("[x](y) " * 99, 6), literal("a\\x00\\nb")
    ('\\\\*Asha\\\\* \\\\<b\\\\>Devi\\\\<\\\\/b\\\\>', '\\\\[x\\\\]\\\\(y\\\\)…', 'ab')
    """
    shown = "".join(letter for letter in text[:longest] if letter.isprintable())
    escaped = re.sub(r"([!-#%-/:-@\[-`{-~])", r"\\\1", shown.strip())
    return f"{escaped}…" if len(text) > longest else escaped
