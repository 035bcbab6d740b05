"""Where the marketplace is: cells and districts of points, cells of service areas.

The caches depend on their source rows and on `geo` alone, so filling what is missing gives the
same as filling everything.
"""

from collections.abc import Collection, Iterator, Mapping, Sequence
from datetime import date
from hashlib import md5
from typing import Any

import h3
import psycopg

from etl.db import server_cursor
from etl.geo.coverage import cells_of
from etl.statements import statement

POINTS_AT_ONCE = 50_000
AREAS_AT_ONCE = 50
"""Few: an area may name every pincode of the state."""

BLOCK_DIGITS = 8
"""Cells that begin with the same digits lie in one block: as in `rollup.block_of_cell`."""


def locate_searches(connection: psycopg.Connection, days: Sequence[date]) -> None:
    """Bring etl.location_cells up to date for business days in a row, in the caller's transaction.

    Afterwards every point in search_logs.location of these days has a cell (resolution 9) and,
    inside the state, a district.
    """
    # All at once: the index cannot grow while a cursor looks things up in it.
    found = connection.execute(
        statement(__file__, "sql/new_locations"), {"days": list(days)}
    ).fetchall()
    for start in range(0, len(found), POINTS_AT_ONCE):
        rows = found[start : start + POINTS_AT_ONCE]
        connection.execute(
            statement(__file__, "sql/location_cells"),
            {
                "locations": [location for location, *_ in rows],
                **_with_cells([(lat, lng) for _, lat, lng in rows]),
            },
        )


def locate_providers(
    connection: psycopg.Connection, providers: Collection[str] | None = None
) -> None:
    """Bring the cells of these providers, or of all, up to date, in the caller's transaction.

    Afterwards each point in location_point has, in etl.point_cells, a cell (resolution 9) and,
    inside the state, a district; each provider has in etl.service_area_cells the cells
    (resolution 8) that its service area covers, none if it has no well-formed area.
    """
    chosen = {"providers": None if providers is None else list(providers)}
    for points in _batches(connection, "new_points", POINTS_AT_ONCE, chosen):
        connection.execute(statement(__file__, "sql/point_cells"), _with_cells(points))
    _locate_service_areas(connection, chosen)


def _with_cells(points: Sequence[tuple[float, float]]) -> dict[str, list[Any]]:
    """Return the points (lat, lng) by columns, with the cell of each."""
    return {
        "lats": [lat for lat, _ in points],
        "lngs": [lng for _, lng in points],
        "h3_cells": [h3.latlng_to_cell(lat, lng, 9) for lat, lng in points],
    }


def _locate_service_areas(connection: psycopg.Connection, chosen: Mapping[str, object]) -> None:
    connection.execute(statement(__file__, "sql/stale_service_areas"), chosen)
    for areas in _batches(connection, "new_service_areas", AREAS_AT_ONCE, chosen):
        with connection.cursor().copy(
            "COPY etl.service_area_cells"
            " (provider_id, area_hash, shape, cut, cells, cells_hash, blocks) FROM STDIN"
        ) as copy:
            for provider_id, area_hash, shape, cut, *parts in areas:
                cells = cells_of(*parts)
                listed = _as_array(cells)
                digest = md5(listed.encode(), usedforsecurity=False).hexdigest()
                blocks = _as_array(sorted({cell[:BLOCK_DIGITS] for cell in cells}))
                copy.write_row((provider_id, area_hash, shape, cut, listed, digest, blocks))


def _as_array(cells: Sequence[str]) -> str:
    """As text: adapting an array cell by cell would take three times as long."""
    return "{" + ",".join(cells) + "}"


def _batches(
    connection: psycopg.Connection, name: str, size: int, params: Mapping[str, object] | None = None
) -> Iterator[list[Any]]:
    """Yield the rows of a query from the server, so many at once."""
    with server_cursor(connection, name) as cursor:
        cursor.execute(statement(__file__, f"sql/{name}"), params)
        while rows := cursor.fetchmany(size):
            yield rows
