"""The filter bar above every screen. The link is the truth: widgets only write it."""

from collections.abc import Callable, Collection, Mapping, Sequence
from datetime import date
from functools import partial
from pathlib import Path

import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from dashboard.frame import copied, links, printed, saved, trail, words
from dashboard.parts import downloads, format, link
from dashboard.parts.controls import seed
from queries.filters import CHOICES, Available, Compare, Filters
from queries.identities import distinct
from queries.periods import Why, just_before

STYLE = Path(__file__).parents[1] / "assets" / "filter_bar.css"
PICKING = "filter_days_half_way"
IS_OPEN = "filters_are_open"
WIDTHS = {"period": 170, "compare": 190, "currency": 88}
CUSTOM = "custom"
"""The choice of dates by hand, where others are named periods."""


def current(available: Available, arrived: link.Link | None = None) -> Filters:
    """Return the filters of the link, else of the screen before; note what was unusable.

    What the link is to be beside them is written with them, at once.
    """
    shown = link.now() if arrived is None else arrived
    given = {key: shown[key] for key in links.KEYS if key in shown}
    known = st.session_state.get(link.FILTERS, {})
    filters, problems = links.parse(given or known, available)
    way = (shown if given else known).get(link.TRAIL, [])
    params = links.to_params(filters) | {link.TRAIL: way}
    st.session_state[link.FILTERS] = params
    link.go({**{key: shown[key] for key in shown if key not in links.KEYS}, **params})
    link.note(*problems)
    return filters


def show(
    filters: Filters,
    available: Available,
    by: Collection[str] = tuple(CHOICES),
    as_of: Sequence[str] = (),
    screen: str = "",
) -> None:
    """Show the filters as widgets that stay in sight, and below what they come to; `by` names those
    that make sense beside the dates.

    On a narrow screen all but the period are behind a button, which says how many are set.
    """
    beside = [name for name in CHOICES if name in by and _is_a_choice(name, available)]
    open_ones = [name for name in beside if CHOICES[name].everything]
    state = "open" if st.session_state.get(IS_OPEN) else "folded"
    st.html(STYLE)
    with st.container(key="filter_bar", gap="xsmall"):
        with _line("filter_line"):
            _periods(filters, available)
            _unfold(filters, open_ones)
            with _line(f"filters_{state}"):
                _days(filters, available)
                _comparison(filters, available)
                for name in [name for name in beside if name not in open_ones]:
                    _one_of(name, filters, available)
            saved.show(screen)
            copied.show(filters)
            downloads.place()
            printed.button()
        if open_ones:
            with _line(f"filters_beside_{state}"):
                for name in open_ones:
                    _several(name, filters, available)
                _reset(filters, open_ones)
        trail.show(filters, available, by)
        with st.container(key=f"filters_said_{state}", horizontal=True, gap="xsmall"):
            days = format.period(filters.start, filters.end)
            st.caption(" · ".join([days, *as_of]), width="content")
            if compared := [*_compared(filters), *_not_over(filters)]:
                st.caption(" · ".join(compared), width="content")


def _line(key: str) -> DeltaGenerator:
    return st.container(key=key, horizontal=True, vertical_alignment="center", gap="xsmall")


def _is_a_choice(name: str, available: Available) -> bool:
    """Return whether there is something to choose: of what must be chosen, several."""
    choice = CHOICES[name]
    return bool(choice.everything) or len(choice.known(available)) > 1


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
        case Why.OVERLAP:
            return [words.OVERLAP]
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
    options = {str(preset): words.PERIODS[preset] for preset in links.presets(available)}

    def choose(chosen: str) -> None:
        days = links.days_of(filters, is_fixed=True)
        link.change(
            {**dict.fromkeys(links.DAYS, ""), "period": chosen} if chosen != CUSTOM else days
        )

    options[CUSTOM] = words.CUSTOM_PERIOD
    _select("period", str(filters.preset or CUSTOM), options, choose)


