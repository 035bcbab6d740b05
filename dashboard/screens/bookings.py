"""Where do bookings drop out?"""

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from functools import partial
from itertools import pairwise
from typing import Any

import streamlit as st
from pandas import DataFrame

from dashboard import (
    charts,
    cohort_chart,
    columns,
    controls,
    currencies,
    format,
    kpis,
    line_chart,
    page,
    steps,
    tables,
)
from dashboard.identities import named_apart
from dashboard.kpis import Good
from dashboard.measures import Measure, measure
from dashboard.trend import both
from queries import Snapshot, bookings
from queries.currencies import used
from queries.figures import figures
from queries.filters import Filters
from queries.grain import LONGEST, Grain
from queries.ratio import ratio

QUESTION = "Where do bookings drop out?"
KEY_FIGURES: Mapping[str, Good] = {
    "requested": "up",
    "conversion_rate": "up",
    "cancellation_rate": "down",
    "response_seconds": "down",
    "completion_seconds": "down",
}
GROUP_TABLE = (
    "requested",
    "conversion_rate",
    "cancellation_rate",
    "completed",
    "prepaid",
    "cancelled",
    "disputed",
    "open",
    "response_seconds",
    "completion_seconds",
    "quoted_amount",
    "final_amount",
)
EXPLAINED = (
    "requested",
    "viewed",
    "confirmed",
    "started",
    "completed",
    "paid",
    "reviewed",
    "prepaid",
    "stage_conversion",
    "conversion_rate",
    "cancellation_rate",
    "cancelled_by_customer",
    "cancelled_by_provider",
    "cancelled_by_admin",
    "cancelled_by_system",
    "open",
    "response_seconds",
    "completion_seconds",
)
DAYS_IN_SIGHT = 14
"""Periods longer than this are first shown in weekly cohorts."""

YOUNG = Decimal("0.01")
"""The share of open bookings from which a period is not yet comparable with an older one."""

UNFAIR_WHILE_YOUNG = ("conversion_rate", "cancellation_rate", "completion_seconds")
TIMES = ("response_seconds", "completion_seconds")


@dataclass(frozen=True)
class Drop:
    """How many bookings were lost between two stages, and as a share of those at the first."""

    before: str
    stage: str
    lost: int
    rate: Decimal


def render(snapshot: Snapshot, filters: Filters) -> None:
    """Show how far the bookings of the period came, and where the others were lost."""
    stages = bookings.funnel(snapshot, filters)
    page.header(QUESTION, answer(stages))
    if not stages["bookings"].any():
        page.empty("bookings", filters)
        return
    currencies.show_notice(used(snapshot, filters), filters)
    _key_figures(snapshot, filters)
    _funnel(stages, filters)
    _paid_ahead(bookings.totals(snapshot, filters))
    _details(snapshot, filters)
    page.explain(*EXPLAINED)


def answer(stages: DataFrame) -> str:
    """Return in one sentence how many bookings were completed and where most were lost."""
    way = stages.to_dict("records")
    requested, completed = way[0]["bookings"], way[bookings.STAGES.index("completed")]
    if requested == 0:
        return "Nobody requested a booking."
    said = (
        f"Of {format.plural(requested, 'booking')} requested,"
        f" **{format.percent(completed['share_of_requested'])}** were completed."
    )
    drop = biggest_drop(stages)
    if drop is None:
        return said
    return (
        f"{said} Most were lost between **{drop.before} and {drop.stage}**:"
        f" {format.count(drop.lost)}, or {format.percent(drop.rate)} of those that had come so far."
    )


def biggest_drop(stages: DataFrame) -> Drop | None:
    """Return the step up to completion at which most bookings were lost, None if none was."""
    way = stages.to_dict("records")[: bookings.STAGES.index("completed") + 1]
    before, after = max(pairwise(way), key=lambda step: step[1]["lost"])
    if not after["lost"]:
        return None
    return Drop(before["stage"], after["stage"], after["lost"], 1 - after["stage_conversion"])


def _key_figures(snapshot: Snapshot, filters: Filters) -> None:
    known = figures(partial(bookings.cohorts, snapshot), filters)
    now, young = known.shown, is_young(known.shown)
    unfair: dict[str, Good] = dict.fromkeys(UNFAIR_WHILE_YOUNG, "neither") if young else {}
    kpis.row(kpis.figures({**KEY_FIGURES, **unfair}, known), filters)
    if young:
        share = format.percent(ratio(now["open"], now["requested"]))
        st.caption(
            f"{format.plural(now['open'], 'booking')} of the period ({share})"
            f" {'is' if now['open'] == 1 else 'are'} still open. Young bookings have had less time"
            " to be completed or cancelled: both rates may still rise, and so may the time to"
            " complete."
        )


def is_young(now: Mapping[str, Any]) -> bool:
    """Return whether so many bookings are still open that the period looks worse than it is."""
    share = ratio(now["open"], now["requested"])
    return share is not None and share >= YOUNG


