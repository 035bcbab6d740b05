"""The rows behind numbers: a list to look through and to take away, and whether it adds up."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from contextvars import ContextVar
from typing import Any

import streamlit as st

from dashboard.parts import columns, downloads, drill, failures, format, tables
from dashboard.parts.alone import alone, carried
from dashboard.parts.columns import Column
from dashboard.parts.drill import Part
from dashboard.parts.markdown import literal
from dashboard.parts.measures import Measure, measure
from queries.catalog import METRICS
from queries.errors import InvalidQuestion, QueryError
from queries.export.asked import Export
from queries.filters import Filters
from queries.metrics.question import Question, Where
from queries.rows_behind import Page, RowsOf, has_rows, rows_of

SIZE = 100
"""Rows of a page."""

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


def offer(names: Sequence[str], filters: Filters, key: str, kept: Where) -> None:
    """Offer the rows that metrics are made of, where whoever looks may see rows.

    `kept` says which rows are kept beside the days.
    """
    if are_shown(names, filters, kept):
        alone(lambda: _open(_known(names, filters, kept, None), filters, key))


def _open(known: Mapping[str, Question], filters: Filters, key: str) -> None:
    """Show the rows of one of several numbers when somebody opens them."""
    expander = st.expander(
        "The rows behind these numbers",
        key=f"{key}_rows",
        icon=":material/list:",
        type="compact",
        on_change="rerun",
    )
    with expander as opened:
        if opened.open:
            _of(known, key, filters)


def of_part(part: Part, names: Sequence[str], filters: Filters, key: str, kept: Where) -> None:
    """Show the rows of a part of what is shown, and let people close them."""
    if not are_shown(names, filters, kept, part):
        return
    with st.container(border=True, key=f"{key}_rows"):
        with st.container(horizontal=True, horizontal_alignment="distribute"):
            st.markdown(f"The rows behind **{literal(part.label)}**")
            st.button(
                "Close", key=f"{key}_close", icon=":material/close:", on_click=drill.hide_rows
            )
        _of(_known(names, filters, kept, part), f"{key}_{part.digest}", filters)


def are_shown(
    names: Sequence[str], filters: Filters, kept: Where, part: Part | None = None
) -> bool:
    """Return whether whoever looks may see the rows of one of these metrics."""
    return _read.get() is not None and bool(_known(names, filters, kept, part))


def _asked(name: str, filters: Filters, kept: Where, part: Part | None) -> Question:
    where, days = kept, filters.period
    if part is not None:
        own = dict(part.where)
        where = (*(pair for pair in where if pair[0] not in own), *part.where)
        days = part.days or days
    return Question((name,), days, where=where, amounts_in=filters.currency)


def _known(
    names: Sequence[str], filters: Filters, kept: Where, part: Part | None
) -> dict[str, Question]:
    """Return the metrics whose rows can be shown, and what is asked of each: some cannot be cut
    into such parts.
    """
    known = {}
    for name in names:
        with suppress(InvalidQuestion):
            question = _asked(name, filters, kept, part)
            if has_rows(question, name):
                known[name] = question
    return known


def _of(known: Mapping[str, Question], key: str, filters: Filters) -> None:
    """Let people choose a number, and show its rows."""
    read = _read.get()
    assert read is not None
    labels = {name: METRICS[name].label for name in known}
    name = next(iter(known))
    if len(known) > 1:
        name = st.selectbox(
            "Number", [*known], format_func=labels.__getitem__, key=f"{key}_rows_of", width=260
        )
    _show(read, rows_of(known[name], name), measure(name, filters.currency), key)


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
    downloads.offer(Export(asked, called.replace("_", "-")), f"{key}_rows", label, alt)


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
