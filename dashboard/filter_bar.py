"""The filter bar above every screen. The link is the truth: widgets only write it."""

from collections.abc import Mapping
from typing import Any

import streamlit as st

from dashboard import filters as links
from dashboard import format
from dashboard.screens import EVERYTHING
from queries.filters import Available, Compare, Filters

REMEMBERED = "filter_params"
COMPARISONS = {
    Compare.PREVIOUS: "Previous period",
    Compare.YEAR: "Same period last year",
    Compare.NONE: "No comparison",
}


def current(available: Available) -> Filters:
    """Return the filters of the link, else of the screen before; say which values were unusable."""
    given = {key: st.query_params[key] for key in links.KEYS if key in st.query_params}
    filters, problems = links.parse(given or st.session_state.get(REMEMBERED, {}), available)
    _remember(links.to_params(filters))
    if problems:
        st.warning("\n\n".join(problems), title="Part of this link was not understood")
    return filters


def show(filters: Filters, available: Available, by: tuple[str, ...] = EVERYTHING) -> None:
    """Show the filters as widgets; `by` names those that make sense beside the dates."""
    with st.grid(4 + len(available.currencies[1:2]), min_column_width=150, key="filters"):
        _periods(filters, available)
        _days(filters, available)
        _choice("compare", "Compare with", filters.compare, COMPARISONS)
        if "category" in by:
            _choice(
                "category",
                "Category",
                filters.category,
                {None: "All categories", **links.category_names(available)},
            )
        if "district" in by:
            districts: dict[str | None, str] = {name: name for name in available.districts}
            _choice("district", "District", filters.district, {None: "All districts", **districts})
        if len(available.currencies) > 1:
            codes = {code: code for code in available.currencies}
            _choice("currency", "Currency", filters.currency, codes)


def caption(filters: Filters) -> str:
    """Return which days the screen shows and what they are compared with."""
    previous = filters.previous()
    shown = format.period(filters.start, filters.end)
    if previous is None:
        return shown
    return f"{shown} compared with {format.period(previous.start, previous.end)}"


def _periods(filters: Filters, available: Available) -> None:
    named = links.presets(available)
    st.session_state["filter_period"] = links.preset_of(filters, available)

    def choose() -> None:
        chosen = named.get(st.session_state["filter_period"])
        if chosen:
            _choose(**dict(zip(("from", "to"), map(str, chosen), strict=True)))

    st.selectbox("Period", [*named, links.CUSTOM], key="filter_period", on_change=choose)


def _days(filters: Filters, available: Available) -> None:
    # A range picked half way has one day: seeding it would undo the first click.
    if len(st.session_state.get("filter_days", ())) != 1:
        st.session_state["filter_days"] = (filters.start, filters.end)

    def choose() -> None:
        days = st.session_state["filter_days"]
        if len(days) == 2:
            _choose(**dict(zip(("from", "to"), map(str, days), strict=True)))

    st.date_input(
        "Dates",
        min_value=available.first_day,
        max_value=available.last_day,
        format="DD/MM/YYYY",
        key="filter_days",
        on_change=choose,
    )


def _choice(name: str, label: str, value: str | None, options: Mapping[Any, str]) -> None:
    key = f"filter_{name}"
    st.session_state[key] = value

    def choose() -> None:
        _choose(**{name: st.session_state[key]})

    st.selectbox(label, list(options), format_func=options.__getitem__, key=key, on_change=choose)


def _choose(**changes: str | None) -> None:
    params = {**st.session_state[REMEMBERED], **changes}
    _remember({key: str(value) for key, value in params.items() if value is not None})


def _remember(params: dict[str, str]) -> None:
    """Keep the filters in the link, and in the session for the screen that comes next."""
    st.session_state[REMEMBERED] = params
    for key in links.KEYS:
        if key in params and st.query_params.get(key) != params[key]:
            st.query_params[key] = params[key]
        elif key not in params and key in st.query_params:
            del st.query_params[key]
