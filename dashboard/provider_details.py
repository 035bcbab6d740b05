"""What is behind one provider's numbers: reputation step by step, reviews, and where it works."""

from typing import Any

import plotly.graph_objects as go
import streamlit as st
from pandas import DataFrame, Series, concat

from dashboard import charts, columns, format, maps, tables
from dashboard.markdown import literal
from dashboard.measures import Measure, measure
from queries import Snapshot, coverage, providers
from queries.filters import Filters

STEPS = {
    "rating": "Rating",
    "volume": "Jobs done",
    "response": "Time to respond",
    "verification": "Verification",
    "reliability": "Reliability",
    "tenure": "Time on the platform",
    "trend": "Trend of reviews",
    "rounding": "Rounding",
    "new_provider_penalty": "New provider",
    "cancellation_penalty": "Cancellations",
    "ceiling": "Cut at 100",
}
RISE, FALL, TOTAL = "#2fa194", "#c0424e", "#0f766e"
"""Colours that do in both themes."""

WORDS = {"comment": "Comment", "provider_response": "Answer"}
LATEST = 5
BORDERS = 0.002
"""Degrees by which district borders may be off: a provider's map is close."""

RATINGS = {
    "overall_rating": "Stars",
    "quality_rating": "Quality",
    "punctuality_rating": "Punctuality",
    "professionalism_rating": "Professionalism",
    "value_rating": "Value",
}


def show(snapshot: Snapshot, filters: Filters, profile: "Series[Any]") -> None:
    """Show the three parts as tabs."""
    reputation, reviews, place = st.tabs(["Reputation", "Reviews", "Where"])
    with reputation:
        _reputation(providers.reputation_of(snapshot, profile["provider_id"]), profile)
    with reviews:
        _reviews(snapshot, filters, profile["provider_id"])
    with place:
        _place(coverage.boundaries(snapshot, BORDERS), profile)


def _reputation(steps: DataFrame, profile: "Series[Any]") -> None:
    stored, current = profile["reputation_score"], profile["current_score"]
    st.markdown(compared(stored, current))
    named = steps.assign(step=steps["step"].map(STEPS))
    _waterfall(named[(named["points"] != 0) | named["score"].notna()], current)
    st.caption(
        "Each part's points are its score times its weight"
        f" ({literal(profile['reputation_mode'])} weights);"
        " penalties and the cut at 100 come after. All points together are the score."
    )
    total = DataFrame([{"step": "Score", "points": current}])
    added = concat([named, total], ignore_index=True)
    shown = {
        "step": columns.text("Step"),
        "score": columns.number(Measure("score", "Score of 100", EXACT)),
        "weight": columns.number(Measure("weight", "Weight", EXACT)),
        "points": columns.number(Measure("points", "Points", EXACT)),
    }
    tables.table(
        added,
        key=f"provider_reputation_{profile['provider_id']}",
        columns=shown,
        alt="Steps of the score",
    )


def exact(number: Any) -> str:
    """Return points with as many of four decimals as they need.

    >>> from decimal import Decimal
    >>> exact(Decimal("22.400000")), exact(Decimal("3.3330")), exact(Decimal("0E-22")), exact(None)
    ('22.4', '3.333', '0', 'no data')
    """
    if format.is_missing(number):
        return format.NO_DATA
    return f"{number:.4f}".rstrip("0").rstrip(".")


EXACT = format.Notation(exact, exact)


def compared(stored: Any, current: Any) -> str:
    """Return in one sentence the stored score and, where it differs, the recalculated one."""
    if stored == current:
        return f"The score is **{exact(current)}**, stored and recalculated alike."
    return (
        f"The stored score is **{exact(stored)}**; recalculated when the data was published it is"
        f" **{exact(current)}**. The stored one follows with the next job or review."
    )


