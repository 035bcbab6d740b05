"""Coverage as layers of a map, in degrees (WGS 84)."""

from collections.abc import Callable, Mapping
from decimal import Decimal
from types import MappingProxyType

import h3
import shapely
from geopandas import GeoDataFrame
from pandas import DataFrame

from queries import coverage
from queries.filters import Filters
from queries.source import Source

WGS84 = "EPSG:4326"


def districts(source: Source, filters: Filters) -> GeoDataFrame:
    """Return the districts with the columns of `coverage.by_district`; `Unknown` has no shape."""
    shapes = source.frame("coverage_boundaries").set_index("district")["boundary"]
    frame = coverage.by_district(source, filters)
    return _layer(frame, [shapely.from_wkb(shapes.get(name)) for name in frame["district"]])


def demand(source: Source, filters: Filters) -> GeoDataFrame:
    """Return the hexagons that people searched from, with the columns of `coverage.demand_cells`.

    Cells with few customers are one row without a shape.
    """
    frame = coverage.demand_cells(source, filters)
    return _layer(frame, [_hexagon(cell) for cell in frame["h3_cell"]])


def supply(source: Source, filters: Filters) -> GeoDataFrame:
    """Return the hexagons that providers cover, with the columns of `coverage.supply_cells`."""
    frame = coverage.supply_cells(source, filters)
    return _layer(frame, [_hexagon(cell) for cell in frame["h3_cell"]])


def gaps(source: Source, filters: Filters) -> GeoDataFrame:
    """Return the hexagons with a gap, with the columns of `coverage.gap_cells`."""
    frame = coverage.gap_cells(source, filters)
    return _layer(frame, [_hexagon(cell) for cell in frame["h3_cell"]])


def providers(source: Source, filters: Filters) -> GeoDataFrame:
    """Return the approved, active providers at the middle of their map cell, with the columns of
    `coverage.providers`.
    """
    frame = coverage.providers(source, filters)
    return _layer(frame, list(shapely.points(frame["lng"], frame["lat"])))


LAYERS: Mapping[str, Callable[[Source, Filters], GeoDataFrame]] = MappingProxyType(
    {
        "districts": districts,
        "demand": demand,
        "supply": supply,
        "gaps": gaps,
        "providers": providers,
    }
)
"""Every layer by its name."""


def _hexagon(cell: str | None) -> shapely.Polygon | None:
    if not isinstance(cell, str):
        return None
    return shapely.Polygon([(lng, lat) for lat, lng in h3.cell_to_boundary(cell)])


def _layer(frame: DataFrame, shapes: list[shapely.Geometry | None]) -> GeoDataFrame:
    """Return a layer; a GIS knows no decimals, so they are floating point there."""
    decimals = {
        str(name): frame[name].astype(float)
        for name in frame
        if frame[name].map(lambda value: isinstance(value, Decimal)).any()
    }
    return GeoDataFrame(frame.assign(**decimals), geometry=shapes, crs=WGS84)
