"""The table of all providers, each of which can be opened."""

from collections.abc import Sequence

import streamlit as st
from pandas import DataFrame

from dashboard.parts import addresses, columns, controls, format, order, standing, tables
from dashboard.parts.measures import measure
from queries import providers
from queries.filters import Filters
from queries.grain import fitting
from queries.order import ordered

TABLE = (
    "requested",
    "jobs_completed",
    "job_finish_rate",
    "gross_amount",
    "provider_earnings",
    "rating",
    "jobs_cancelled",
    "job_cancellation_rate",
    "jobs_disputed",
    "job_dispute_rate",
    "reviews",
    "response_seconds",
)
ACTIVITY = {str(is_active): word for is_active, word in standing.ACTIVITY.items()}

SORTED = (*TABLE, "reputation_score")
FIND = "find"
PARAMS = (FIND, *standing.PARAMS, *order.PARAMS)
"""What links say of the list."""


def show(listed: tuple[DataFrame, Sequence[str]], filters: Filters) -> None:
    """Show the providers whose name, standing and activity are asked for."""
    frame, standings = listed
    with st.container(horizontal=True, vertical_alignment="bottom"):
        text = controls.text("providers_text", FIND, "Name or id contains", width=280)
        chosen = standing.choice(standings, "providers")
        by = order.choose("providers", [name for name in SORTED if name in frame])
    found = ordered(providers.matching(frame, text, *chosen), by)
    if found.empty:
        st.info("No provider matches.", icon=":material/search_off:")
        return
    st.caption("Choose a row to open the provider's page.")
    start = order.first_row("providers", len(found), tables.MOST_ROWS)
    provider_id = tables.table(
        _in_words(found),
        key="providers",
        columns=_columns(found, filters),
        alt=f"{format.plural(len(found), 'provider')}, {order.said(by) or 'most gross first'}",
        listing=tables.listed(
            "providers.found", filters, text=text, standing=chosen[0], is_active=chosen[1], sort=by
        ),
        start=start,
    )
    if provider_id is not None:
        addresses.open_provider(provider_id)


def _in_words(frame: DataFrame) -> DataFrame:
    return frame.assign(
        standing=frame["standing"].map(standing.name),
        is_active=frame["is_active"].astype(bool).map(standing.activity),
    )


def _columns(found: DataFrame, filters: Filters) -> dict[str, columns.Column]:
    has_others = bool(found["other_currencies"].notna().any())
    others = {"other_currencies": columns.text("Also paid in")} if has_others else {}
    step = f"per {fitting(filters.days).value}"
    return {
        "name": columns.text("Provider", pinned=True),
        "jobs_over_time": columns.sparkline("Jobs over time", f"Jobs finished {step}.", step),
        **{name: columns.number(measure(name, filters.currency)) for name in TABLE},
        **others,
        **(_score() if "reputation_score" in found else {}),
        "category": columns.text("Category"),
        "sub_categories": columns.text("Kinds of service"),
        "district": columns.text("District"),
        "standing": columns.text("Standing", words=standing.NAMES),
        "is_active": columns.text("Active", words=ACTIVITY),
        "provider_id": columns.identity("Id"),
    }


def _score() -> dict[str, columns.Column]:
    """Return the column that only those have who review providers."""
    score = measure("reputation_score")
    return {"reputation_score": columns.bar(score.label, 100, score.help, score.notation.unit)}