def _waterfall(steps: DataFrame, total: Any) -> None:
    said = [exact(points) for points in [*steps["points"], total]]
    names = [*steps["step"], "Score"]
    figure = go.Figure(
        go.Waterfall(
            x=names,
            y=[float(points) for points in [*steps["points"], total]],
            measure=["relative"] * len(steps) + ["total"],
            text=said,
            textposition="outside",
            cliponaxis=False,
            increasing={"marker": {"color": RISE}},
            decreasing={"marker": {"color": FALL}},
            totals={"marker": {"color": TOTAL}},
            connector={"line": {"width": 1, "color": "#8a9a96"}},
            hovertemplate="%{x}: %{text}<extra></extra>",
        )
    )
    figure.update_xaxes(type="category")
    highest = float(steps["points"].cumsum().max())
    figure.update_yaxes(visible=False, range=[0, highest * 1.12 or 1])
    figure.update_layout(hovermode="closest", height=360)
    parts = ", ".join(f"{name} {points}" for name, points in zip(names, said, strict=True))
    charts.draw(figure, key="provider_waterfall", alt=f"Points of the reputation: {parts}.")


def _reviews(snapshot: Snapshot, filters: Filters, provider_id: str) -> None:
    reviews = providers.reviews_of(snapshot, provider_id)
    reviews[[*WORDS]] = reviews[[*WORDS]].fillna("")
    if reviews.empty:
        st.info("Nobody has reviewed this provider in public yet.", icon=":material/rate_review:")
        return
    stars = providers.stars_of(snapshot, filters, provider_id)
    with st.grid(2, min_column_width=330, gap="large"):
        with st.container():
            _stars(stars, filters, provider_id)
        with st.container():
            _latest(reviews.head(LATEST))
    shown = {"day": columns.day("Day")}
    shown |= {name: columns.text(label) for name, label in RATINGS.items()}
    shown |= {name: columns.text(label, 340) for name, label in WORDS.items()}
    key, alt = f"provider_reviews_{provider_id}", "Public reviews, newest first"
    tables.table(reviews, key=key, columns=shown, alt=alt)


def _stars(stars: DataFrame, filters: Filters, provider_id: str) -> None:
    named = stars.assign(stars=[f"{number} ★" for number in stars["stars"]])
    charts.ranking(named, name="stars", value=measure("reviews_ever"), key="provider_stars_chart")
    shown = {
        "stars": columns.text("Stars"),
        "reviews": columns.number(measure("reviews", label="In the period")),
        "reviews_ever": columns.number(measure("reviews_ever", label="Ever")),
    }
    key, alt = f"provider_stars_{provider_id}", "Reviews by number of stars"
    tables.table(stars, key=key, columns=shown, alt=alt, filters=filters)


def _latest(reviews: DataFrame) -> None:
    """Show reviews as plain text: what customers write is never read as Markdown or HTML."""
    for review in reviews.to_dict("records"):
        with st.container(border=True):
            st.caption(f"{'★' * review['overall_rating']} · {format.day(review['day'])}")
            st.text(review["comment"] or "No comment.")
            if review["provider_response"]:
                st.text(f"Answer: {review['provider_response']}")


def _place(boundaries: DataFrame, profile: "Series[Any]") -> None:
    area, is_placed = profile["service_area"], not format.is_missing(profile["lat"])
    if area is None and not is_placed:
        st.info("This provider has neither a place nor a service area.", icon=":material/map:")
        return
    one = DataFrame([profile])
    layers = [maps.outlines(boundaries), maps.areas(one, tooltip="name")]
    if is_placed:
        layers.append(maps.points(one, tooltip="name", radius=7))
    view = maps.fitting(area) if area else maps.around(profile["lat"], profile["lng"])
    said = _said(profile, is_placed)
    maps.show(layers, key="provider_map", alt=said, view=view)
    notes = (maps.MIDDLE_OF_CELL if is_placed else "", maps.NEARBY_AREA if area else "")
    st.caption(" ".join(filter(None, (literal(said, len(said)), *notes))))


def _said(profile: "Series[Any]", is_placed: bool) -> str:
    place = f"The dot is the provider's place in {profile['district']}" if is_placed else ""
    area = (
        "the shape is the service area" if profile["service_area"] else "no service area is known"
    )
    said = "; ".join(filter(None, (place, area)))
    return f"{said[0].upper()}{said[1:]}."
