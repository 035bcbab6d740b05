"""Text that came from outside, in places where Streamlit reads Markdown.

That is nearly everywhere: `st.markdown`, captions, titles, boxes, labels, metrics and help. Names,
currencies, categories, districts, searches, messages of the database and parameters of the link
go through `literal`. Charts and maps make their own texts literal: see `chart_text` and `maps`.
Options of a select box, cells of a table and `st.text` are plain text.
"""

import re

WORD_JOINER = "\N{WORD JOINER}"
JOINERS = "\N{ZERO WIDTH NON-JOINER}\N{ZERO WIDTH JOINER}"
"""Not printable, yet part of how Hindi and Urdu are written."""

NUMBER = r"(?<=\d)(?:[,.](?=\d)|%)|-(?=[₹\d])"
MARKED = re.compile(rf"(?!{NUMBER})([!-/:-@\[-`{{-~])")
"""What Markdown, its directives and its formulas are made of; within numbers it means nothing."""

READ_LATER = re.compile(r"(?<=:)(?=[/\w+-])|(?<=@)|(?<=www)(?=\.)|(?<=[<>~-])(?=[>=-])", re.I)
"""Where Streamlit finds links, addresses, icons and arrows in text that is read already, so that
a backslash does not help: an invisible character keeps the parts apart."""


def literal(text: object, longest: int = 80) -> str:
    """Return text that came from outside so that Markdown shows it as it is, cut when too long.

    >>> print(literal("*Asha* <b>Devi</b>"), literal("[x](y) " * 99, 6), literal("-₹1,500.50"))
    \\*Asha\\* \\<b\\>Devi\\<\\/b\\> \\[x\\]\\(y\\)… -₹1,500.50
    """
    whole = str(text)
    shown = "".join(each for each in whole[:longest] if each.isprintable() or each in JOINERS)
    escaped = MARKED.sub(r"\\\1", READ_LATER.sub(WORD_JOINER, shown.strip()))
    return f"{escaped}…" if len(whole) > longest else escaped
