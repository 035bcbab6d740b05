"""The gaps in a table: what to recruit where, in which places, and all districts."""

import streamlit as st
from pandas import DataFrame

from dashboard.parts import columns, drill, look_into, panels, tables
from dashboard.parts.columns import Column
from dashboard.parts.gathering import Failed
from dashboard.parts.measures import measure
from dashboard.parts.tables import listed
from dashboard.screens.coverage.controls import BAR
from dashboard.screens.coverage.gather import Cells, View
from queries import coverage
from queries.filters import Filters
from queries.identities import gaps_apart

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
KIND_TABLE = (
    *coverage.SUPPLIED,
    "demand",
    "unmet_demand",
    "unmet_rate",
    "thin_demand",
    *coverage.SOUGHT,
)
PLACE_TABLE = ("covering_providers", "demand")


def show(view: View) -> None:
    """Show the four tables as tabs."""
    filters, is_searched = view.filters, _is_searched(view)
    BAR.show(
        lambda: panels.show(
            view.gaps, "coverage_recruit", _recruit, filters, is_searched=is_searched
        ),
        lambda: panels.show(
            view.places, "coverage_places", _places, filters, is_searched=is_searched
        ),
        lambda: panels.show(view.districts, "coverage_districts", _districts, filters),
        lambda: panels.show(view.kinds, "coverage_kinds", _kinds, filters),
    )


def _is_searched(view: View) -> bool:
    """Return whether there is demand, as far as that is known."""
    if isinstance(view.districts, Failed):
        return True
    return bool(coverage.totals(view.districts)["demand"])


def _districts(districts: DataFrame, filters: Filters) -> None:
    shown = {"district": columns.text("District", 170, pinned=True)} | _numbers(DISTRICT_TABLE)
    parts = drill.values("coverage_districts", "district", districts, "district", filters)
    look_into.show(parts, "a district", filters)
    tables.table(
        districts,
        key="coverage_districts",
        parts=parts,
        columns=shown,
        alt="Providers and searches by district",
        listing=listed("coverage.by_district", filters),
    )


def _kinds(kinds: DataFrame, filters: Filters) -> None:
    st.caption(
        "Who offers each kind of service now, and the searches of the period that named it: unmet"
        " where nobody who offers it covers the place. What became of searches is told where enough"
        " people looked for the kind that day; other searches count in their category there."
    )
    if kinds.empty:
        st.info("Nobody offers or looks for any kind of service here.")
        return
    shown = {
        "sub_category": columns.text("Kind of service", 200, pinned=True),
        "category": columns.text("Category", missing=ANY_CATEGORY),
        **_numbers(KIND_TABLE),
    }
    parts = drill.values("coverage_kinds", "sub_category", kinds, "sub_category", filters)
    look_into.show(parts, "a kind of service", filters)
    tables.table(
        kinds,
        key="coverage_kinds",
        parts=parts,
        columns=shown,
        alt="Providers and searches by kind of service",
        listing=listed("coverage.by_sub_category", filters),
    )


def _recruit(gaps: DataFrame, filters: Filters, *, is_searched: bool) -> None:
    of = "kinds of service" if filters.sub_category else "categories"
    st.caption(
        f"Districts and {of} where nobody, or up to two providers, cover a place;"
        " Unknown, outside the districts, comes last."
    )
    if not is_searched:
        st.info(NOBODY_SEARCHED)
        return
    if gaps.empty:
        st.success(
            "Every place that people searched from is covered by more than two providers of its"
            f" {'kind of service' if filters.sub_category else 'category'}."
        )
        return
    shown = {
        "district": columns.text("District", 170, pinned=True),
        **_searched(filters),
        **_numbers(RECRUIT_TABLE),
    }
    parts = drill.values("coverage_recruit", "district", gaps, "district", filters)
    look_into.show(parts, "a district", filters)
    tables.table(
        _named(gaps),
        key="coverage_recruit",
        parts=parts,
        columns=shown,
        alt="Gaps by district and category, the largest first",
        listing=listed("coverage.gap_districts", filters),
    )


def _places(known: Cells, filters: Filters, *, is_searched: bool) -> None:
    gaps, few = known.frame, known.few
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
        **_searched(filters),
        **_numbers(PLACE_TABLE),
        "h3_cell": columns.text("H3 cell"),
        "lat": columns.text("Latitude"),
        "lng": columns.text("Longitude"),
    }
    parts = drill.values("coverage_places", "district", gaps, "district", filters)
    look_into.show(parts, "a district", filters)
    tables.table(
        _named(gaps),
        key="coverage_places",
        parts=parts,
        columns=shown,
        alt="Places with a gap, those that nobody covers first",
        listing=listed("coverage.gap_cells", filters),
    )


def _searched(filters: Filters) -> dict[str, Column]:
    """Return what was searched for: the kind of service, where any is chosen, and its category."""
    kind = {"sub_category": columns.text("Kind of service")} if filters.sub_category else {}
    label = "Category" if kind else "Category searched for"
    return {**kind, "category": columns.text(label, missing=ANY_CATEGORY)}


def _named(frame: DataFrame) -> DataFrame:
    named = gaps_apart(frame)
    return named.assign(category=named["category"].fillna(ANY_CATEGORY))


def _numbers(names: tuple[str, ...]) -> dict[str, Column]:
    return {name: columns.number(measure(name)) for name in names}
