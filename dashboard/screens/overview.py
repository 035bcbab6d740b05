"""How is the business?"""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

import streamlit as st
from pandas import DataFrame

from dashboard import charts, columns, controls, currencies, format, kpis, page, tables
from dashboard.identities import named_apart
from dashboard.kpis import Good
from dashboard.measures import Measure, measure
from queries import Snapshot, overview
from queries.currencies import used
from queries.filters import Filters
from queries.overview import Worsening

QUESTION = "How is the business?"
Totals = Mapping[str, Any]
"""The key figures of a period, as `overview.totals` returns them."""

KEY_FIGURES: Mapping[str, Good] = {
    "requested": "up",
    "jobs_completed": "up",
    "gross_amount": "up",
    "net_amount": "up",
    "platform_fee": "up",
    "active_providers": "up",
    "rating": "up",
    "zero_result_rate": "down",
}
DRAWN = ("requested", "jobs_completed", "gross_amount", "platform_fee", "searches")
WHOLES = {
    "zero_result_rate": "search",
    "cancellation_rate": "booking",
    "dispute_rate": "booking",
    "failure_rate": "payment",
}
MOVERS = 5
NAMED = 3
"""Districts that a sentence names before it only counts the others."""


def render(snapshot: Snapshot, filters: Filters) -> None:
    """Show the main numbers of every topic, who grew and who shrank, and what needs attention."""
    days, previous = overview.by_day(snapshot, filters), filters.previous()
    now = overview.totals(snapshot, filters)
    before = overview.totals(snapshot, previous) if previous else None
    in_currencies = used(snapshot, filters)
    elsewhere = currencies.paid_in_others(in_currencies, filters)
    page.header(QUESTION, answer(now, before, filters, elsewhere))
    currencies.show_notice(in_currencies, filters)
    _key_figures(days, now, before, filters)
    if filters.category:
        st.caption("Searches are those of every category: a search belongs to no provider.")
    _attention(snapshot, filters)
    _trend(days, overview.by_day(snapshot, previous) if previous else None, filters)
    _growth(snapshot, filters)
    page.explain(*dict.fromkeys([*KEY_FIGURES, *WHOLES, "forgotten"]))


def answer(now: Totals, before: Totals | None, filters: Filters, elsewhere: str = "") -> str:
    """Return in one sentence how much was booked, paid and kept, and how that changed; in another,
    what was paid in other currencies.
    """
    requested = f"**{format.plural(now['requested'], 'booking')}**"
    gross = f"**{format.money(now['gross_amount'], filters.currency)}**"
    gross += f" in {filters.currency}" if elsewhere else ""
    fee = format.money(now["platform_fee"], filters.currency)
    kept = f", of which we keep {fee} ({format.percent(now['take_rate'])})"
    others = f" In other currencies they paid **{elsewhere}**." if elsewhere else ""
    return (
        f"Customers requested {requested}{_since(now, before, 'requested')} and paid"
        f" {gross}{_since(now, before, 'gross_amount')}{kept if now['payments'] else ''}.{others}"
    )


def _since(now: Totals, before: Totals | None, name: str) -> str:
    """Return the change in brackets, or nothing where there is nothing to compare with."""
    if before is None or not before[name]:
        return ""
    return f" ({format.change(now[name], before[name])})"


def _key_figures(days: DataFrame, now: Totals, before: Totals | None, filters: Filters) -> None:
    figures = kpis.figures(KEY_FIGURES, now, before, days)
    kpis.row(figures[:4], filters)
    kpis.row(figures[4:], filters)


def _attention(snapshot: Snapshot, filters: Filters) -> None:
    with st.container(border=True):
        st.subheader("What needs attention", anchor=False)
        for sentence in needs(snapshot, filters) or ["Nothing stands out in this period."]:
            st.markdown(f"- {sentence}")
        if filters.previous():
            st.caption("Rates are named here only when they rose more than chance explains.")


