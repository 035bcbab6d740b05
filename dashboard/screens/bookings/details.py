"""What is behind the funnel: cohorts, cancellations, times, categories and districts."""

from collections.abc import Callable, Sequence
from typing import TypeVar

import streamlit as st
from pandas import DataFrame

from dashboard.parts import (
    charts,
    columns,
    controls,
    drill,
    line_chart,
    look_into,
    panels,
    steps,
    tables,
)
from dashboard.parts.columns import Column
from dashboard.parts.controls import Segments
from dashboard.parts.drill import Parts
from dashboard.parts.gathering import InTab
from dashboard.parts.measures import Measure, measure
from dashboard.parts.tables import listed
from dashboard.screens.bookings import cohort_chart, gather
from dashboard.screens.bookings.gather import Choices, View
from queries import bookings
from queries.ask import KINDS
from queries.figures import Trend
from queries.filters import Filters
from queries.grain import LONGEST, Grain
from queries.steps import noted

GROUP_TABLE = (
    "requested",
    "completed_rate",
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
DAYS_IN_SIGHT = 14
"""Periods longer than this are first shown in weekly cohorts."""

STEPS = ("cohort_step", "cancellation_step", "times_step")
"""What links call the steps in time of the first three parts."""

BAR = controls.tabs(
    "bookings",
    {
        gather.COHORTS: "Cohorts",
        gather.CANCELLATIONS: "Cancellations",
        gather.TIMES: "Times",
        gather.CATEGORIES: "By category",
        gather.KINDS: "Kinds of service",
        gather.DISTRICTS: "By district",
    },
)
BEHIND = (*bookings.STAGES, "prepaid", "cancelled", *bookings.CANCELLED_BY, "disputed", "open")
"""What the rows may be seen of."""

TIMES = ("response_seconds", "completion_seconds")

T = TypeVar("T")


def choose(filters: Filters) -> Choices:
    """Return the steps in time that are chosen."""
    return Choices(
        _cohort_step(filters).chosen(),
        _cancellation_step(filters).chosen(),
        _times_step(filters).chosen(),
        BAR.chosen(),
    )


def _cohort_step(filters: Filters) -> Segments[Grain]:
    weekly = Grain.WEEK if DAYS_IN_SIGHT < filters.days <= LONGEST[Grain.WEEK] else None
    return controls.grains(filters.days, "bookings_cohort_step", weekly, STEPS[0])


def _cancellation_step(filters: Filters) -> Segments[Grain]:
    return controls.grains(filters.days, "bookings_cancellation_step", param=STEPS[1])


def _times_step(filters: Filters) -> Segments[Grain]:
    return controls.grains(filters.days, "bookings_times_step", param=STEPS[2])


def show(view: View) -> None:
    """Show the six parts as tabs."""
    filters = view.filters
    BAR.show(
        lambda: _stepped(
            _cohort_step(filters), view.cohorts, "bookings_cohorts", _cohorts, filters
        ),
        lambda: _stepped(
            _cancellation_step(filters),
            view.cancellations,
            "bookings_cancellations",
            _cancellations,
            filters,
        ),
        lambda: _stepped(_times_step(filters), view.times, "bookings_times", _times, filters),
        lambda: panels.show(
            view.categories, "bookings_category", _breakdown, "category", "Category", filters
        ),
        lambda: panels.show(
            view.kinds, "bookings_kinds", _breakdown, "sub_category", "Kind of service", filters
        ),
        lambda: panels.show(
            view.districts, "bookings_district", _breakdown, "district", "District", filters
        ),
    )


def _stepped(
    step: Segments[Grain],
    panel: InTab[T],
    key: str,
    draw: Callable[[T, Filters, Grain], None],
    filters: Filters,
) -> None:
    """Let people choose the steps of a panel, and draw it."""
    chosen = step.show()
    panels.show(panel, key, draw, filters, chosen)


def _cohorts(frame: DataFrame, filters: Filters, step: Grain) -> None:
    rates = stage_rates()
    cohort_chart.draw(frame, rates, key="bookings_cohorts_chart")
    counts = [measure(name) for name in ("requested", "open", "cancelled")]
    shown = steps.days() | {one.column: columns.number(one) for one in [*counts, *rates]}
    parts = drill.steps("bookings_cohorts", frame, filters, step, STEPS[0])
    _look_into(parts, filters, f"a {step.value}")
    alt = "Share of each cohort by stage"
    _over_time(noted(frame), shown, alt, filters, step, parts)


def stage_rates() -> list[Measure]:
    """Return the share of requested bookings that reached each stage, labelled by the stage."""
    return [
        measure("stage_conversion", column=column, label=f"{measure(stage).label} of requested")
        for column, stage in zip(bookings.STAGE_RATES, bookings.STAGES[1:], strict=True)
    ]


def _cancellations(cohorts: DataFrame, filters: Filters, step: Grain) -> None:
    frame = noted(cohorts)
    whom = [measure(name) for name in bookings.CANCELLED_BY]
    counts = frame[["first_day", "note", *bookings.CANCELLED_BY]]
    by_whom = counts.melt(["first_day", "note"], var_name="whom", value_name="cancelled")
    by_whom["whom"] = by_whom["whom"].map({one.column: one.label for one in whom})
    cancelled = measure("cancelled")
    parts = drill.steps("bookings_cancellations", frame, filters, step, STEPS[1])
    charts.stacked(
        by_whom,
        x="first_day",
        y=cancelled,
        series="whom",
        key="bookings_cancellations_chart",
        parts=parts,
    )
    st.caption("By the day of the request. A cancelled booking may lack the note of who did it.")
    known = [measure("requested"), cancelled, measure("cancellation_rate"), *whom]
    shown = steps.days() | {one.column: columns.number(one) for one in known}
    _look_into(parts, filters, f"a {step.value}", ("cancelled", *bookings.CANCELLED_BY))
    _over_time(frame, shown, "Cancellations by whom, over time", filters, step, parts)


def _times(known: Trend, filters: Filters, step: Grain) -> None:
    parts = drill.steps("bookings_times", known.steps, filters, step, STEPS[2])
    for name, place in zip(TIMES, st.columns(2, gap="large"), strict=True):
        with place:
            st.header(measure(name).label, anchor=False)
            line_chart.draw(
                known.steps,
                y=measure(name),
                key=f"bookings_{name}",
                previous=known.before,
                parts=parts,
            )
    _look_into(parts, filters, f"a {step.value}", TIMES)
    counts = {
        "response_count": measure("viewed", column="response_count", label="Responses"),
        "completion_count": measure("completed", column="completion_count", label="Completions"),
    }
    every = {**counts, **{name: measure(name) for name in TIMES}}
    shown = steps.days() | {name: columns.number(one) for name, one in every.items()}
    frame = noted(known.steps)
    _over_time(frame, shown, "Average times, over time", filters, step, parts)


def _over_time(  # noqa: PLR0913, PLR0917 - what a table is
    frame: DataFrame,
    shown: dict[str, Column],
    alt: str,
    filters: Filters,
    step: Grain,
    parts: Parts,
) -> None:
    tables.table(
        frame,
        key=parts.place,
        columns=shown,
        alt=alt,
        listing=listed("bookings.cohorts", filters, cut=step),
        is_whole=True,
        parts=parts,
    )


def _look_into(parts: Parts, filters: Filters, what: str, names: Sequence[str] = BEHIND) -> None:
    look_into.show(parts, what, filters, names, filters.where(*KINDS))


def _breakdown(frame: DataFrame, name: str, label: str, filters: Filters) -> None:
    parts = drill.values(f"bookings_by_{name}", name, frame, name, filters)
    charts.ranking(
        frame.head(10),
        name=name,
        value=measure("completed_rate"),
        key=f"bookings_{name}_chart",
        parts=parts,
    )
    _look_into(parts, filters, f"a {label.lower()}")
    within = {"category": columns.text("Category")} if name == "sub_category" else {}
    names = ["requested", *(["requested_growth"] if filters.comparison else []), *GROUP_TABLE[1:]]
    shown = {name: columns.text(label, pinned=True), **within} | {
        column: columns.number(measure(column, filters.currency)) for column in names
    }
    tables.table(
        frame,
        key=f"bookings_by_{name}",
        columns=shown,
        alt=f"Bookings by {label.lower()}",
        listing=listed(f"bookings.by_{name}", filters),
        is_whole=True,
        parts=parts,
    )
