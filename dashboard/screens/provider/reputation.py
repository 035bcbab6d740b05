"""The reputation of one provider, step by step."""

from typing import Any

import streamlit as st
from pandas import DataFrame

from dashboard.parts import charts, columns, format, tables
from dashboard.parts.drawing import Drawing, trace
from dashboard.parts.markdown import literal
from dashboard.parts.measures import Measure
from dashboard.parts.tables import listed
from dashboard.screens.provider.gather import Reputation

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
    "score": "Score",
}
RISE, FALL, TOTAL = "#4f9a35", "#c0424e", "#4a7fc9"
"""Colours that do in both themes."""


def show(known: Reputation) -> None:
    """Show how the score comes about: as a waterfall, and as a table that adds up."""
    profile, every = known.profile, known.steps.assign(step=known.steps["step"].map(STEPS))
    stored, current = profile["reputation_score"], profile["current_score"]
    st.markdown(compared(stored, current))
    named = every.iloc[:-1]
    _waterfall(named[(named["points"] != 0) | named["score"].notna()], current)
    st.caption(
        "Each part's points are its score times its weight"
        f" ({literal(profile['reputation_mode'])} weights);"
        " penalties and the cut at 100 come after. All points together are the score."
    )
    shown = {
        "step": columns.text("Step", words=STEPS),
        "score": columns.number(Measure("score", "Score of 100", EXACT)),
        "weight": columns.number(Measure("weight", "Weight", EXACT)),
        "points": columns.number(Measure("points", "Points", EXACT)),
    }
    tables.table(
        every,
        key=f"provider_reputation_{profile['provider_id']}",
        columns=shown,
        alt="Steps of the score",
        listing=listed("providers.score_of", provider_id=profile["provider_id"]),
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
    bars = trace(
        "waterfall",
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
    figure = Drawing([bars])
    figure.x_axis(type="category")
    highest = float(steps["points"].cumsum().max())
    figure.y_axis(visible=False, range=[0, highest * 1.12 or 1])
    figure.lay_out(hovermode="closest", height=360)
    parts = ", ".join(f"{name} {points}" for name, points in zip(names, said, strict=True))
    charts.draw(figure, key="provider_waterfall", alt=f"Points of the reputation: {parts}.")
