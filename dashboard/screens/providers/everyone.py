"""The table of all providers, page by page, each of whom can be opened."""

import streamlit as st
from pandas import DataFrame

from dashboard.parts import addresses, columns, format, standing, tables
from dashboard.parts.controls import Select
from dashboard.parts.measures import measure
from dashboard.parts.session import remembered
from dashboard.screens.providers.gather import Listed
from queries.filters import Filters
from queries.grain import fitting
from queries.providers import PAGE_ROWS, SORTED_BY, Listing, Page

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


TEXT, NUMBER = "providers_text", "providers_page"
"""Keys of what a name contains, and of the page."""


def choose() -> Listing:
    """Return which providers are to be listed, and which page of them."""
    return Listing(
        remembered(TEXT) or "",
        *standing.chosen("providers"),
        _order().chosen(),
        remembered(NUMBER) or 1,
    )


def _order() -> Select[str]:
    names = {name: measure(name).label for name in SORTED_BY if name != "name"} | {"name": "Name"}
    return Select("providers_order", "Most first", names, SORTED_BY[0], width=210)


def show(listed: Listed, filters: Filters) -> None:
    """Show a page of the providers whose name, standing and activity are asked for."""
    page = listed.page
    with st.container(horizontal=True, vertical_alignment="bottom"):
        st.text_input(
            "Name or id contains", key=TEXT, max_chars=200, width=280, persist_state="page"
        )
        standing.choice(listed.standings, "providers")
        _order().show()
    if page.frame.empty:
        st.info("No provider matches.", icon=":material/search_off:")
        return
    st.caption("Choose a row to open the provider's page.")
    provider_id = tables.table(
        _in_words(page.frame),
        key="providers",
        columns=_columns(page.frame, filters),
        alt=f"{_said(page)}, most first",
        filters=filters,
    )
    _turn(page)
    if provider_id is not None:
        addresses.open_provider(provider_id)


def _turn(page: Page) -> None:
    """Let people turn the pages, where there are several."""
    if page.pages > 1:
        st.caption(_said(page))
        st.pagination(page.pages, key=NUMBER, persist_state="page")


def _said(page: Page) -> str:
    """Return which providers a page has, of how many."""
    before = (page.number - 1) * PAGE_ROWS
    first, last = format.count(before + 1), format.count(before + len(page.frame))
    return f"{first} to {last} of {format.plural(page.matching, 'provider')}"


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
        "district": columns.text("District"),
        "standing": columns.text("Standing"),
        "is_active": columns.text("Active"),
        "provider_id": columns.identity("Id"),
    }


def _score() -> dict[str, columns.Column]:
    """Return the column that only those have who review providers."""
    score = measure("reputation_score")
    return {"reputation_score": columns.bar(score.label, 100, score.help, score.notation.unit)}
