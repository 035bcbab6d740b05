"""The table of all providers, page by page, each of whom can be opened."""

from dataclasses import asdict

import streamlit as st
from pandas import DataFrame

from dashboard.parts import addresses, columns, controls, order, standing, tables, visitor
from dashboard.parts.controls import Select
from dashboard.parts.measures import measure
from dashboard.screens.providers.gather import Listed
from queries.filters import Filters
from queries.grain import fitting
from queries.people import Right
from queries.providers import PAGE_ROWS, SORTED_BY, Listing

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

FIND = "find"
PARAMS = (FIND, *standing.PARAMS, *order.PARAMS)
"""What links say of the list."""


def choose() -> Listing:
    """Return which providers are to be listed."""
    return Listing(controls.typed_text(FIND), *standing.chosen(), _order().chosen())


def _order() -> Select[str]:
    """Return in which orders they can be listed; by reputation only for those who review."""
    score = {"reputation_score"} if not visitor.may(Right.REVIEW) else set()
    return order.offered("providers", [name for name in SORTED_BY if name not in score])


def show(listed: Listed, filters: Filters, listing: Listing) -> None:
    """Show a page of the providers whose name, standing and activity are asked for."""
    page = listed.page
    with st.container(horizontal=True, vertical_alignment="bottom"):
        controls.text("providers_text", FIND, "Name or id contains", width=240)
        standing.choice(listed.standings, "providers")
        by = _order().show()
    if page.frame.empty:
        st.info("No provider matches.", icon=":material/search_off:")
        return
    st.caption("Click a name to open the provider's page.")
    provider_id = tables.table(
        _in_words(page.frame),
        key="providers",
        columns=_columns(page.frame, filters),
        alt=f"Providers, {order.said(by) or 'most gross first'}",
        listing=tables.listed("providers.found", filters, **asdict(listing)),
        start=(page.number - 1) * PAGE_ROWS,
        every=page.matching,
    )
    order.turn("providers", page.number, page.pages)
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
