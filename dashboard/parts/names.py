"""The names of a table's rows as links: a click, or the control beside it, opens what one is about.

Streamlit draws tables on a canvas, on which a link takes no key of the keyboard.
"""

from typing import Any

import streamlit as st
from pandas import DataFrame, Series

from dashboard.parts.drill import Parts

MARK = "\N{NO-BREAK SPACE}\N{SINGLE RIGHT-POINTING ANGLE QUOTATION MARK}"
"""Says of a name that it is a link: the canvas has no other way."""

ICON, WORD_JOINER = ":material/", "\N{WORD JOINER}"
"""What Streamlit takes for an icon at the beginning of a name, and what keeps it from that."""


def linked(shown: DataFrame, parts: Parts | None) -> DataFrame:
    """Return a table whose names, in its first column, look like links: those of its rows that
    can be looked into, where there are `parts`, else all.
    """
    name = shown.columns[0]
    each = parts.each[: len(shown)] if parts else [True] * len(shown)
    told = [_marked(text) if part else text for text, part in zip(shown[name], each, strict=True)]
    return shown.assign(**{name: Series(told, index=shown.index, dtype=object)})


def _marked(text: object) -> object:
    if not isinstance(text, str):
        return text
    return f"{WORD_JOINER if text.lstrip().startswith(ICON) else ''}{text}{MARK}"


def chosen(key: str, identities: "Series[Any]", names: "Series[Any]") -> str | None:
    """Offer by keyboard what a click on a name does, and return the identity of the row that was
    chosen either way; `key` is that of the links.
    """
    if clicked := st.session_state.get(key):
        return str(identities.iloc[clicked["row"]])
    labels = dict(zip(map(str, identities), names, strict=True))
    what = str(names.name).lower()
    with st.popover(
        f"Open a {what}", key=f"{key}_into", icon=":material/zoom_in:", type="tertiary"
    ):
        one = st.selectbox(
            what.capitalize(), [*labels], format_func=labels.__getitem__, key=f"{key}_one"
        )
        return one if st.button("Open its page", key=f"{key}_open") else None
