"""Who performs?"""

from collections.abc import Mapping
from dataclasses import replace
from functools import partial
from typing import Any

import plotly.graph_objects as go
import streamlit as st
from pandas import DataFrame, Series

from dashboard import (
    charts,
    columns,
    controls,
    currencies,
    format,
    kpis,
    navigation,
    page,
    standing,
    tables,
)
from dashboard.identities import named_apart
from dashboard.kpis import Good
from dashboard.markdown import literal
from dashboard.measures import Measure, measure
from dashboard.trend import trend
from queries import Snapshot, providers
from queries.currencies import used
from queries.figures import figures
from queries.filters import Compare, Filters
from queries.grain import fitting
from queries.ratio import ratio

QUESTION = "Who performs?"
KEY_FIGURES: Mapping[str, Good] = {
    "active_providers": "up",
    "jobs_completed": "up",
    "job_completion_rate": "up",
    "gross_amount": "up",
    "rating": "up",
}
DRAWN = (
    "jobs_completed",
    "gross_amount",
    "active_providers",
    "job_completion_rate",
    "rating",
    "response_seconds",
)
OTHERS = (
    "requested",
    "jobs_cancelled",
    "job_cancellation_rate",
    "jobs_disputed",
    "job_dispute_rate",
    "provider_earnings",
    "reviews",
    "response_seconds",
)
TABLE = (
    "requested",
    "jobs_completed",
    "job_completion_rate",
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
MOVING = ("gross_amount", "jobs_completed")


def render(snapshot: Snapshot, filters: Filters) -> None:
    """Show how providers did in the period: together, each, who moved, how reputation spreads."""
    listed = providers.table(snapshot, filters, fitting(filters.days))
    frame = named_apart(listed, "name", "provider_id")
    page.header(QUESTION, answer(frame, filters))
    if frame.empty:
        page.empty("providers", filters)
        return
    currencies.show_notice(used(snapshot, filters), filters)
    _key_figures(snapshot, filters)
    trend(partial(providers.over_time, snapshot), filters, DRAWN, "providers")
    everyone, movers, reputation = st.tabs(["All providers", "Who moved", "Reputation"])
    with everyone:
        _everyone(frame, filters, providers.standings(snapshot))
    with movers:
        _movers(frame, filters)
    with reputation:
        _reputation(providers.reputation(snapshot, filters))
    page.explain(*KEY_FIGURES, *OTHERS, "reputation_score")


def answer(frame: DataFrame, filters: Filters) -> str:
    """Return in one sentence who earned most, and how much the best tenth of many brings in."""
    paid = frame[frame["gross_amount"] > 0]
    elsewhere = only_in_others(frame)
    if paid.empty:
        return f"Nobody was paid in {literal(filters.currency)}.{elsewhere}"
    best, number = paid.iloc[0], len(paid)
    leads = f"**{literal(best['name'])}** leads with"
    gross = literal(format.money(best["gross_amount"], filters.currency))
    were_paid = f"{format.count(number)} of {format.plural(len(frame), 'provider')}"
    were_paid += f" {'was' if number == 1 else 'were'} paid"
    were_paid += f" in {filters.currency}.{elsewhere}" if elsewhere else "."
    if number < 10:
        return f"{leads} {gross}; {were_paid}"
    tenth = paid["gross_amount"].head(-(-number // 10)).sum()
    share = format.percent(ratio(tenth, paid["gross_amount"].sum()))
    return f"{leads} {gross}. The best tenth brings in **{share}** of the gross; {were_paid}"


def only_in_others(frame: DataFrame) -> str:
    """Return a sentence about those who were paid in other currencies alone, or nothing."""
    if "other_currencies" not in frame:
        return ""
    number = int(((frame["gross_amount"] == 0) & frame["other_currencies"].notna()).sum())
    were = "was" if number == 1 else "were"
    return f" {format.count(number)} {were} paid in other currencies only." if number else ""


def _key_figures(snapshot: Snapshot, filters: Filters) -> None:
    known = figures(partial(providers.over_time, snapshot), filters)
    kpis.row(kpis.figures(KEY_FIGURES, known), filters)


def _everyone(frame: DataFrame, filters: Filters, standings: list[str]) -> None:
    with st.container(horizontal=True, vertical_alignment="bottom"):
        text = st.text_input("Name or id contains", key="providers_text", max_chars=200, width=280)
        chosen = standing.choice(standings, "providers")
    found = providers.matching(frame, text, *chosen)
    if found.empty:
        st.info("No provider matches.", icon=":material/search_off:")
        return
    st.caption("Choose a row to open the provider's page.")
    provider_id = tables.table(
        _in_words(found),
        key="providers",
        columns=_columns(filters, has_others=bool(found["other_currencies"].notna().any())),
        alt=f"{format.plural(len(found), 'provider')}, most gross first",
        filters=filters,
    )
    if provider_id is not None:
        navigation.open_provider(provider_id)


def _in_words(frame: DataFrame) -> DataFrame:
    return frame.assign(
        standing=frame["standing"].map(standing.name),
        is_active=frame["is_active"].astype(bool).map(standing.activity),
    )


def _columns(filters: Filters, *, has_others: bool) -> dict[str, columns.Column]:
    score = measure("reputation_score")
    others = {"other_currencies": columns.text("Also paid in")} if has_others else {}
    step = f"per {fitting(filters.days).value}"
    return {
        "name": columns.text("Provider", pinned=True),
        "jobs_over_time": columns.sparkline("Jobs over time", f"Jobs finished {step}.", step),
        **{name: columns.number(measure(name, filters.currency)) for name in TABLE},
        **others,
        "reputation_score": columns.bar(score.label, 100, score.help, score.notation.unit),
        "category": columns.text("Category"),
        "district": columns.text("District"),
        "standing": columns.text("Standing"),
        "is_active": columns.text("Active"),
        "provider_id": columns.identity("Id"),
    }


def _movers(frame: DataFrame, filters: Filters) -> None:
    if filters.comparison is None:
        is_asked = filters.compare is not Compare.NONE
        st.info(
            "This period is not compared, as said above: nobody is seen to move."
            if is_asked
            else "Choose what to compare the period with to see who moved."
        )
        return
    drawn = controls.measure(MOVING, filters.currency, "providers_moving")
    rising, falling = providers.movers(frame, drawn.column)
    with st.grid(2, min_column_width=330, gap="large"):
        for key, title, moved in (("rising", "Rising", rising), ("falling", "Falling", falling)):
            with st.container():
                st.subheader(title, anchor=False)
                _moved(moved, drawn, f"providers_{key}", title, filters)


def _moved(moved: DataFrame, drawn: Measure, key: str, title: str, filters: Filters) -> None:
    if moved.empty:
        st.caption("Nobody.")
        return
    now, before = f"{drawn.column}_now", f"{drawn.column}_before"
    shown = {
        "name": columns.text("Provider", pinned=True),
        "change": columns.number(Measure("change", "Change", drawn.notation)),
        now: columns.number(replace(drawn, column=now)),
        before: columns.number(Measure(before, "Before", drawn.notation)),
        "category": columns.text("Category"),
        "district": columns.text("District"),
        "provider_id": columns.identity("Provider id"),
    }
    alt = f"{title}: {drawn.label}"
    provider_id = tables.table(moved, key=key, columns=shown, alt=alt, filters=filters)
    if provider_id is not None:
        navigation.open_provider(provider_id)


def _reputation(bands: DataFrame) -> None:
    said = ties(bands["providers"])
    st.markdown(said)
    figure = go.Figure(
        go.Bar(
            x=bands["band"],
            y=bands["providers"],
            text=bands["providers"].map(format.count),
            textposition="outside",
            cliponaxis=False,
            hovertemplate="%{x} points: %{text}<extra></extra>",
        )
    )
    figure.update_xaxes(type="category")
    figure.update_yaxes(visible=False)
    figure.update_layout(hovermode="closest", bargap=0.2)
    charts.draw(figure, key="providers_bands", alt=f"Providers by reputation. {said}")
    st.caption(
        "Active, approved providers by their stored reputation. The documented weights add up to"
        " 1.10 and scores above 100 are cut, so the best can only tie; dividing by 1.10"
        " (`normalised`) sets them apart."
    )


def ties(providers: "Series[Any]") -> str:
    """Return in one sentence how many providers share the full 100 points, the last band."""
    most = int(providers.iloc[-1])
    if most == 0:
        return "No provider has 100 points, so nobody ties at the top."
    if most == 1:
        return "One provider has 100 points."
    return f"**{format.count(most)} providers tie** at 100 points."
