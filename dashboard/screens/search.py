"""What do people look for and not find?"""

from collections.abc import Mapping
from functools import partial
from typing import Any

import streamlit as st
from pandas import DataFrame

from dashboard import charts, columns, controls, format, kpis, page, tables
from dashboard.kpis import Good
from dashboard.markdown import literal
from dashboard.measures import measure
from dashboard.trend import trend
from queries import Snapshot, coverage, search
from queries.filters import Compare, Filters
from queries.grain import Grain
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
    now = search.totals(snapshot, filters)
    in_vain = search.terms(snapshot, filters, Terms.IN_VAIN, most=1)
    page.header(QUESTION, answer(now, in_vain, filters))
    if not now["searches"]:
        page.empty("searches", filters)
        return
    _key_figures(snapshot, filters, now)
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


def _key_figures(snapshot: Snapshot, filters: Filters, now: Mapping[str, Any]) -> None:
    days, previous = search.over_time(snapshot, filters, Grain.DAY), filters.previous()
    before = search.totals(snapshot, previous) if previous else None
    for names in (FINDING, USE):
        kpis.row(kpis.figures(names, now, before, days), filters)


def _trend(snapshot: Snapshot, filters: Filters) -> None:
    steps = trend(partial(search.over_time, snapshot), filters, DRAWN, "search")
    with st.expander("As a table"):
        shown = {"first_day": columns.day("From"), "last_day": columns.day("To")}
        numbers = {name: columns.number(measure(name)) for name in (*FINDING, *USE)}
        tables.table(
            steps, key="search_over_time", columns=shown | numbers, alt="Searches over time"
        )


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
    if filters.compare is not Compare.NONE:
        before = measure("term_searches", column="term_searches_before", label="Searches before")
        shown["term_searches_before"] = columns.number(before)
    tables.table(frame, key=f"search_{which.value}", columns=shown, alt=WHICH[which])


def _hours(snapshot: Snapshot, filters: Filters) -> None:
    drawn = controls.measure(("searches_per_day", "zero_result_rate"), "", "search_hours_drawn")
    frame = search.by_hour(snapshot, filters)
    charts.heatmap(frame, value=drawn, key="search_hours_chart")
    with st.expander("As a table"):
        shown = {
            "weekday": columns.text("Weekday (1 is Monday)"),
            "hour": columns.text("Hour"),
            "searches": columns.number(measure("searches")),
            "searches_per_day": columns.number(measure("searches_per_day")),
            "zero_result_rate": columns.number(measure("zero_result_rate")),
        }
        tables.table(frame, key="search_by_hour", columns=shown, alt="Searches by hour")


def _districts(snapshot: Snapshot, filters: Filters) -> None:
    frame = search.by_district(snapshot, filters)
    st.caption("The district that people searched in; Unknown where a search carries no place.")
    charts.ranking(
        frame.head(10), name="district", value=measure("searches"), key="search_districts_chart"
    )
    shown = {"district": columns.text("District", 170, pinned=True)}
    shown |= {name: columns.number(measure(name)) for name in DISTRICT_TABLE}
    tables.table(frame, key="search_by_district", columns=shown, alt="Searches by district")
