"""A table as text, with every value as it is written on the screen: for paper, and to be heard.

Streamlit draws tables on a canvas, which prints what is in sight, and tells a screen reader numbers
as they are computed.
"""

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from html import escape

import streamlit as st
from pandas import DataFrame

from dashboard.parts import format
from dashboard.parts.columns import Column

MOST_ROWS = 100
"""Rows that are written out: two sheets, and fast enough."""

WIDE = 12
"""Columns up to which letters of the usual size fit on a sheet."""

TOTAL = "Total"


def table(
    shown: DataFrame,
    texts: Sequence[Sequence[str]],
    columns: Mapping[str, Column],
    alt: str,
    totals: Mapping[str, str],
) -> None:
    """Write a table's first rows, which are `texts` column by column, unseen on a screen."""
    rows = shown.head(MOST_ROWS)
    written = [
        (column, list(map(_said, rows[column.label], text)))
        for column, text in zip(columns.values(), texts, strict=True)
        if not column.is_drawn
    ]
    kinds = [' class="number"' if column.is_number else "" for column, _ in written]
    head = _row([column.label for column, _ in written], kinds, "th", "col")
    body = "".join(_row(row, kinds) for row in zip(*(said for _, said in written), strict=True))
    foot = f"<tfoot>{_row(_last(columns, totals), kinds)}</tfoot>" if totals else ""
    fitting = "printed wide" if len(kinds) > WIDE else "printed"
    st.html(
        f'<table class="{fitting}"><caption>{escape(_called(alt, len(shown)))}</caption>'
        f"<thead>{head}</thead><tbody>{body}</tbody>{foot}</table>"
    )


def _called(alt: str, rows: int) -> str:
    first = f": the first {MOST_ROWS} of {format.count(rows)} rows" if rows > MOST_ROWS else ""
    return f"{alt}{first}"


def _last(columns: Mapping[str, Column], totals: Mapping[str, str]) -> list[str]:
    """Return the cells of the last row, which stands for all."""
    cells = [totals.get(name, "") for name, column in columns.items() if not column.is_drawn]
    return [cells[0] or TOTAL, *cells[1:]]


def _said(value: object, text: str) -> str:
    """Return a value as the screen shows it, where Streamlit writes it and not we."""
    if not isinstance(value, list | str) and format.is_missing(value):
        return format.NO_DATA
    if isinstance(value, datetime):
        return format.moment(value)
    return format.day(value) if isinstance(value, date) else text


def _row(cells: Sequence[str], kinds: Sequence[str], tag: str = "td", of: str = "row") -> str:
    """Return a row whose first cell says what the others are of."""
    first, *others = (f"{kind}>{escape(cell)}" for cell, kind in zip(cells, kinds, strict=True))
    return (
        f'<tr><th scope="{of}"{first}</th>'
        f"{''.join(f'<{tag}{other}</{tag}>' for other in others)}</tr>"
    )
