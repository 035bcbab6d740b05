"""Which H3 cells (resolution 8) a circle or a polygon covers: those whose centre lies in it."""

from functools import lru_cache
from itertools import chain
from math import ceil

import h3.api.memview_int as h3
import numpy as np
import shapely
from numpy.typing import NDArray
from pyproj import Geod

Cells = NDArray[np.uint64]
Floats = NDArray[np.float64]

RESOLUTION = 8

NARROWEST_RING_KM = 0.58
"""The k-th ring around a cell is at least this many kilometres times k away, anywhere on Earth."""

EARTH_RADIUS_KM = 6371.0088
SPHERE_ERROR = 0.01
"""Distances on the sphere are this close to those on the ellipsoid (0.6 % at most)."""

FEW_CORNERS = 500
"""Of a polygon with more corners the centres are looked at instead: h3 asks each cell of each."""

MANY_CELLS = 10_000
"""An area with more cells would drive those of all others out of the cache."""

WGS84 = Geod(ellps="WGS84")


def cells_of(
    outline: bytes, circles: list[list[float]], pincodes: list[bytes], polygon: bytes | None
) -> list[str]:
    """Return the sorted cells that a service area covers.

    It is made of circles ([lat, lng, km]), which count as far as the outline of the state (WKB),
    areas of pincodes (WKB) and a polygon (WKB).
    """
    parts = [np.empty(0, np.uint64)]
    parts += [circle_cells(_area(outline), *circle) for circle in circles]
    parts += [pincode_cells(area) for area in pincodes]
    if polygon is not None:
        parts.append(shape_cells(polygon))
    return [format(cell, "x") for cell in np.unique(np.concatenate(parts)).tolist()]


def circle_cells(within: shapely.Geometry, lat: float, lng: float, km: float) -> Cells:
    """Return the cells whose centre is within `km` of the point, along the WGS 84 ellipsoid.

    Those whose centre is not `within` the shape are left out.
    """
    rings = ceil(km / NARROWEST_RING_KM) + 1
    cells = np.asarray(h3.grid_disk(h3.latlng_to_cell(lat, lng, RESOLUTION), rings))
    lats, lngs = _centres(cells)
    distance = _on_sphere(lat, lng, lats, lngs)
    inside = distance <= km
    unsure = np.abs(distance - km) <= km * SPHERE_ERROR
    inside[unsure] = _on_ellipsoid(lat, lng, lats[unsure], lngs[unsure]) <= km
    inside &= shapely.contains_xy(within, lngs, lats)
    return cells[inside]


def shape_cells(wkb: bytes) -> Cells:
    """Return the cells whose centre lies in a polygon or several (WKB), straight in degrees."""
    area = _area(wkb)
    if shapely.get_num_coordinates(area) <= FEW_CORNERS:
        return np.asarray(h3.geo_to_cells(area, RESOLUTION), np.uint64)
    around = shapely.box(*shapely.bounds(area))
    cells = np.asarray(h3.geo_to_cells(around, RESOLUTION), np.uint64)
    lats, lngs = _centres(cells)
    inside: Cells = cells[shapely.contains_xy(area, lngs, lats)]
    return inside


pincode_cells = lru_cache(maxsize=2048)(shape_cells)
"""The same for the areas of pincodes, which many providers share."""


@lru_cache(maxsize=4)
def _area(wkb: bytes) -> shapely.Geometry:
    """Return the shape, made ready to be asked for many points."""
    area = shapely.from_wkb(wkb)
    shapely.prepare(area)
    return area


@lru_cache(maxsize=1 << 18)
def _centre(cell: int) -> tuple[float, float]:
    centre: tuple[float, float] = h3.cell_to_latlng(cell)
    return centre


def _centres(cells: Cells) -> Floats:
    """Return the latitudes and the longitudes of the centres, as two rows."""
    centre = _centre if len(cells) <= MANY_CELLS else h3.cell_to_latlng
    degrees = chain.from_iterable(map(centre, cells.tolist()))
    return np.fromiter(degrees, np.float64, 2 * len(cells)).reshape(-1, 2).T


def _on_sphere(lat: float, lng: float, lats: Floats, lngs: Floats) -> Floats:
    """Return kilometres by the haversine formula."""
    here, there = np.radians(lat), np.radians(lats)
    half = np.sin((there - here) / 2) ** 2 + (
        np.cos(here) * np.cos(there) * np.sin(np.radians(lngs - lng) / 2) ** 2
    )
    return np.asarray(2 * EARTH_RADIUS_KM * np.arcsin(np.sqrt(half)))


def _on_ellipsoid(lat: float, lng: float, lats: Floats, lngs: Floats) -> Floats:
    """Return kilometres along the geodesic."""
    _, _, metres = WGS84.inv(np.full_like(lngs, lng), np.full_like(lats, lat), lngs, lats)
    return np.asarray(metres) / 1000
