"""Where providers are and where they are not: demand in the period beside supply as it is now.

Demand is the searches that carry a place. A search is unmet when no active, approved provider of
the searched category (of any, where it names none) covers its map cell, and thin when up to two do.
Where kinds of service are chosen, demand is the searches that name one of them, and covered is who
offers that kind.
Cells are H3; those with few customers (`few_customers`) are counted together, in no cell.
"""

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from math import nan
from typing import Any

import h3
import pandas as pd
import shapely
from pandas import DataFrame, Series

from queries import ask
from queries.ask import KINDS
from queries.filters import Filters
from queries.metrics.question import Question
from queries.ratio import Number, ratio
from queries.source import Source
from queries.steps import Cut, steps_of

MOST_CELLS = 10_000
"""A map gets at most so many cells; past that, coarser ones."""

FINEST_OF_STATE, FINEST_OF_DISTRICT = 6, 8
"""Finest H3 resolution that can be told apart on a map of the whole state, and of districts."""

MOST_AREAS = 1_000
"""A map gets at most so many service areas."""

SUPPLIED = ("providers", "verified_providers")
SOUGHT = ("searches", "searches_booked", "search_booking_rate")
"""What is said of kinds of service: who offers them, and who looks for them."""

COVERAGE_RESOLUTION = 8
"""H3 resolution at which service areas are kept."""


def by_district(source: Source, filters: Filters) -> DataFrame:
    """Return every district, `Unknown` (outside them) last where there is anything.

    Columns: district, providers and verified_providers (based there), demand, unmet_demand,
    thin_demand, unmet_rate (Decimal, None without demand), demand_per_provider (Decimal, None
    without providers).
    """
    return _rated(source.frame("coverage_districts", **filters.params(*KINDS)))


def by_sub_category(source: Source, filters: Filters) -> DataFrame:
    """Return every kind of service with providers or searches, the largest gap first, and one row
    of each category for those that are of none: key (sub_category_id) and sub_category (None for
    none), category_id, category; providers and verified_providers (that offer it now, based in the
    districts); demand, unmet_demand, thin_demand and unmet_rate (of the searches from places that
    named it; no data of those that named none); searches (that named it in the period; those of few
    people a day count as of none), searches_booked and search_booking_rate.
    """
    by, where = ("category", "sub_category"), filters.where(*KINDS)
    supply = Question(SUPPLIED, filters.period, by=by, where=where)
    demand = Question(SOUGHT, filters.period, by=by, where=where)
    counted = ask.compared(source, None, supply, demand)[[*supply.columns, *SOUGHT]]
    known = counted.rename(columns={"sub_category_id": "key"})
    kinds = source.frame("coverage_kinds", **filters.params(*KINDS))
    frame = _rated(_with_kinds(known, kinds))
    return frame.sort_values("unmet_demand", ascending=False, kind="stable", ignore_index=True)


def _with_kinds(known: DataFrame, kinds: DataFrame) -> DataFrame:
    """Return what is known with the demand for each kind, and the kinds that are only sought."""
    counts = ["demand", "unmet_demand", "thin_demand"]
    sought = kinds[~kinds["key"].isin(known["key"]) & (kinds["demand"] > 0)]
    nothing = dict.fromkeys(("providers", "verified_providers", "searches", "searches_booked"), 0)
    frame = known.merge(kinds[["key", *counts]], "left", "key")
    only_sought = sought.rename(columns={"name": "sub_category"})
    both = [frame, only_sought.assign(**nothing, search_booking_rate=None)]
    return pd.concat([each for each in both if len(each)] or both).astype(
        dict.fromkeys(counts, "Int64")
    )


def totals(districts: DataFrame) -> dict[str, Any]:
    """Return the sums over what `by_district` returned, and their unmet_rate."""
    names = ("providers", "verified_providers", "demand", "unmet_demand", "thin_demand")
    sums = {name: int(districts[name].sum()) for name in names}
    return sums | {"unmet_rate": _unmet_rate(sums["unmet_demand"], sums["demand"])}


def over_time(source: Source, filters: Filters, cut: Cut) -> DataFrame:
    """Return demand in each step, unmet by today's coverage: first_day, last_day, demand,
    unmet_demand, unmet_rate, and what the step is (`Steps.described`).
    """
    steps = steps_of(filters, cut)
    params = filters.params(*KINDS) | steps.params()
    return steps.described(_rated(source.frame("coverage_over_time", **params)))


def _rated(frame: DataFrame) -> DataFrame:
    counts = zip(frame["unmet_demand"], frame["demand"], strict=True)
    rates = [None if pd.isna(demand) else _unmet_rate(unmet, demand) for unmet, demand in counts]
    return frame.assign(unmet_rate=Series(rates, index=frame.index, dtype=object))


def _unmet_rate(unmet: int, demand: int) -> Number | None:
    return ratio(unmet, demand)


