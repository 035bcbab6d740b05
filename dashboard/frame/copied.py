"""The link of what is seen, to copy; and what the browser's tab is called."""

from urllib.parse import urlencode

import streamlit as st

from dashboard.frame import links, words
from dashboard.parts import format, link
from dashboard.parts.alone import alone
from queries.filters import CHOICES, Available, Filters

MOST_NAMED = 2
"""Values of a filter that a title names before it counts them."""


def show(filters: Filters | None) -> None:
    """Show a button that opens the link with a sign that copies it, and the link as text.

    Where the period is a rule, so is the link; another one keeps the dates that it means now.
    """
    alone(lambda: _show(filters))


def _show(filters: Filters | None) -> None:
    place = st.popover(
        words.COPY_LINK,
        icon=":material/link:",
        type="tertiary",
        key="copy_link",
        on_change="rerun",
    )
    if not place.open:
        return
    with place.container(key="links_to_copy"):
        if filters is None:
            _link({})
        else:
            _links(filters)


def _links(filters: Filters) -> None:
    fixed = links.days_of(filters, is_fixed=True)
    if filters.preset:
        st.caption(words.THIS_VIEW.format(period(filters)))
        _link({})
    st.caption(words.THESE_DATES.format(format.period(filters.start, filters.end)))
    _link(fixed)
    if filters.preset and st.button(words.FIX_DATES, key="filters_fix"):
        link.change(fixed)
        st.rerun()


def fixed_link(filters: Filters | None) -> str:
    """Return the link of what is seen that shows the same on another day."""
    return _url(links.days_of(filters, is_fixed=True) if filters else {})


def _link(changes: dict[str, list[str]]) -> None:
    st.code(_url(changes), language=None, wrap_lines=True)


def _url(changes: dict[str, list[str]]) -> str:
    params = {name: values for name, values in {**link.now(), **changes}.items() if values}
    return f"{(st.context.url or '').partition('?')[0]}?{urlencode(params, doseq=True)}"


def period(filters: Filters) -> str:
    """Return what the days are called in a sentence: `last month`, or the dates."""
    if filters.preset is None:
        return format.period(filters.start, filters.end)
    return words.PERIODS[filters.preset].lower()


def title(screen: str, filters: Filters, available: Available) -> str:
    """Return what is seen, for the browser's tab: `Bookings · Lucknow · last month · …`."""
    places = [named(name, values, available) for name, values in filters.places.items()]
    return " · ".join([screen, *places, period(filters), words.PRODUCT])


def named(name: str, values: tuple[str, ...], available: Available) -> str:
    """Return what values of a filter are called; of many, how many there are."""
    choice = CHOICES[name]
    if len(values) > MOST_NAMED:
        return f"{len(values)} {choice.several}"
    called = choice.known(available)
    return ", ".join(called[value] for value in values)