def _funnel(stages: DataFrame, filters: Filters) -> None:
    count = measure("requested", column="bookings", label="Bookings")
    share = measure("stage_conversion", column="share_of_requested", label="Of requested")
    named = stages.assign(stage=[measure(stage).label for stage in stages["stage"]])
    chart, table = st.columns(2, gap="large")
    with chart:
        charts.funnel(named, stage="stage", value=count, key="bookings_funnel_chart")
    with table:
        shown = {
            "stage": columns.text("Stage"),
            "bookings": columns.number(count),
            "share_of_requested": columns.number(share),
            "stage_conversion": columns.number(
                measure("stage_conversion", label="Of stage before")
            ),
            "lost": columns.number(measure("requested", column="lost", label="Lost")),
        }
        alt = "Bookings by stage"
        tables.table(named, key="bookings_funnel", columns=shown, alt=alt, filters=filters)


def _paid_ahead(now: Mapping[str, Any]) -> None:
    if now["prepaid"]:
        st.caption(
            f"{format.plural(now['prepaid'], 'booking')} of the period"
            f" {'is' if now['prepaid'] == 1 else 'are'} paid and not completed: still under way, or"
            " cancelled. They count as far as they came, not as paid."
        )


def _details(snapshot: Snapshot, filters: Filters) -> None:
    cohorts, cancellations, times, categories, districts = st.tabs(
        ["Cohorts", "Cancellations", "Times", "By category", "By district"]
    )
    with cohorts:
        _cohorts(snapshot, filters)
    with cancellations:
        _cancellations(snapshot, filters)
    with times:
        _times(snapshot, filters)
    with categories:
        frame = named_apart(bookings.by_category(snapshot, filters), "category")
        _breakdown(frame, "category", "Category", filters)
    with districts:
        _breakdown(bookings.by_district(snapshot, filters), "district", "District", filters)


def _cohorts(snapshot: Snapshot, filters: Filters) -> None:
    weekly = Grain.WEEK if DAYS_IN_SIGHT < filters.days <= LONGEST[Grain.WEEK] else None
    grain = controls.grain(filters.days, "bookings_cohort_step", weekly)
    frame = bookings.cohorts(snapshot, filters, grain)
    rates = stage_rates()
    cohort_chart.draw(frame, rates, key="bookings_cohorts_chart")
    counts = [measure(name) for name in ("requested", "open", "cancelled")]
    shown = steps.days() | {one.column: columns.number(one) for one in [*counts, *rates]}
    alt = "Share of each cohort by stage"
    frame = steps.noted(frame)
    tables.table(frame, key="bookings_cohorts", columns=shown, alt=alt, filters=filters)


def stage_rates() -> list[Measure]:
    """Return the share of requested bookings that reached each stage, labelled by the stage."""
    return [
        measure("stage_conversion", column=column, label=f"{measure(stage).label} of requested")
        for column, stage in zip(bookings.STAGE_RATES, bookings.STAGES[1:], strict=True)
    ]


def _cancellations(snapshot: Snapshot, filters: Filters) -> None:
    grain = controls.grain(filters.days, "bookings_cancellation_step")
    frame = steps.noted(bookings.cohorts(snapshot, filters, grain))
    whom = [measure(name) for name in bookings.CANCELLED_BY]
    counts = frame[["first_day", "note", *bookings.CANCELLED_BY]]
    by_whom = counts.melt(["first_day", "note"], var_name="whom", value_name="cancelled")
    by_whom["whom"] = by_whom["whom"].map({one.column: one.label for one in whom})
    cancelled = measure("cancelled")
    charts.stacked(
        by_whom, x="first_day", y=cancelled, series="whom", key="bookings_cancellations_chart"
    )
    st.caption("By the day of the request. A cancelled booking may lack the note of who did it.")
    known = [measure("requested"), cancelled, measure("cancellation_rate"), *whom]
    shown = steps.days() | {one.column: columns.number(one) for one in known}
    alt = "Cancellations by whom, over time"
    tables.table(frame, key="bookings_cancellations", columns=shown, alt=alt, filters=filters)


def _times(snapshot: Snapshot, filters: Filters) -> None:
    grain = controls.grain(filters.days, "bookings_times_step")
    frame, before = both(partial(bookings.cohorts, snapshot), filters, grain)
    for name, place in zip(TIMES, st.columns(2, gap="large"), strict=True):
        with place:
            st.subheader(measure(name).label, anchor=False)
            line_chart.draw(frame, y=measure(name), key=f"bookings_{name}", previous=before)
    counts = {
        "response_count": measure("viewed", column="response_count", label="Responses"),
        "completion_count": measure("completed", column="completion_count", label="Completions"),
    }
    known = {**counts, **{name: measure(name) for name in TIMES}}
    shown = steps.days() | {name: columns.number(one) for name, one in known.items()}
    alt = "Average times, over time"
    frame = steps.noted(frame)
    tables.table(frame, key="bookings_times", columns=shown, alt=alt, filters=filters)


def _breakdown(frame: DataFrame, name: str, label: str, filters: Filters) -> None:
    charts.ranking(
        frame.head(10),
        name=name,
        value=measure("conversion_rate"),
        key=f"bookings_{name}_chart",
    )
    shown = {name: columns.text(label, pinned=True)} | {
        column: columns.number(measure(column, filters.currency)) for column in GROUP_TABLE
    }
    alt = f"Bookings by {label.lower()}"
    tables.table(frame, key=f"bookings_by_{name}", columns=shown, alt=alt, filters=filters)
