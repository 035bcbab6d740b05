"""The way of bookings, from the request to the review."""

import streamlit as st
from pandas import DataFrame

from dashboard.parts import charts, columns, drill, look_into, tables
from dashboard.parts.measures import measure
from dashboard.parts.tables import listed
from queries import bookings
from queries.ask import KINDS
from queries.filters import Filters


def show(stages: DataFrame, filters: Filters) -> None:
    """Show how many bookings reached each stage, as a funnel and as a table."""
    count = measure("requested", column="bookings", label="Bookings")
    share = measure("stage_conversion", column="share_of_requested", label="Of requested")
    words = {stage: measure(stage).label for stage in stages["stage"]}
    named = stages.assign(stage=stages["stage"].map(words))
    parts = drill.numbers("bookings_funnel", words)
    grid = st.grid(2, min_column_width=400, gap="large")
    with grid, st.container():
        charts.funnel(named, stage="stage", value=count, key="bookings_funnel_chart", parts=parts)
    with grid, st.container():
        shown = {
            "stage": columns.text("Stage", words=words),
            "bookings": columns.number(count),
            "share_of_requested": columns.number(share),
            "stage_conversion": columns.number(
                measure("stage_conversion", label="Of stage before")
            ),
            "lost": columns.number(measure("requested", column="lost", label="Lost")),
        }
        tables.table(
            named,
            key="bookings_funnel",
            columns=shown,
            alt="Bookings by stage",
            listing=listed("bookings.funnel", filters),
            parts=parts,
        )
    look_into.show(parts, "a stage", filters, bookings.STAGES, filters.where(*KINDS))
