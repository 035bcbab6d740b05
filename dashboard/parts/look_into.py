"""Beside each chart: the same as a click on it, by keyboard; and the rows of each of its parts."""

from collections.abc import Callable, Sequence

import streamlit as st

from dashboard.parts import drill, rows
from dashboard.parts.alone import alone
from dashboard.parts.drill import Part, Parts
from queries.filters import Filters
from queries.metrics.question import Where

ONLY, BACK, ROWS = "Show only this", "Go back", "Show its rows"


def show(
    parts: Parts,
    what: str,
    filters: Filters,
    names: Sequence[str] = (),
    kept: Where = (),
) -> None:
    """Let people choose a part of a chart or a table without pointing at it: to see it alone, or
    the rows that it is made of.

    `what` is what a part is called, as `a district`; `names` are the numbers whose rows may be
    seen; `kept` says which of these count beside the days.
    """
    if parts.known:
        alone(lambda: _show(parts, what, filters, names, kept))


def _show(parts: Parts, what: str, filters: Filters, names: Sequence[str], kept: Where) -> None:
    known = parts.known
    key = f"{parts.place}_into"
    place = st.popover(
        f"Look into {what}", key=key, icon=":material/zoom_in:", type="tertiary", on_change="rerun"
    )
    if place.open:
        with place:
            part = _chosen(known, what, key)
            has_rows = rows.are_shown(_numbers(part, names), filters, kept, part)
            _offer(parts, part, key, has_rows=has_rows)
    behind = drill.behind(parts)
    if behind is not None:
        rows.of_part(behind, _numbers(behind, names), filters, f"{parts.place}_part", kept)


def _numbers(part: Part, names: Sequence[str]) -> Sequence[str]:
    """Return the numbers whose rows a part has: its own, or those of its panel."""
    return [part.metric] if part.metric else names


def _chosen(known: dict[str, Part], what: str, key: str) -> Part:
    label = what.partition(" ")[2].capitalize()
    return known[st.selectbox(label, [*known], key=f"{key}_part")]


def _offer(parts: Parts, part: Part, key: str, *, has_rows: bool) -> None:
    """Offer what can be done with a part; whatever is done closes the control."""

    def act(do: Callable[[Parts, Part], None]) -> None:
        st.session_state[key] = False
        do(parts, part)

    with st.container(horizontal=True):
        if part.changes:
            says = BACK if part.is_chosen else ONLY
            st.button(says, key=f"{key}_only", on_click=act, args=(drill.choose,))
        if has_rows:
            st.button(ROWS, key=f"{key}_rows", on_click=act, args=(drill.show_rows,))
    _say_unknown(parts)


def _say_unknown(parts: Parts) -> None:
    if None in parts.each:
        st.caption("What carries no name of its own, or is of few people, cannot be looked into.")
