"""Where do we have providers, and where not?"""

from collections.abc import Sequence

import streamlit as st
from pandas import DataFrame

from dashboard.parts import format, kpis, page, panels
from dashboard.parts.gathering import Failed
from dashboard.parts.kpis import Kpi
from dashboard.parts.markdown import literal
from dashboard.screens.coverage import controls, coverage_map, gaps
from dashboard.screens.coverage.gather import Choices, View
from queries import coverage
from queries.figures import Figures
from queries.filters import Filters

QUESTION = "Where do we have providers, and where not?"
OUTSIDE = "Unknown"
"""What places outside the districts are called."""

DEMAND = (
    "demand",
    "unmet_demand",
    "unmet_rate",
)


def choose(_: Filters) -> Choices:
    """Return what is chosen on the screen."""
    return controls.choose()


def show(view: View) -> None:
    """Show supply as it is now beside the demand of the days: in numbers, on a map, as gaps."""
    districts, filters = view.districts, view.filters
    page.header(QUESTION, panels.known(districts, answer, filters))
    if not isinstance(districts, Failed) and _is_nothing(districts):
        page.empty("providers and no searches", filters)
        return
    panels.show(view.figures, "coverage_figures", _key_figures, view)
    coverage_map.show(view)
    counted = panels.both(districts, view.unplaced)
    panels.show(counted, "coverage_counts", _what_counts, filters)
    gaps.show(view)
    page.explain(*gaps.DISTRICT_TABLE, "covering_providers", "verified_covering_providers")


def _is_nothing(districts: DataFrame) -> bool:
    now = coverage.totals(districts)
    return not now["demand"] and not now["providers"]


def answer(districts: DataFrame, filters: Filters) -> str:
    """Return in one sentence how much of the demand nobody covers, and where most of that is."""
    now = coverage.totals(districts)
    searches = format.plural(now["demand"], "search", "searches")
    if not now["demand"]:
        return f"Nobody searched from a known place; {format.plural(now['providers'], 'provider')}."
    if not now["unmet_demand"]:
        return f"Somebody covers every place that people searched from: **{searches}**."
    share = format.percent(now["unmet_rate"])
    unmet = f"**{format.count(now['unmet_demand'])} of {searches}** ({share})"
    if filters.district:
        return f"In **{_named(filters.district)}**, {unmet} came from places that nobody covers."
    return f"{unmet} came from places that nobody covers{_where(districts)}."


def _named(districts: Sequence[str]) -> str:
    """Return one district, or how many."""
    return literal(districts[0]) if len(districts) == 1 else f"{len(districts)} districts"


def _where(districts: DataFrame) -> str:
    """Return in how many districts the gaps are, which is the largest, and what lies outside."""
    is_outside = districts["district"] == OUTSIDE
    outside = int(districts[is_outside]["unmet_demand"].sum())
    known = districts[~is_outside]
    gaps = known[known["unmet_demand"] > 0]
    if gaps.empty:
        return ", all of them outside the districts"
    worst = gaps.sort_values("unmet_demand", ascending=False).iloc[0]
    others = f" and {format.plural(outside, 'search', 'searches')} outside them" if outside else ""
    return (
        f", in **{len(gaps)} of {len(known)} districts**{others}."
        f" The largest gap is **{literal(worst['district'])}** with"
        f" {format.plural(worst['unmet_demand'], 'search', 'searches')}"
    )


def _key_figures(known: Figures, view: View) -> None:
    demand = kpis.figures(DEMAND, known)
    now = panels.known(view.districts, coverage.totals) or {}
    supply = [Kpi("providers", now["providers"])] if now else []
    kpis.row([*demand, *supply], view.filters)


def _what_counts(counted: tuple[DataFrame, int], filters: Filters) -> None:
    """Say which coverage is meant, and which searches are left out."""
    districts, unplaced = counted
    verified = format.count(coverage.totals(districts)["verified_providers"])
    sentences = [
        f"Providers are those of today ({verified} of them verified), searches those of the days,"
        " whatever came of them."
    ]
    if filters.sub_category:
        sentences.append(
            "Demand is the searches that name the chosen kind of service, and covered is who offers"
            " it; what names none is left out."
        )
    elif filters.category:
        sentences.append("Searches that name no category are left out.")
    outside = int(districts[districts["district"] == OUTSIDE]["demand"].sum())
    if outside and not filters.district:
        searches = format.plural(outside, "search", "searches")
        sentences.append(f"{searches} from outside the districts count as {OUTSIDE}.")
    if unplaced:
        searches = format.plural(unplaced, "search", "searches")
        sentences.append(f"In all districts and categories, {searches} carry no place.")
    st.caption(" ".join(sentences))