def _unfold(filters: Filters, beside: Collection[str]) -> None:
    """Show the button that opens what a narrow screen folds; a wide one has no use for it."""
    number = number_set(filters, beside)
    label = f"{words.FILTERS} · {number}" if number else words.FILTERS

    def turn() -> None:
        st.session_state[IS_OPEN] = not st.session_state.get(IS_OPEN)

    st.button(label, key="filters_unfold", icon=":material/tune:", on_click=turn)


def number_set(filters: Filters, beside: Collection[str]) -> int:
    """Return how many values of filters are chosen."""
    chosen = [getattr(filters, name) for name in beside]
    return sum(len(each) for each in chosen if isinstance(each, tuple))


def _days(filters: Filters, available: Available) -> None:
    # A range picked half way has one day: seeding it in the same run would undo the first click.
    # Whatever else is done next shows what is shown.
    if not st.session_state.pop(PICKING, False):
        st.session_state["filter_days"] = (filters.start, filters.end)

    def choose() -> None:
        days = st.session_state["filter_days"]
        st.session_state[PICKING] = len(days) == 1
        if len(days) == 2:
            link.change({"period": "", "unit": "", "from": str(days[0]), "to": str(days[1])})

    st.date_input(
        words.DATES,
        min_value=available.first_day,
        max_value=available.last_day,
        format="DD/MM/YYYY",
        key="filter_days",
        on_change=choose,
        label_visibility="collapsed",
        width=205,
    )


def _comparison(filters: Filters, available: Available) -> None:
    def choose(chosen: str) -> None:
        against = _usual_against(filters, available) if chosen == Compare.CUSTOM else None
        link.change({"compare": chosen, "against": str(against) if against else ""})

    options = {str(compare): text for compare, text in words.COMPARISONS.items()}
    _select("compare", filters.compare.value, options, choose)
    if filters.against:
        _against(filters.against, available)


def _against(day: date, available: Available) -> None:
    st.session_state["filter_against"] = min(max(day, available.first_day), available.last_day)

    def choose() -> None:
        if chosen := st.session_state["filter_against"]:
            link.change({"against": str(chosen)})

    st.date_input(
        words.AGAINST,
        min_value=available.first_day,
        max_value=available.last_day,
        format="DD/MM/YYYY",
        key="filter_against",
        on_change=choose,
        label_visibility="collapsed",
        width=130,
    )


def _usual_against(filters: Filters, available: Available) -> date:
    """Return with which day a custom comparison begins at first: that of the period before."""
    before = just_before(filters.period, filters.unit).back(filters.start)
    return max(before, available.first_day)


def _one_of(name: str, filters: Filters, available: Available) -> None:
    options = distinct(CHOICES[name].known(available))
    _select(name, getattr(filters, name), options, partial(_write, name))


def _write(name: str, chosen: str) -> None:
    link.change({name: "" if chosen == CHOICES[name].default else chosen})


def _several(name: str, filters: Filters, available: Available) -> None:
    """Let people choose several values, each of which is a chip that can be taken away."""
    key, choice = f"filter_{name}", CHOICES[name]
    options = choice.offered(available)
    seed(key, [*getattr(filters, name)])
    st.multiselect(
        choice.label,
        [*options],
        format_func=options.__getitem__,
        key=key,
        on_change=lambda: link.change({name: st.session_state[key]}),
        placeholder=choice.everything,
        label_visibility="collapsed",
        wrap=False,
    )


def _reset(filters: Filters, beside: Collection[str]) -> None:
    if number_set(filters, beside):
        st.button(
            words.RESET,
            key="filters_reset",
            icon=":material/filter_alt_off:",
            type="tertiary",
            on_click=link.change,
            args=(dict.fromkeys(beside, ""),),
        )


def _select(
    name: str, value: str, options: Mapping[str, str], choose: Callable[[str], None]
) -> None:
    key = f"filter_{name}"
    seed(key, value)
    st.selectbox(
        words.LABELS.get(name) or CHOICES[name].label,
        [*options],
        format_func=options.__getitem__,
        key=key,
        on_change=lambda: choose(st.session_state[key]),
        label_visibility="collapsed",
        width=WIDTHS[name],
    )
