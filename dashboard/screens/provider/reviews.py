"""What customers said of one provider in public."""

import streamlit as st
from pandas import DataFrame

from dashboard.parts import charts, columns, format, tables
from dashboard.parts.measures import measure
from dashboard.parts.tables import listed
from dashboard.screens.provider.gather import Reviews
from queries.filters import Filters

WORDS = {"comment": "Comment", "provider_response": "Answer"}
LATEST = 5
RATINGS = {
    "overall_rating": "Stars",
    "quality_rating": "Quality",
    "punctuality_rating": "Punctuality",
    "professionalism_rating": "Professionalism",
    "value_rating": "Value",
}


def show(known: Reviews, provider_id: str, filters: Filters) -> None:
    """Show how many stars there were, the latest reviews in words, and all of them."""
    reviews = known.reviews.assign(**{name: known.reviews[name].fillna("") for name in WORDS})
    if reviews.empty:
        st.info("Nobody has reviewed this provider in public yet.", icon=":material/rate_review:")
        return
    with st.grid(2, min_column_width=330, gap="large"):
        with st.container():
            _stars(known.stars, filters, provider_id)
        with st.container():
            _latest(reviews.head(LATEST))
    shown = {"day": columns.day("Day")}
    shown |= {name: columns.text(label) for name, label in RATINGS.items()}
    shown |= {name: columns.text(label, 340) for name, label in WORDS.items()}
    key, alt = f"provider_reviews_{provider_id}", "Public reviews, newest first"
    tables.table(
        reviews,
        key=key,
        columns=shown,
        alt=alt,
        listing=listed("providers.reviews_of", provider_id=provider_id),
    )


def _stars(stars: DataFrame, filters: Filters, provider_id: str) -> None:
    named = stars.assign(stars=[f"{number} ★" for number in stars["stars"]])
    charts.ranking(named, name="stars", value=measure("reviews_ever"), key="provider_stars_chart")
    shown = {
        "stars": columns.text("Stars"),
        "reviews": columns.number(measure("reviews", label="In the period")),
        "reviews_ever": columns.number(measure("reviews_ever", label="Ever")),
    }
    key, alt = f"provider_stars_{provider_id}", "Reviews by number of stars"
    tables.table(
        stars,
        key=key,
        columns=shown,
        alt=alt,
        listing=listed("providers.stars_of", filters, provider_id=provider_id),
    )


def _latest(reviews: DataFrame) -> None:
    """Show reviews as plain text: what customers write is never read as Markdown or HTML."""
    for review in reviews.to_dict("records"):
        with st.container(border=True):
            st.caption(f"{'★' * review['overall_rating']} · {format.day(review['day'])}")
            st.text(review["comment"] or "No comment.")
            if review["provider_response"]:
                st.text(f"Answer: {review['provider_response']}")
