"""What do people look for and not find?"""

from collections.abc import Mapping
from functools import partial
from typing import Any

import streamlit as st
from pandas import DataFrame

from dashboard.parts import (
    charts,
    columns,
    controls,
    drill,
    format,
    kpis,
    look_into,
    order,
    page,
    panels,
    rows,
    steps,
    tables,
    trend,
)
from dashboard.parts.controls import Segments
from dashboard.parts.drill import Parts
from dashboard.parts.gathering import Failed
from dashboard.parts.markdown import literal
from dashboard.parts.measures import Measure, measure
from dashboard.parts.tables import listed
from dashboard.screens.search import bookings, gather
from dashboard.screens.search.gather import Choices, TermList, View
from queries.export.asked import Listing
from queries.figures import Figures
from queries.filters import Filters
from queries.grain import Grain
from queries.order import ordered
from queries.search import BOOKED, FOUND, Terms
from queries.steps import noted

QUESTION = "What do people look for and not find?"
FINDING = (
    "searches",
    "zero_result_rate",
    "click_through_rate",
    "click_position",
    "reciprocal_rank",
)

USE = (
    "searchers",
    "search_sessions",
    "response_p50",
    "response_p95",
)
DRAWN = ("searches", "zero_result_rate", "click_through_rate", "searchers", "response_p95")
WHICH = {
    Terms.MOST_SEARCHED: "Most searched",
    Terms.IN_VAIN: "Never found",
    Terms.PASSED_OVER: "Found but not clicked",
}
TERMS, FIND, HOURS = ("terms", "find", "hours")
PARAMS = (TERMS, FIND, HOURS, *order.PARAMS)
"""What links call which terms are listed, how, what these contain, and the measure by hour."""

WHICH_TERMS = Segments("search_which", TERMS, "Terms", WHICH, Terms.MOST_SEARCHED)
BAR = controls.tabs(
    "search",
    {
        gather.TERMS: "Terms",
        gather.BOOKINGS: "Bookings",
        gather.HOURS: "Weekdays and hours",
        gather.DISTRICTS: "Districts",
    },
)

BY_HOUR = controls.metrics(("searches_per_day", "zero_result_rate"), "search_hours_drawn", HOURS)
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


def choose(filters: Filters) -> Choices:
    """Return what is chosen on the screen."""
    drawn = trend.choose(filters, DRAWN, "search")
    terms, text = WHICH_TERMS.chosen(), controls.typed_text(FIND)
    return Choices(drawn, terms, text, BY_HOUR.chosen(), BAR.chosen())


def show(view: View) -> None:
    """Show what people searched for in the period, what they found, when and where."""
    known, filters = view.figures, view.filters
    told = panels.both(known, view.in_vain)
    page.header(QUESTION, panels.known(told, _answer, filters))
    if not isinstance(known, Failed) and not known.shown["searches"]:
        page.empty("searches", filters)
        return
    panels.show(known, "search_figures", kpis.show, FINDING, filters)
    step = view.choices.trend.grain
    kept = filters.where("district")
    table = partial(_over_time, step=step)
    trend.show(view.trend, filters, DRAWN, "search", table, kept=lambda _: kept)
    panels.known(known, kpis.show, USE, filters)
    rows.offer(FOUND, filters, "search", kept)
    BAR.show(
        lambda: _terms(view),
        lambda: panels.show(view.bookings, "search_booked", bookings.show, filters),
        lambda: _by_hour(view),
        lambda: panels.show(view.districts, "search_districts", _districts, filters),
    )
    page.explain(
        *FINDING, *USE, *BOOKED, *TERM_TABLE[:2], "term_clicked", "passed_over", "searches_per_day"
    )


def _answer(told: tuple[Figures, DataFrame], filters: Filters) -> str:
    known, in_vain = told
    return answer(known.shown, in_vain, filters)


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


