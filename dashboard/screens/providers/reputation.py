"""How reputation spreads, and how many tie at the top."""

from typing import Any

import streamlit as st
from pandas import DataFrame, Series

from dashboard.parts import charts, format
from dashboard.parts.drawing import Drawing, trace


def show(bands: DataFrame) -> None:
    """Show how many providers have a reputation in each band."""
    said = ties(bands["providers"])
    st.markdown(said)
    bars = trace(
        "bar",
        x=list(bands["band"]),
        y=charts.numbers(bands["providers"]),
        text=[format.count(number) for number in bands["providers"]],
        textposition="outside",
        cliponaxis=False,
        hovertemplate="%{x} points: %{text}<extra></extra>",
    )
    figure = Drawing([bars])
    figure.x_axis(type="category")
    figure.y_axis(visible=False)
    figure.lay_out(hovermode="closest", bargap=0.2)
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
