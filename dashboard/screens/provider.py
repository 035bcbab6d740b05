"""How does one provider do?"""

from collections.abc import Mapping
from datetime import date
from functools import partial
from typing import Any

import streamlit as st
from pandas import DataFrame, Series

from dashboard import currencies, format, kpis, page, provider_details
from dashboard import standing as standings
from dashboard.identities import distinct
from dashboard.kpis import Good
from dashboard.markdown import literal
from dashboard.trend import trend
from queries import Snapshot, providers
from queries.currencies import used_of
from queries.figures import figures
from queries.filters import Filters
from queries.steps import Cut

QUESTION = "How does one provider do?"
KEY = "id"
"""The parameter of the link that names the provider."""

PICKER = "provider_chosen"
WORK: Mapping[str, Good] = {
    "requested": "up",
    "jobs_completed": "up",
    "job_completion_rate": "up",
    "response_seconds": "down",
}
REWARD: Mapping[str, Good] = {
    "gross_amount": "up",
    "provider_earnings": "up",
    "rating": "up",
    "reviews": "up",
}
DRAWN = ("jobs_completed", "requested", "gross_amount", "provider_earnings", "rating")


def render(snapshot: Snapshot, filters: Filters) -> None:
    """Show the provider that the link names: how it did, its reputation, reviews and place."""
    choices = providers.choices(snapshot).set_index("provider_id")
    asked = st.query_params.get(KEY)
    chosen = asked if asked in choices.index else None
    if chosen is None:
        page.header(QUESTION, "Choose a provider here, or a row of the Providers screen.")
        if asked:
            said = f"There is no provider **{literal(asked, 40)}**. Choose one that there is."
            st.warning(said, title="This link was not understood", icon=":material/link_off:")
        _picker(choices, None)
        return
    profile = providers.profile(snapshot, chosen)
    known = figures(partial(_over_time, snapshot, chosen), filters)
    used = used_of(snapshot, filters, chosen)
    page.header(literal(profile["name"]), answer(known.shown, filters, used))
    st.caption(standing(profile))
    _picker(choices, chosen)
    currencies.show_notice(used, filters)
    for names in (WORK, REWARD):
        kpis.row(kpis.figures(names, known), filters)
    trend(partial(_over_time, snapshot, chosen), filters, DRAWN, "provider")
    provider_details.show(snapshot, filters, profile)
    page.explain(*WORK, *REWARD, "reviews_ever", "reputation_score", "current_score")


def answer(now: Mapping[str, Any], filters: Filters, used: DataFrame) -> str:
    """Return in one sentence what the provider finished and was paid in the period."""
    if not (now["requested"] or now["jobs_completed"] or used["gross_amount"].any()):
        return "Nothing was asked of this provider in these days, and nothing finished or paid."
    return (
        f"Finished **{format.plural(now['jobs_completed'], 'job')}** and was paid"
        f" {currencies.paid(now['gross_amount'], used, filters)};"
        f" {format.plural(now['requested'], 'booking')} requested."
    )


def standing(profile: "Series[Any]") -> str:
    """Return in one line what the provider does, where, since when, and what is verified."""
    place = " ".join(filter(None, (profile["district"], profile["pincode"])))
    said = [
        profile["business_name"],
        profile["category"],
        place,
        standings.name(profile["profile_status"]) + ("" if profile["is_active"] else ", inactive"),
        f"Aadhaar {'verified' if profile['aadhaar_verified'] else 'not verified'}",
        f"Background {'checked' if profile['background_verified'] else 'not checked'}",
        since(profile["joined_day"]),
        f"Id {profile['provider_id']}",
    ]
    return " · ".join(literal(part) for part in said if part)


def since(joined: date | None) -> str:
    """Return when the provider joined; infinite dates are of no day."""
    return "Since an unknown day" if format.is_missing(joined) else f"Since {format.day(joined)}"


def _picker(choices: DataFrame, chosen: str | None) -> None:
    """Let people choose a provider; the link says which."""
    known = zip(choices["name"], choices["category"], choices["district"], strict=True)
    described = [", ".join(parts) for parts in known]
    labels = distinct(dict(zip(choices.index, described, strict=True)))
    st.session_state[PICKER] = chosen

    def choose() -> None:
        st.query_params[KEY] = st.session_state[PICKER] or ""

    def label(provider_id: str) -> str:
        return labels[provider_id]

    st.selectbox(
        "Provider",
        list(choices.index),
        index=None,
        format_func=label,
        placeholder="Type a name",
        key=PICKER,
        on_change=choose,
        label_visibility="collapsed",
    )


def _over_time(snapshot: Snapshot, provider_id: str, filters: Filters, cut: Cut) -> DataFrame:
    return providers.over_time_of(snapshot, filters, provider_id, cut)