def _over_time(searched: DataFrame, filters: Filters, parts: Parts, step: Grain) -> None:
    shown = steps.days() | {name: columns.number(measure(name)) for name in (*FINDING, *USE)}
    tables.table(
        noted(searched),
        key="search_over_time",
        columns=shown,
        alt="Searches over time",
        listing=listed("search.over_time", filters, cut=step),
        is_whole=True,
        parts=parts,
    )


def _terms(view: View) -> None:
    with st.container(horizontal=True, vertical_alignment="bottom"):
        which = WHICH_TERMS.show()
        text = controls.text("search_text", FIND, "Containing", width=260)
        by = order.choose("search", TERM_TABLE)
    listing = listed("search.terms", view.filters, which=which, text=text, sort=by)
    panels.show(view.terms, "search_terms", _term_table, which, by, view.filters, listing)


def _by_hour(view: View) -> None:
    drawn = measure(BY_HOUR.show())
    panels.show(view.hours, "search_hours", _hours, drawn, view.filters)


def _term_table(known: TermList, which: Terms, by: str, filters: Filters, listing: Listing) -> None:
    everywhere = " Terms are counted for all districts together." if filters.district else ""
    few = f" Terms of fewer than {known.few} people are one row, the last."
    st.caption(MEANING[which] + few + everywhere)
    frame = ordered(known.terms, by, last="is_few")
    if frame.empty:
        st.info("There is no such term in the period.", icon=":material/search_off:")
        return
    shown = {"term": columns.text("Term", 170, pinned=True)}
    shown |= {name: columns.number(measure(name)) for name in TERM_TABLE}
    shown |= {one.column: columns.number(one) for one in _compared(filters)}
    start = order.first_row("search", len(frame), tables.MOST_ROWS)
    tables.table(
        frame,
        key=f"search_{which.value}",
        columns=shown,
        alt=WHICH[which],
        listing=listing,
        start=start,
    )


def _compared(filters: Filters) -> list[Measure]:
    """Return the measures of a term that are compared; those of now where a day is left out."""
    if filters.comparison is None:
        return []
    before = measure("term_searches", column="term_searches_before", label="Searches before")
    if not filters.running_day:
        return [before]
    now = measure("term_searches", column="term_searches_now", label="Searches, compared days")
    return [now, before]


def _hours(frame: DataFrame, drawn: Measure, filters: Filters) -> None:
    if filters.over.end < filters.end:
        st.caption(f"Without {format.day(filters.running_day)}, which is not over.")
    parts = drill.hours("search_hours", frame)
    charts.heatmap(frame, value=drawn, key="search_hours_chart", parts=parts)
    look_into.show(parts, "an hour", filters.over, FOUND, filters.where("district"))
    with st.expander("As a table"):
        shown = {
            "weekday": columns.text("Weekday (1 is Monday)"),
            "hour": columns.text("Hour"),
            "searches": columns.number(measure("searches")),
            "searches_per_day": columns.number(measure("searches_per_day")),
            "zero_result_rate": columns.number(measure("zero_result_rate")),
        }
        tables.table(
            frame,
            key="search_by_hour",
            columns=shown,
            alt="Searches by hour",
            listing=listed("search.by_hour", filters.over),
            parts=parts,
        )


def _districts(frame: DataFrame, filters: Filters) -> None:
    st.caption("The district that people searched in; Unknown where a search carries no place.")
    parts = drill.values("search_by_district", "district", frame, "district", filters)
    charts.ranking(
        frame.head(10),
        name="district",
        value=measure("searches"),
        key="search_districts_chart",
        parts=parts,
    )
    look_into.show(parts, "a district", filters, FOUND, filters.where("district"))
    shown = {"district": columns.text("District", 170, pinned=True)}
    shown |= {name: columns.number(measure(name)) for name in DISTRICT_TABLE}
    tables.table(
        frame,
        key="search_by_district",
        columns=shown,
        alt="Searches by district",
        listing=listed("search.by_district", filters),
        is_whole=True,
        parts=parts,
    )
