"""Tables that say the same on the screen and in the file that is taken away."""

import hashlib
import re
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import replace
from typing import Any

import pandas as pd
import streamlit as st

from dashboard.parts import downloads, drill, format, names, printed
from dashboard.parts.columns import Column
from dashboard.parts.drill import Parts
from dashboard.parts.markdown import literal
from dashboard.parts.written import texts, written
from queries.export.asked import Column as Filed
from queries.export.asked import Export, Listing
from queries.filters import CHOICES, Filters

FIGURE_SPACE = "\N{FIGURE SPACE}"
"""A blank as wide as a digit."""

MOST_COLUMNS_IN_SIGHT = 9
ROW_PIXELS, MOST_ROWS_IN_SIGHT = 33, 12
"""Rows are 2.1875 rem high, at 15 pixels: `baseFontSize` of the theme."""

MOST_ROWS = 2_000
"""Rows of a table: to write a number out takes about 0.1 ms, so more would be slow."""


def table(  # noqa: PLR0913 - what a table shows, and from which row
    frame: pd.DataFrame,
    *,
    key: str,
    columns: Mapping[str, Column],
    alt: str,
    listing: Listing | None = None,
    start: int = 0,
    every: int | None = None,
    is_whole: bool = False,
    parts: Parts | None = None,
) -> str | None:
    """Show the named columns of a frame, in that order, and offer the same as a file.

    The frame is what the listing tells, whose columns are these; without one it is no file here.
    Of a longer frame MOST_ROWS from the row `start` are shown, and said to be; the file has them
    all, and its name says under which filters, where there are any. Where `every` is how many rows
    there are, the frame is those from `start` on alone.
    Where the rows are parts of a whole (`is_whole`), what adds up is added up below.
    The first column says what a row is about. Where another holds identities, that name is a link:
    returns the identity of the row whose name was clicked. Else it looks into what the row stands
    for, where `parts` say that. A row that begins with a day is chosen instead: it has no name.
    """
    part = frame if every is not None else frame.iloc[start : start + MOST_ROWS]
    number = len(frame) if every is None else every
    shown = labelled(part, columns)
    identity = next((name for name, column in columns.items() if column.is_identity), None)
    said = texts(part, shown, columns)
    config = _configured(columns.values(), said)
    is_named = next(iter(columns.values())).is_text
    link = _link(key, None if identity is None else part[identity], parts) if is_named else {}
    if link:
        config[shown.columns[0]] = _linked(config[shown.columns[0]], **link)
    st.dataframe(
        written(names.linked(shown, parts) if link else shown, said),
        hide_index=True,
        alt=alt,
        column_config=config,
        width="content",
        placeholder=format.NO_DATA,
        height=_height(len(shown)),
        selection_mode="single-row",
        **({"key": key, "on_select": "ignore"} if is_named else _choosing(key, parts)),
    )
    totals = _totals(frame, columns) if is_whole and len(frame) > 1 else {}
    printed.table(shown, said, columns, alt, totals)
    if totals:
        st.caption(_in_words(totals, columns))
    if len(part) < number:
        st.caption(_in_part(start, len(part), number))
    if listing is not None:
        name = file_name(key, columns.values(), listing.filters)
        export = Export(replace(listing, columns=filed(columns)), name)
        downloads.offer(export, key, f"Download {format.plural(number, 'row')}", alt)
    if identity is None:
        return None
    return names.chosen(link["key"], part[identity], shown.iloc[:, 0])


def _configured(columns: Collection[Column], texts: Sequence[Sequence[str]]) -> dict[str, Any]:
    """Return how Streamlit shows columns. It draws headers at the left, so that blanks bring those
    of numbers over them; and what stays in sight is pale, so that it does only where it must.
    """
    fits = {} if len(columns) > MOST_COLUMNS_IN_SIGHT else {"pinned": False}
    return {
        column.label: {**column.config, **fits, "label": _over(column, said)}
        for column, said in zip(columns, texts, strict=True)
    }


