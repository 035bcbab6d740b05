"""How does one provider do?"""

from collections.abc import Mapping
from datetime import date
from typing import Any

import streamlit as st
from pandas import DataFrame, Series

from dashboard.parts import currencies, format, kpis, link, page, panels, rows, trend
from dashboard.parts import standing as standings
from dashboard.parts.addresses import ID
from dashboard.parts.gathering import Failed
from dashboard.parts.markdown import literal
from dashboard.screens.provider import details
from dashboard.screens.provider.gather import Choices, One, View
from queries.figures import Figures
from queries.filters import Filters
from queries.identities import distinct

QUESTION = "How does one provider do?"
PICKER = "provider_chosen"
KEY_FIGURES = ("requested", "jobs_completed", "gross_amount", "rating")
MORE_FIGURES = ("job_finish_rate", "response_seconds", "provider_earnings", "reviews")
BEHIND = ("requested", "gross_amount", "provider_earnings", "rating", "reviews", "response_seconds")
"""What the rows may be seen of."""

DRAWN = ("jobs_completed", "requested", "gross_amount", "provider_earnings", "rating")


def choose(filters: Filters) -> Choices:
    """Return which provider the link names, and what is chosen on the screen."""
    drawn = trend.choose(filters, DRAWN, "provider")
    return Choices(link.value(ID) or None, drawn, details.BAR.chosen())


def show(view: View) -> None:
    """Show the provider that the link names: how it did, its reputation, reviews and place."""
    if view.one is None:
        _show_nobody(view)
    else:
        _show_one(view, view.one)


def _show_nobody(view: View) -> None:
    page.header(QUESTION, "Choose a provider here, or a row of the Providers screen.")
    asked = view.choices.provider
    if asked and not isinstance(view.everyone, Failed):
        said = f"There is no provider **{literal(asked, 40)}**. Choose one that there is."
        st.warning(said, title="This link was not understood", icon=":material/link_off:")
    panels.show(view.everyone, "provider_everyone", _picker, None)


def _show_one(view: View, one: One) -> None:
    filters = view.filters
    told = panels.both(one.figures, one.currencies)
    page.header(literal(one.name), panels.known(told, _answer, filters))
    panels.show(one.profile, "provider_profile", _standing)
    panels.show(view.everyone, "provider_everyone", _picker, one.provider_id)
    panels.show(one.currencies, "provider_currencies", currencies.show_notice, filters)
    panels.show(one.figures, "provider_figures", kpis.show, KEY_FIGURES, filters)
    kept = (("provider", one.provider_id),)
    trend.show(one.trend, filters, DRAWN, "provider", kept=lambda _: kept)
    panels.known(one.figures, kpis.show, MORE_FIGURES, filters)
    rows.offer(BEHIND, filters, "provider", kept)
    details.show(one, filters)
    page.explain(*KEY_FIGURES, *MORE_FIGURES, "reviews_ever", "reputation_score", "current_score")


def _answer(told: tuple[Figures, DataFrame], filters: Filters) -> str:
    known, used = told
    return answer(known.shown, filters, used)


def _standing(profile: "Series[Any]") -> None:
    st.caption(standing(profile))


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
        profile["sub_categories"],
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
        link.change({ID: st.session_state[PICKER] or ""})

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