def demand_cells(source: Source, filters: Filters) -> DataFrame:
    """Return the cells that people searched from, at the best resolution for a map.

    Columns: h3_cell, demand, unmet_demand, covering_providers (the most that cover any one place in
    it), is_few. All cells with few customers are one row without h3_cell and covering_providers.
    """
    return source.frame("coverage_demand_cells", **filters.params(*KINDS), **_size(filters))


def few_customers(source: Source) -> int:
    """Return how many distinct customers a place or a term must have to be shown by itself."""
    return int(source.frame("coverage_few")["customers"].iloc[0])


def supply_cells(source: Source, filters: Filters) -> DataFrame:
    """Return the cells that providers cover, at the best resolution for a map.

    Columns: h3_cell, covering_providers, verified_covering_providers (the most that cover any one
    place in it).
    """
    return source.frame(
        "coverage_supply_cells",
        **filters.chosen("category", "sub_category"),
        places=_cells_of(source, filters.district) if filters.district else None,
        **_size(filters),
    )


def gap_districts(source: Source, filters: Filters) -> DataFrame:
    """Return what to recruit where, the largest gap first: searches that few or no providers cover.

    `Unknown`, outside the districts, comes last. Columns: district, category_id and category
    (missing: searches that name none), sub_category_id and sub_category (where kinds of service are
    chosen), demand, unmet_demand, thin_demand.
    """
    return source.frame("coverage_gap_districts", **filters.params(*KINDS))


def gap_cells(source: Source, filters: Filters) -> DataFrame:
    """Return the places (resolution 8) with a gap and enough customers, nobody before few.

    Columns: h3_cell, district, category_id and category (missing: searches that name none),
    sub_category_id and sub_category (where kinds of service are chosen), demand,
    covering_providers, lat and lng of the centre.
    """
    return placed(source.frame("coverage_gap_cells", **filters.params(*KINDS)))


@dataclass(frozen=True)
class Shown:
    """Which providers a map shows: of a standing, active or not; None is any.

    What counts as coverage is always that of the active, approved ones.
    """

    standing: str | None = "APPROVED"
    is_active: bool | None = True


def providers(source: Source, filters: Filters, shown: Shown = Shown()) -> DataFrame:
    """Return the providers with a place, best reputation first.

    Columns: provider_id, name, category, district, verified, reputation_score (Decimal), h3_cell,
    lat and lng of its centre: where exactly a provider is, which may be a home, no reader knows.
    """
    frame = source.frame("coverage_providers", **filters.chosen(*KINDS), **asdict(shown))
    return placed(frame)


def placed(frame: DataFrame) -> DataFrame:
    """Return the frame with lat and lng, the centre of h3_cell (both NaN where it has none)."""
    centres = [h3.cell_to_latlng(cell) if cell else (nan, nan) for cell in frame["h3_cell"]]
    return frame.assign(
        lat=[round(lat, 5) for lat, _ in centres], lng=[round(lng, 5) for _, lng in centres]
    )


def areas(
    source: Source, filters: Filters, provider: str | None = None, shown: Shown = Shown()
) -> DataFrame:
    """Return service areas: of one provider, or of the `MOST_AREAS` with the best reputation.

    Columns: provider_id, name, category, district, verified, reputation_score, service_area
    (GeoJSON text).
    """
    return source.frame(
        "coverage_areas",
        **filters.chosen(*KINDS),
        provider=provider,
        **asdict(shown),
        tolerance=0.004 if provider is None else 0.0005,
        most_areas=MOST_AREAS,
    )


def boundaries(source: Source, tolerance: float = 0.01) -> DataFrame:
    """Return the districts, simplified to `tolerance` degrees with their borders still shared.

    Columns: district, boundary (GeoJSON text).
    """
    frame = source.frame("coverage_boundaries")
    shapes = shapely.coverage_simplify(shapely.from_wkb(frame["boundary"].to_list()), tolerance)
    return frame.assign(boundary=shapely.to_geojson(shapes))


def unplaced(source: Source, filters: Filters) -> int:
    """Return how many searches of the period carry no usable place, and so are on no map."""
    made = source.answer(Question(("searches",), filters.period))
    located = over_time(source, filters.only_by(()), None)
    return int(made["searches"].sum() - located["demand"].sum())


def _size(filters: Filters) -> dict[str, int]:
    finest = FINEST_OF_DISTRICT if filters.district else FINEST_OF_STATE
    return {"finest": finest, "most_cells": MOST_CELLS}


def _cells_of(source: Source, districts: Sequence[str]) -> list[str]:
    """Return the cells (resolution 8) whose centre lies in a district; none for `Unknown`."""
    frame = source.frame("coverage_boundaries").set_index("district")["boundary"]
    shapes = [shapely.from_wkb(frame[name]) for name in districts if name in frame.index]
    return sorted(
        {cell for shape in shapes for cell in h3.geo_to_cells(shape, COVERAGE_RESOLUTION)}
    )