def _over(column: Column, texts: Sequence[str]) -> str:
    longest = max(map(len, texts), default=0) if column.is_number else 0
    return column.label.rjust(longest, FIGURE_SPACE)


def _totals(frame: pd.DataFrame, columns: Mapping[str, Column]) -> dict[str, str]:
    """Return what adds up over the rows, written out, by the names of the columns."""
    return {
        name: column.write(sum(frame[name].dropna()))
        for name, column in columns.items()
        if column.adds_up and column.write is not None
    }


def _in_words(totals: Mapping[str, str], columns: Mapping[str, Column]) -> str:
    said = (f"{columns[name].label} **{literal(total)}**" for name, total in totals.items())
    return f"{printed.TOTAL}: {' · '.join(said)}"


def _link(key: str, identities: "pd.Series[Any] | None", parts: Parts | None) -> dict[str, Any]:
    """Return the key of the names of these rows, and what a click on one does; nothing without."""
    if identities is not None:
        return {"key": f"{key}_{_digest(identities)}"}
    return drill.names(key, parts) if parts is not None and parts.known else {}


def _choosing(key: str, parts: Parts | None) -> dict[str, Any]:
    """Return the key of a table of days, and what happens when somebody chooses a row."""
    if parts is not None and parts.known:
        return drill.choices(key, parts)
    return {"key": key, "on_select": "ignore"}


def _linked(config: dict[str, Any], **link: Any) -> Any:
    """Return the column of a text as one of links."""
    kept = {name: config.get(name) for name in ("width", "help", "pinned")}
    label = f"{FIGURE_SPACE}{config['label']}"  # over the names, which stand as far in
    return st.column_config.ButtonColumn(label, alignment="left", type="tertiary", **kept, **link)


def _in_part(start: int, rows: int, every: int) -> str:
    """Return which rows of a longer frame are shown."""
    last = format.count(start + rows)
    which = f"Rows {format.count(start + 1)} to {last}" if start else f"The first {last}"
    return f"{which} of {format.count(every)} rows; the file has all."


def listed(name: str, filters: Filters | None = None, **options: object) -> Listing:
    """Return what a table shows: an answer of `queries.export.listings`, and what it is asked."""
    return Listing(name, (), filters, options)


def labelled(frame: pd.DataFrame, columns: Mapping[str, Column]) -> pd.DataFrame:
    """Return the named columns under the labels that the screen shows."""
    return _renamed(frame, {name: column.label for name, column in columns.items()})


def filed(columns: Mapping[str, Column]) -> tuple[Filed, ...]:
    """Return the same columns of a file: their headers say the units of bare numbers."""
    return tuple(
        Filed(name, column.header, column.words or {}, column.missing)
        for name, column in columns.items()
    )


def file_name(key: str, columns: Iterable[Column], filters: Filters | None = None) -> str:
    """Return what a table's file is called, without its ending: what it holds, where, which days,
    in which currency.

    >>> from datetime import date
    >>> file_name("revenue_by_method", [], Filters(date(2026, 10, 1), date(2026, 10, 31)))
    'localpro-revenue-by-method-2026-10-01-to-2026-10-31'
    """
    parts: list[str | None] = ["localpro", key.replace("_", "-")]
    if filters is not None:
        currency = filters.currency if any(x.unit == filters.currency for x in columns) else None
        parts += [*_places(filters), f"{filters.start}-to-{filters.end}", currency]
    return "-".join(filter(None, map(_plain, filter(None, parts))))


def _places(filters: Filters) -> list[str]:
    """Return the chosen places: `Lucknow`, or `3 districts`."""
    return [
        values[0] if len(values) == 1 else f"{len(values)} {CHOICES[name].several}"
        for name, values in filters.places.items()
    ]


def _height(rows: int) -> int:
    """Return the height of a table with its header; half a row more says that there are more."""
    in_sight = min(rows, MOST_ROWS_IN_SIGHT + 0.5)
    return round((in_sight + 1) * ROW_PIXELS) + 3


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
