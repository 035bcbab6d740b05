"""Tables that say the same on the screen and in the downloaded file."""

import hashlib
import re
from collections.abc import Iterable, Mapping
from typing import cast

import pandas as pd
import streamlit as st
from streamlit.typing import DataframeState

from dashboard.parts import format, visitor
from dashboard.parts.columns import Column
from dashboard.parts.written import written
from queries.export import for_spreadsheets
from queries.filters import Filters
from queries.people import Right

ROW_PIXELS, MOST_ROWS_IN_SIGHT = 33, 12
"""Rows are 2.1875 rem high, at 15 pixels: `baseFontSize` of the theme."""

MOST_ROWS = 2_000
"""Rows of a table: to write a number out takes about 0.1 ms, so more would be slow."""


def table(
    frame: pd.DataFrame,
    *,
    key: str,
    columns: Mapping[str, Column],
    alt: str,
    filters: Filters | None = None,
) -> str | None:
    """Show the named columns of a frame, in that order, and a button that downloads the same.

    Of a longer frame the first MOST_ROWS are shown, and said to be; the file has them all, and its
    name says under which filters, where there are any.
    Where a column holds identities, people can choose a row: returns that of the chosen one.
    """
    shown = labelled(frame, columns)
    identity = next((name for name, column in columns.items() if column.is_identity), None)
    state = st.dataframe(
        written(frame.head(MOST_ROWS), shown.head(MOST_ROWS), columns),
        hide_index=True,
        key=key if identity is None else f"{key}_{_digest(frame[identity])}",
        alt=alt,
        column_config={column.label: column.config for column in columns.values()},
        placeholder=format.NO_DATA,
        height=_height(len(shown)),
        on_select="ignore" if identity is None else "rerun",
        selection_mode="single-row",
    )
    if len(shown) > MOST_ROWS:
        rows_in_all = format.count(len(shown))
        st.caption(f"The first {format.count(MOST_ROWS)} of {rows_in_all} rows; the file has all.")
    if visitor.may(Right.EXPORT):
        _download(filed(frame, columns), key, file_name(key, columns.values(), filters))
    if identity is None:
        return None
    rows = cast(DataframeState, state).selection.rows
    return str(frame[identity].iloc[rows[0]]) if rows else None


def labelled(frame: pd.DataFrame, columns: Mapping[str, Column]) -> pd.DataFrame:
    """Return the named columns under the labels that the screen shows."""
    return _renamed(frame, {name: column.label for name, column in columns.items()})


def filed(frame: pd.DataFrame, columns: Mapping[str, Column]) -> pd.DataFrame:
    """Return the same columns under the headers of a file, which say the units of bare numbers."""
    return _renamed(frame, {name: column.header for name, column in columns.items()})


def file_name(key: str, columns: Iterable[Column], filters: Filters | None = None) -> str:
    """Return what a table's file is called: what it holds, where, which days, in which currency.

    >>> from datetime import date
    >>> file_name("revenue_by_method", [], Filters(date(2026, 10, 1), date(2026, 10, 31)))
    'localpro-revenue-by-method-2026-10-01-to-2026-10-31.csv'
    """
    parts: list[str | None] = ["localpro", key.replace("_", "-")]
    if filters is not None:
        currency = filters.currency if any(x.unit == filters.currency for x in columns) else None
        parts += [*filters.places.values(), f"{filters.start}-to-{filters.end}", currency]
    return f"{'-'.join(filter(None, map(_plain, filter(None, parts))))}.csv"


def _height(rows: int) -> int:
    """Return the height of a table with its header; half a row more says that there are more."""
    in_sight = min(rows, MOST_ROWS_IN_SIGHT + 0.5)
    return round((in_sight + 1) * ROW_PIXELS) + 3


def _download(frame: pd.DataFrame, key: str, file_name: str) -> None:
    """Show a button that downloads the whole frame as CSV, made when it is clicked."""
    st.download_button(
        f"Download CSV ({format.plural(len(frame), 'row')})",
        data=lambda: for_spreadsheets(frame),
        file_name=file_name,
        mime="text/csv",
        key=f"{key}_csv",
        icon=":material/download:",
        type="tertiary",
        on_click="ignore",
    )


def _renamed(frame: pd.DataFrame, labels: Mapping[str, str]) -> pd.DataFrame:
    if len(set(labels.values())) != len(labels):
        raise ValueError(f"two columns have the same label: {list(labels.values())}")
    return frame[list(labels)].rename(columns=dict(labels)).reset_index(drop=True)


def _digest(identities: Iterable[str]) -> str:
    """Return a key of these rows in this order: a choice among others is none among these."""
    return hashlib.sha256("\n".join(map(str, identities)).encode()).hexdigest()[:16]


def _plain(part: str) -> str:
    """Return text that any file system takes."""
    return re.sub(r"[^A-Za-z0-9]+", "-", part).strip("-")
