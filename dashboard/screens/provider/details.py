"""What is behind one provider's numbers: reputation step by step, reviews, and where it works."""

import streamlit as st

from dashboard.parts import panels
from dashboard.screens.provider import place, reputation, reviews
from dashboard.screens.provider.gather import One
from queries.filters import Filters


def show(one: One, filters: Filters) -> None:
    """Show the three parts as tabs."""
    score, said, where = st.tabs(["Reputation", "Reviews", "Where"])
    with score:
        panels.show(one.reputation, reputation.show, "provider_reputation")
    with said:
        panels.show(
            one.reviews,
            lambda known: reviews.show(known, one.provider_id, filters),
            "provider_reviews",
        )
    with where:
        panels.show(one.place, place.show, "provider_place")
