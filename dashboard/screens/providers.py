"""Who performs?"""

from collections.abc import Mapping
from dataclasses import replace
from functools import partial
from typing import Any

import plotly.graph_objects as go
import streamlit as st
from pandas import DataFrame, Series

from dashboard import charts, columns, controls, format, kpis, navigation, page, tables
from dashboard.kpis import Good
from dashboard.markdown import literal
from dashboard.measures import Measure, measure
from dashboard.trend import trend
from queries import Snapshot, providers
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
OTHERS = ("requested", "jobs_cancelled", "provider_earnings", "reviews", "response_seconds")
TABLE = (
    "requested",
    "jobs_completed",
    "jobs_cancelled",
    "job_completion_rate",
    "gross_amount",
    "provider_earnings",
    "rating",
    "reviews",
    "response_seconds",
)
MOVING = ("gross_amount", "jobs_completed")
STANDINGS = {
    "APPROVED": "Approved",
    "PENDING": "Waiting for approval",
    "REJECTED": "Rejected",
    "EXPIRED": "Expired",
    "INACTIVE": "Inactive",
}


def render(snapshot: Snapshot, filters: Filters) -> None:
    """Show how providers did in the period: together, each, who moved, how reputation spreads."""
    frame = providers.table(snapshot, filters, fitting(filters.days))
    page.header(QUESTION, answer(frame, filters))
    if frame.empty:
        page.empty("providers", filters)
        return
    _key_figures(snapshot, filters)
    trend(partial(providers.over_time, snapshot), filters, DRAWN, "providers")
    everyone, movers, reputation = st.tabs(["All providers", "Who moved", "Reputation"])
    with everyone:
        _everyone(frame, filters)
    with movers:
        _movers(frame, filters)
    with reputation:
        _reputation(providers.reputation(snapshot, filters))
    page.explain(*KEY_FIGURES, *OTHERS, "reputation_score")


def answer(frame: DataFrame, filters: Filters) -> str:
    """Return in one sentence who earned most, and how much the best tenth of many brings in."""
    paid = frame[frame["gross_amount"] > 0]
    if paid.empty:
        return f"Nobody was paid in {literal(filters.currency)}."
    best, number = paid.iloc[0], len(paid)
    leads = f"**{literal(best['name'])}** leads with"
    gross = literal(format.money(best["gross_amount"], filters.currency))
    were_paid = f"{format.count(number)} of {format.plural(len(frame), 'provider')}"
    were_paid += f" {'was' if number == 1 else 'were'} paid."
    if number < 10:
        return f"{leads} {gross}; {were_paid}"
    tenth = paid["gross_amount"].head(-(-number // 10)).sum()
    share = format.percent(ratio(tenth, paid["gross_amount"].sum()))
    return f"{leads} {gross}. The best tenth brings in **{share}** of the gross; {were_paid}"


def _key_figures(snapshot: Snapshot, filters: Filters) -> None:
    known = figures(partial(providers.over_time, snapshot), filters)
    kpis.row(kpis.figures(KEY_FIGURES, known), filters)


def _everyone(frame: DataFrame, filters: Filters) -> None:
    with st.container(horizontal=True, vertical_alignment="bottom"):
        text = st.text_input("Name or id contains", key="providers_text", max_chars=200, width=280)
        standing = st.selectbox(
            "Standing",
            [None, *providers.STANDINGS],
            format_func=lambda one: STANDINGS[one] if one else "Any",
            key="providers_standing",
            width=220,
        )
    found = providers.matching(frame, text, standing)
    if found.empty:
        st.info("No provider matches.", icon=":material/search_off:")
        return
    st.caption("Choose a row to open the provider's page. Bookings count in every currency.")
    chosen = tables.table(
        found.assign(standing=[STANDINGS.get(one, one) for one in found["standing"]]),
        key="providers",
        columns=_columns(filters),
        alt=f"{format.plural(len(found), 'provider')}, most gross first",
        select=True,
    )
    if chosen is not None:
        navigation.open_provider(found["provider_id"].iloc[chosen])


def _columns(filters: Filters) -> dict[str, columns.Column]:
    score = measure("reputation_score")
    return {
        "name": columns.text("Provider", pinned=True),
        "jobs_over_time": columns.sparkline("Jobs over time", "Jobs finished in each step."),
        **{name: columns.number(measure(name, filters.currency)) for name in TABLE},
        "reputation_score": columns.bar(score.label, 100, score.help),
        "category": columns.text("Category"),
        "district": columns.text("District"),
        "standing": columns.text("Standing"),
        "provider_id": columns.text("Id"),
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
                _moved(moved, drawn, f"providers_{key}", title)


def _moved(moved: DataFrame, drawn: Measure, key: str, title: str) -> None:
    if moved.empty:
        st.caption("Nobody.")
        return
    now, before = f"{drawn.column}_now", f"{drawn.column}_before"
    shown = {
        "name": columns.text("Provider", pinned=True),
        "change": columns.number(Measure("change", "Change", drawn.notation)),
        now: columns.number(replace(drawn, column=now)),
        before: columns.number(Measure(before, "Before", drawn.notation)),
    }
    alt = f"{title}: {drawn.label}"
    chosen = tables.table(moved, key=key, columns=shown, alt=alt, select=True)
    if chosen is not None:
        navigation.open_provider(moved["provider_id"].iloc[chosen])


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
