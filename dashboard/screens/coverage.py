"""Where do we have providers, and where not?"""

from collections.abc import Mapping
from functools import partial
from typing import Any

import streamlit as st
from pandas import DataFrame

from dashboard import columns, coverage_map, format, kpis, page, tables
from dashboard.columns import Column
from dashboard.identities import named_apart
from dashboard.kpis import Good, Kpi
from dashboard.markdown import literal
from dashboard.measures import measure
from queries import Snapshot, coverage
from queries.figures import figures
from queries.filters import Filters

QUESTION = "Where do we have providers, and where not?"
OUTSIDE = "Unknown"
"""What places outside the districts are called."""
ANY_CATEGORY = "No category named"
NOBODY_SEARCHED = "Nobody searched from a known place in these days: there is no gap to find."
DISTRICT_TABLE = (
    "providers",
    "verified_providers",
    "demand",
    "demand_per_provider",
    "unmet_demand",
    "unmet_rate",
    "thin_demand",
)
RECRUIT_TABLE = ("unmet_demand", "thin_demand", "demand")
DEMAND: Mapping[str, Good] = {"demand": "up", "unmet_demand": "down", "unmet_rate": "down"}
PLACE_TABLE = ("covering_providers", "demand")


def render(snapshot: Snapshot, filters: Filters) -> None:
    """Show supply as it is now beside the demand of the days: in numbers, on a map, as gaps."""
    districts = coverage.by_district(snapshot, filters)
    now = coverage.totals(districts)
    page.header(QUESTION, answer(districts, filters))
    if not now["demand"] and not now["providers"]:
        page.empty("providers and no searches", filters)
        return
    _key_figures(snapshot, filters, now)
    _what_counts(snapshot, filters, districts)
    coverage_map.show(snapshot, filters, districts)
    _details(snapshot, filters, districts, is_searched=now["demand"] > 0)
    page.explain(*DISTRICT_TABLE, "covering_providers", "verified_covering_providers")


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
        return f"In **{literal(filters.district)}**, {unmet} came from places that nobody covers."
    return f"{unmet} came from places that nobody covers{_where(districts)}."


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


def _key_figures(snapshot: Snapshot, filters: Filters, now: dict[str, Any]) -> None:
    demand = kpis.figures(DEMAND, figures(partial(coverage.over_time, snapshot), filters))
    supply = [Kpi(name, now[name]) for name in ("providers", "verified_providers")]
    kpis.row([*demand, *supply], filters)


def _what_counts(snapshot: Snapshot, filters: Filters, districts: DataFrame) -> None:
    """Say which coverage is meant, and which searches are left out."""
    sentences = ["Providers are those of today, searches those of the days, whatever came of them."]
    if filters.category:
        sentences.append("Searches that name no category are left out.")
    outside = int(districts[districts["district"] == OUTSIDE]["demand"].sum())
    if outside and not filters.district:
        searches = format.plural(outside, "search", "searches")
        sentences.append(f"{searches} from outside the districts count as {OUTSIDE}.")
    unplaced = coverage.unplaced(snapshot, filters)
    if unplaced:
        searches = format.plural(unplaced, "search", "searches")
        sentences.append(f"In all districts and categories, {searches} carry no place.")
    st.caption(" ".join(sentences))


def _details(
    snapshot: Snapshot, filters: Filters, districts: DataFrame, *, is_searched: bool
) -> None:
    recruit, places, all_districts = st.tabs(
        ["What to recruit where", "Exact places", "All districts"]
    )
    with recruit:
        _recruit(coverage.gap_districts(snapshot, filters), filters, is_searched=is_searched)
    with places:
        few, gaps = coverage.few_customers(snapshot), coverage.gap_cells(snapshot, filters)
        _places(gaps, few, filters, is_searched=is_searched)
    with all_districts:
        shown = {"district": columns.text("District", 170, pinned=True)} | _numbers(DISTRICT_TABLE)
        alt = "Providers and searches by district"
        tables.table(districts, key="coverage_districts", columns=shown, alt=alt, filters=filters)


def _recruit(gaps: DataFrame, filters: Filters, *, is_searched: bool) -> None:
    st.caption(
        "Districts and categories where nobody, or up to two providers, cover a place;"
        " Unknown, outside the districts, comes last."
    )
    if not is_searched:
        st.info(NOBODY_SEARCHED)
        return
    if gaps.empty:
        st.success(
            "Every place that people searched from is covered by more than two providers of its"
            " category."
        )
        return
    shown = {
        "district": columns.text("District", 170, pinned=True),
        "category": columns.text("Category searched for"),
        **_numbers(RECRUIT_TABLE),
    }
    alt = "Gaps by district and category, the largest first"
    named = _any_category(gaps)
    tables.table(named, key="coverage_recruit", columns=shown, alt=alt, filters=filters)


def _places(gaps: DataFrame, few: int, filters: Filters, *, is_searched: bool) -> None:
    st.caption(
        "Places of about 0.7 km² that nobody, or up to two providers, cover, with the centre of"
        f" each. Places with fewer than {few} customers are left out."
    )
    if not is_searched:
        st.info(NOBODY_SEARCHED)
        return
    if gaps.empty:
        st.info(f"No place with {few} customers or more has a gap.")
        return
    shown = {
        "district": columns.text("District", 170, pinned=True),
        "category": columns.text("Category searched for"),
        **_numbers(PLACE_TABLE),
        "h3_cell": columns.text("H3 cell"),
        "lat": columns.text("Latitude"),
        "lng": columns.text("Longitude"),
    }
    alt = "Places with a gap, those that nobody covers first"
    named = _any_category(gaps)
    tables.table(named, key="coverage_places", columns=shown, alt=alt, filters=filters)


def _any_category(frame: DataFrame) -> DataFrame:
    named = named_apart(frame, "category", "category_id")
    return named.assign(category=named["category"].fillna(ANY_CATEGORY))


def _numbers(names: tuple[str, ...]) -> dict[str, Column]:
    return {name: columns.number(measure(name)) for name in names}
