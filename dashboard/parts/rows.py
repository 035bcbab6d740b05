"""The rows behind numbers: a list to look through and to take away, and whether it adds up."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import replace
from typing import Any

import streamlit as st

from dashboard.parts import columns, downloads, failures, format, tables
from dashboard.parts.alone import alone, carried
from dashboard.parts.columns import Column
from dashboard.parts.markdown import literal
from dashboard.parts.measures import Measure, measure
from queries.catalog import METRICS
from queries.errors import QueryError
from queries.export.asked import Export
from queries.filters import Filters
from queries.metrics.question import Question
from queries.rows_behind import Page, RowsOf, has_rows, rows_of

SIZE = 100
"""Rows of a page."""

ALL = ""
ONE = {"bookings": "booking", "payments": "payment", "reviews": "review", "searches": "search"}
Read = Callable[[RowsOf, int], Page]
"""Returns a page of rows; the first is 1. Raises QueryError."""

_read: ContextVar[Read | None] = carried("read", None)


@contextmanager
def read_by(read: Read | None) -> Iterator[None]:
    """Offer rows on the page that is shown inside; None to whom may not see any."""
    token = _read.set(read)
    try:
        yield
    finally:
        _read.reset(token)


def offer(
    names: Sequence[str],
    filters: Filters,
    key: str,
    kept: Sequence[str],
    by: Mapping[str, tuple[str, str]] | None = None,
) -> None:
    """Offer the rows that metrics are made of, where whoever looks may see rows.

    `kept` are the filters by which these are kept; `by` are groups that may be looked at alone: a
    dimension and its value, by what people call it.
    """
    read, where = _read.get(), filters.where(*kept)
    asked = Question(tuple(names), filters.period, where=where, amounts_in=filters.currency)
    known = [name for name in names if has_rows(asked, name)]
    if read is not None and known:
        alone(lambda: _open(read, asked, known, key, by or {}))


def _open(
    read: Read,
    asked: Question,
    names: Sequence[str],
    key: str,
    by: Mapping[str, tuple[str, str]],
) -> None:
    """Show the rows of one of several numbers when somebody opens them."""
    assert asked.amounts_in
    expander = st.expander(
        "The rows behind these numbers",
        key=f"{key}_rows",
        icon=":material/list:",
        type="compact",
        on_change="rerun",
    )
    with expander as opened:
        if not opened.open:
            return
        name, group = _chosen(names, by, key)
        where = asked.where
        if group is not None:
            where = (*(pair for pair in where if pair[0] != group[0]), group)
        question = replace(asked, metrics=(name,), where=where)
        _show(read, rows_of(question, name), measure(name, asked.amounts_in), key)


def _chosen(
    names: Sequence[str], by: Mapping[str, tuple[str, str]], key: str
) -> tuple[str, tuple[str, str] | None]:
    """Let people choose a number, and one group where there are some."""
    with st.container(horizontal=True, vertical_alignment="bottom"):
        labels = {name: METRICS[name].label for name in names}
        name = st.selectbox(
            "Number", names, format_func=labels.__getitem__, key=f"{key}_rows_of", width=260
        )
        if not by:
            return name, None
        group = st.selectbox("Of", [ALL, *by], key=f"{key}_rows_by", width=260, format_func=_group)
    return name, by.get(group)


def _group(name: str) -> str:
    return name or "All"


def _show(read: Read, asked: RowsOf, number: Measure, key: str) -> None:
    place = f"{key}_rows_page"
    try:
        page = read(asked, int(st.session_state.get(place, 1)))
    except QueryError as error:
        failures.tell(error, f"retry_{key}_rows")
        return
    _say(page, number)
    pages = max(1, -(-page.count // SIZE))
    if pages > 1:
        st.number_input(f"Page of {format.count(pages)}", 1, pages, key=place, width=160)
    alt = f"Rows behind {number.label}"
    tables.table(page.rows, key=f"{key}_rows_table", columns=_columns(page), alt=alt)
    called = f"localpro-{asked.metric}-rows-{asked.days.start}-to-{asked.days.end}"
    label = f"Download {format.plural(page.count, 'row')}"
    downloads.offer(Export(asked, called.replace("_", "-")), f"{key}_rows", label)


def _say(page: Page, number: Measure) -> None:
    """Say what the rows come to, and whether that is the number."""
    kind = page.asked.kind
    rows = format.plural(page.count, ONE[kind], kind)
    value, figure = (literal(number.notation.full(each)) for each in (page.value, page.figure))
    if page.is_exact:
        st.caption(f"**{rows}**, which together are **{value}**: exactly the number.")
        return
    archived = format.plural(len(page.archived), "week")
    why = f"{archived} of these days are in the archive" if page.archived else ""
    st.warning(
        f"The number is {figure}, as published; the rows that are there now come to {value}"
        f" ({rows}). {why or 'Rows came or changed since'}"
        f"{', and rows came or changed since' if why else ''}.",
        title="These are not all rows of the number" if why else "Rows changed since",
    )


def _columns(page: Page) -> dict[str, Column]:
    behind = page.asked.behind
    return {name: _column(name, behind.moment) for name in page.rows.columns}


def _column(name: str, moment: str) -> Column:
    label = name.replace("_", " ").capitalize()
    if name == moment:
        return columns.moment(label)
    if name in METRICS:
        known = measure(name)
        return Column(known.label, columns.number(known).config, _plain)
    return columns.text(label)


def _plain(value: Any) -> str:
    return format.NO_DATA if format.is_missing(value) else f"{value:,}"