def needs(snapshot: Snapshot, filters: Filters) -> list[str]:
    """Return one sentence for each thing that an owner should look into."""
    found = [worsened(each) for each in overview.worsenings(snapshot, filters)]
    uncovered = overview.uncovered_districts(snapshot, filters)
    if not uncovered.empty:
        found.append(unserved(uncovered))
    forgotten = overview.forgotten(snapshot, filters)
    if forgotten:
        found.append(
            f"**{format.plural(forgotten, 'booking')}** {'is' if forgotten == 1 else 'are'} still"
            f" open more than {overview.FORGOTTEN_DAYS} days after the request."
        )
    return found


def worsened(worsening: Worsening) -> str:
    """Return a sentence such as `Failure rate rose from 4.0% to 6.0%: 60 of 1,000 payments`."""
    now, before = worsening.now, worsening.before
    noun = WHOLES[worsening.metric]
    plural = "searches" if noun == "search" else f"{noun}s"
    return (
        f"**{measure(worsening.metric).label}** rose from {format.percent(before.value)} to"
        f" **{format.percent(now.value)}**: {format.count(now.part)} of"
        f" {format.plural(now.whole, noun, plural)}."
    )


def unserved(districts: DataFrame) -> str:
    """Return a sentence that names the most searched districts without a provider."""
    searches = int(districts["searches"].sum())
    names = ", ".join(districts["district"].head(NAMED))
    others = len(districts) - NAMED
    more = f" and {format.plural(others, 'other')}" if others > 0 else ""
    return (
        f"**No provider serves {names}{more}**, where people searched"
        f" {format.plural(searches, 'time')}."
    )


def _trend(days: DataFrame, before: DataFrame | None, filters: Filters) -> None:
    drawn = controls.measure(DRAWN, filters.currency, "overview_drawn")
    charts.trend(days, x="period", y=drawn, key="overview_trend", previous=before)


def _growth(snapshot: Snapshot, filters: Filters) -> None:
    categories, districts = st.tabs(["Categories", "Districts"])
    with categories:
        frame = named_apart(overview.growth_by_category(snapshot, filters), "category")
        _changes(frame, "category", "Category", filters)
    with districts:
        _changes(overview.growth_by_district(snapshot, filters), "district", "District", filters)


def _changes(frame: DataFrame, name: str, label: str, filters: Filters) -> None:
    gross = measure("gross_amount", filters.currency)
    if frame.empty:
        page.empty("bookings or payments", filters)
        return
    if filters.previous() is None:
        charts.ranking(frame.head(10), name=name, value=gross, key=f"overview_{name}_chart")
    else:
        _movers(frame, name, filters)
    shown = {name: columns.text(label, pinned=True)} | {
        one.column: columns.number(one) for one in _growth_measures(filters)
    }
    alt = f"Growth by {label.lower()}"
    tables.table(frame, key=f"overview_{name}", columns=shown, alt=alt, filters=filters)


def _growth_measures(filters: Filters) -> list[Measure]:
    gross, requested = measure("gross_amount", filters.currency), measure("requested")
    if filters.previous() is None:
        return [gross, requested]
    return [
        gross,
        replace(gross, column="gross_amount_before", label="Gross before"),
        measure("gross_growth"),
        requested,
        replace(requested, column="requested_before", label="Requested before"),
    ]


def _movers(frame: DataFrame, name: str, filters: Filters) -> None:
    change = frame["gross_amount"] - frame["gross_amount_before"]
    grew, shrank = st.columns(2, gap="large")
    with grew:
        _ranked("Grew most", frame.assign(change=change), name, filters)
    with shrank:
        _ranked("Shrank most", frame.assign(change=-change), name, filters)


def _ranked(title: str, frame: DataFrame, name: str, filters: Filters) -> None:
    st.subheader(title, anchor=False)
    movers = frame[frame["change"] > 0].sort_values("change", ascending=False)
    if movers.empty:
        st.caption("None in this period.")
        return
    change = measure("gross_amount", filters.currency, column="change", label=f"{title}, in gross")
    charts.ranking(movers.head(MOVERS), name=name, value=change, key=f"overview_{name}_{title}")
