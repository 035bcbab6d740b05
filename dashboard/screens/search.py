"""What do people look for and not find?"""

from collections.abc import Mapping
from functools import partial
from typing import Any

import streamlit as st
from pandas import DataFrame

from dashboard import charts, columns, controls, format, kpis, page, steps, tables
from dashboard.kpis import Good
from dashboard.markdown import literal
from dashboard.measures import Measure, measure
from dashboard.trend import trend
from queries import Snapshot, coverage, search
from queries.figures import figures
from queries.filters import Filters
from queries.search import Terms

QUESTION = "What do people look for and not find?"
FINDING: Mapping[str, Good] = {
    "searches": "up",
    "zero_result_rate": "down",
    "click_through_rate": "up",
    "click_position": "down",
    "reciprocal_rank": "up",
}
USE: Mapping[str, Good] = {
    "searchers": "up",
    "search_sessions": "up",
    "response_p50": "down",
    "response_p95": "down",
}
DRAWN = ("searches", "zero_result_rate", "click_through_rate", "searchers", "response_p95")
WHICH = {
    Terms.MOST_SEARCHED: "Most searched",
    Terms.IN_VAIN: "Never found",
    Terms.PASSED_OVER: "Found but not clicked",
}
MEANING = {
    Terms.MOST_SEARCHED: "Every term that was typed, the most searched first.",
    Terms.IN_VAIN: "Terms that found nothing at least every second time: services to recruit for.",
    Terms.PASSED_OVER: "Terms that found providers whom nobody clicked: offers that do not fit.",
}
TERM_TABLE = (
    "term_searches",
    "term_zero_results",
    "zero_result_rate",
    "term_clicked",
    "click_through_rate",
    "passed_over",
)
DISTRICT_TABLE = (
    "searches",
    "zero_result_rate",
    "click_through_rate",
    "click_position",
    "searchers",
)


def render(snapshot: Snapshot, filters: Filters) -> None:
    """Show what people searched for in the period, what they found, when and where."""
    known = figures(partial(search.over_time, snapshot), filters)
    now = known.shown
    in_vain = search.terms(snapshot, filters, Terms.IN_VAIN, most=1)
    page.header(QUESTION, answer(now, in_vain, filters))
    if not now["searches"]:
        page.empty("searches", filters)
        return
    for names in (FINDING, USE):
        kpis.row(kpis.figures(names, known), filters)
    _trend(snapshot, filters)
    terms, hours, districts = st.tabs(["Terms", "Weekdays and hours", "Districts"])
    with terms:
        _terms(snapshot, filters)
    with hours:
        _hours(snapshot, filters)
    with districts:
        _districts(snapshot, filters)
    page.explain(*FINDING, *USE, *TERM_TABLE[:2], "term_clicked", "passed_over", "searches_per_day")


def answer(now: Mapping[str, Any], in_vain: DataFrame, filters: Filters) -> str:
    """Return in one sentence how many searches found nothing, and what was sought in vain most."""
    if not now["searches"]:
        return "Nobody searched for anything."
    said = (
        f"**{format.percent(now['zero_result_rate'])}** of"
        f" {format.plural(now['searches'], 'search', 'searches')} found nothing"
    )
    in_vain = in_vain[~in_vain["is_few"].astype(bool)]
    if in_vain.empty:
        return f"{said}; no term is sought in vain every second time."
    worst = in_vain.iloc[0]
    times = format.plural(worst["term_zero_results"], "time")
    where = ", in all districts" if filters.district else ""
    return f"{said}. Sought in vain most often{where}: **{literal(worst['term'])}**, {times}."


def _trend(snapshot: Snapshot, filters: Filters) -> None:
    searched, _ = trend(partial(search.over_time, snapshot), filters, DRAWN, "search")
    with st.expander("As a table"):
        shown = steps.days() | {name: columns.number(measure(name)) for name in (*FINDING, *USE)}
        frame, alt = steps.noted(searched), "Searches over time"
        tables.table(frame, key="search_over_time", columns=shown, alt=alt, filters=filters)


def _terms(snapshot: Snapshot, filters: Filters) -> None:
    with st.container(horizontal=True, vertical_alignment="bottom"):
        which = st.segmented_control(
            "Terms",
            [*Terms],
            default=Terms.MOST_SEARCHED,
            required=True,
            format_func=WHICH.__getitem__,
            key="search_which",
            label_visibility="collapsed",
        )
        text = st.text_input("Containing", key="search_text", max_chars=200, width=260)
    which = which or Terms.MOST_SEARCHED
    frame = search.terms(snapshot, filters, which, text)
    everywhere = " Terms are counted for all districts together." if filters.district else ""
    few = f" Terms of fewer than {coverage.few_customers(snapshot)} people are one row, the last."
    st.caption(MEANING[which] + few + everywhere)
    if frame.empty:
        st.info("There is no such term in the period.", icon=":material/search_off:")
        return
    shown = {"term": columns.text("Term", pinned=True)}
    shown |= {name: columns.number(measure(name)) for name in TERM_TABLE}
    shown |= {one.column: columns.number(one) for one in _compared(filters)}
    key, alt = f"search_{which.value}", WHICH[which]
    tables.table(frame, key=key, columns=shown, alt=alt, filters=filters)


def _compared(filters: Filters) -> list[Measure]:
    """Return the measures of a term that are compared; those of now where a day is left out."""
    if filters.comparison is None:
        return []
    before = measure("term_searches", column="term_searches_before", label="Searches before")
    if not filters.running_day:
        return [before]
    now = measure("term_searches", column="term_searches_now", label="Searches, compared days")
    return [now, before]


def _hours(snapshot: Snapshot, filters: Filters) -> None:
    drawn = controls.measure(("searches_per_day", "zero_result_rate"), "", "search_hours_drawn")
    frame = search.by_hour(snapshot, filters.over)
    if filters.over.end < filters.end:
        st.caption(f"Without {format.day(filters.running_day)}, which is not over.")
    charts.heatmap(frame, value=drawn, key="search_hours_chart")
    with st.expander("As a table"):
        shown = {
            "weekday": columns.text("Weekday (1 is Monday)"),
            "hour": columns.text("Hour"),
            "searches": columns.number(measure("searches")),
            "searches_per_day": columns.number(measure("searches_per_day")),
            "zero_result_rate": columns.number(measure("zero_result_rate")),
        }
        alt = "Searches by hour"
        tables.table(frame, key="search_by_hour", columns=shown, alt=alt, filters=filters)


def _districts(snapshot: Snapshot, filters: Filters) -> None:
    frame = search.by_district(snapshot, filters)
    st.caption("The district that people searched in; Unknown where a search carries no place.")
    charts.ranking(
        frame.head(10), name="district", value=measure("searches"), key="search_districts_chart"
    )
    shown = {"district": columns.text("District", 170, pinned=True)}
    shown |= {name: columns.number(measure(name)) for name in DISTRICT_TABLE}
    alt = "Searches by district"
    tables.table(frame, key="search_by_district", columns=shown, alt=alt, filters=filters)
