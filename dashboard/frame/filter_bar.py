"""The filter bar above every screen. The link is the truth: widgets only write it."""

from collections.abc import Container, Mapping
from datetime import date
from typing import Any

import streamlit as st

from dashboard.frame import links
from dashboard.parts import format
from dashboard.parts.addresses import REMEMBERED
from queries.filters import CHOICES, Available, Compare, Filters
from queries.identities import distinct
from queries.periods import Unit, Why

PICKING = "filter_days_half_way"
ALL = ""
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


def show(filters: Filters, available: Available, by: Container[str] = CHOICES) -> None:
    """Show the filters as widgets; `by` names those that make sense beside the dates."""
    beside = [name for name in CHOICES if _is_shown(name, available, by)]
    with st.grid(4 + len(beside), min_column_width=130, dense=True, key="filters") as grid:
        _periods(filters, available)
        with grid.cell(column_span=2):
            _days(filters, available)
        _choice("compare", "Compare with", filters.compare, COMPARISONS)
        for name in beside:
            _beside(name, filters, available)


def _is_shown(name: str, available: Available, by: Container[str]) -> bool:
    """Return whether a filter is offered: what must be chosen is, where there are several."""
    choice = CHOICES[name]
    return name in by if choice.everything else len(choice.known(available)) > 1


def _beside(name: str, filters: Filters, available: Available) -> None:
    choice = CHOICES[name]
    everything = {ALL: choice.everything} if choice.everything else {}
    options = distinct({**everything, **choice.known(available)})
    _choice(name, choice.label, getattr(filters, name) or ALL, options)


def caption(filters: Filters) -> str:
    """Return which days the screen shows, what is compared with what, and what is left out."""
    shown = format.period(filters.start, filters.end)
    return " · ".join([shown, *_compared(filters), *_not_over(filters)])


def _compared(filters: Filters) -> list[str]:
    compared = filters.comparison
    match filters.why_not:
        case Why.BEFORE_DATA:
            return [f"not compared: data begins on {format.day(filters.data.start)}"]
        case Why.NOT_OVER:
            return ["not compared"]
    if compared is None:
        return []
    now, before = (format.period(side.start, side.end) for side in (compared.now, compared.before))
    return [f"{now} compared with {before}" if filters.running_day else f"compared with {before}"]


def _not_over(filters: Filters) -> list[str]:
    if filters.running_day is None:
        return []
    is_left_out = " and is not compared" if filters.comparison else ""
    return [f"{format.day(filters.running_day)} is not over{is_left_out}"]


def _periods(filters: Filters, available: Available) -> None:
    named = links.presets(available)
    st.session_state["filter_period"] = links.preset_of(filters, available)

    def choose() -> None:
        chosen = named.get(st.session_state["filter_period"])
        if chosen:
            _choose_days(chosen.period.start, chosen.period.end, chosen.unit)

    st.selectbox("Period", [*named, links.CUSTOM], key="filter_period", on_change=choose)


def _days(filters: Filters, available: Available) -> None:
    # A range picked half way has one day: seeding it in the same run would undo the first click.
    # Whatever else is done next shows what is shown.
    if not st.session_state.pop(PICKING, False):
        st.session_state["filter_days"] = (filters.start, filters.end)

    def choose() -> None:
        days = st.session_state["filter_days"]
        st.session_state[PICKING] = len(days) == 1
        if len(days) == 2:
            _choose_days(*days)

    st.date_input(
        "Dates",
        min_value=available.first_day,
        max_value=available.last_day,
        format="DD/MM/YYYY",
        key="filter_days",
        on_change=choose,
    )


def _choose_days(start: date, end: date, unit: Unit | None = None) -> None:
    _choose(**{"from": str(start), "to": str(end), "unit": unit.value if unit else ALL})


def _choice(name: str, label: str, value: str, options: Mapping[Any, str]) -> None:
    key = f"filter_{name}"
    st.session_state[key] = value

    def choose() -> None:
        _choose(**{name: st.session_state[key]})

    st.selectbox(label, list(options), format_func=options.__getitem__, key=key, on_change=choose)


def _choose(**changes: str) -> None:
    params = {**st.session_state[REMEMBERED], **changes}
    _remember({key: str(value) for key, value in params.items() if value != ALL})


def _remember(params: dict[str, str]) -> None:
    """Keep the filters in the link, and in the session for the screen that comes next."""
    st.session_state[REMEMBERED] = params
    link = st.query_params.to_dict()
    changed = {key: value for key, value in params.items() if link.get(key) != value}
    if changed:
        st.query_params.update(changed)  # all at once: one step back in the browser's history
    for key in links.KEYS:
        if key in link and key not in params:
            del st.query_params[key]
