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
AREAS_AT_ONCE = 500

BLOCK_DIGITS = 8
"""Cells that begin with the same digits lie in one block: as in `rollup.block_of_cell`."""


def locate(
    connection: psycopg.Connection,
    days: Sequence[date] | None = None,
    providers: Collection[str] | None = None,
) -> None:
    """Bring the caches of cells in `etl` up to date, in the caller's transaction.

    Afterwards every point in search_logs.location (of these business days, or of all) and in
    provider_profiles.location_point (of these providers, or of all) has a cell (resolution 9) and,
    inside the state, a district: in etl.location_cells and etl.point_cells. Each of these
    providers, or of all, has in etl.service_area_cells the cells (resolution 8) that its service
    area covers, none if it has no well-formed area.
    """
    chosen = {"providers": None if providers is None else list(providers)}
    _locate_searches(connection, days)
    _locate_providers(connection, chosen)
    _locate_service_areas(connection, chosen)


def _locate_searches(connection: psycopg.Connection, days: Sequence[date] | None) -> None:
    name = "new_locations" if days is None else "new_locations_of_days"
    for rows in _batches(connection, name, POINTS_AT_ONCE, {"days": list(days or ())}):
        connection.execute(
            statement(__file__, "sql/location_cells"),
            {
                "locations": [location for location, *_ in rows],
                **_with_cells([(lat, lng) for _, lat, lng in rows]),
            },
        )


def _locate_providers(connection: psycopg.Connection, chosen: Mapping[str, object]) -> None:
    for points in _batches(connection, "new_points", POINTS_AT_ONCE, chosen):
        connection.execute(statement(__file__, "sql/point_cells"), _with_cells(points))


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
            " (provider_id, area_hash, shape, cells, cells_hash, blocks) FROM STDIN"
        ) as copy:
            for provider_id, area_hash, shape, *parts in areas:
                cells = cells_of(*parts)
                listed = _as_array(cells)
                digest = md5(listed.encode(), usedforsecurity=False).hexdigest()
                blocks = _as_array(sorted({cell[:BLOCK_DIGITS] for cell in cells}))
                copy.write_row((provider_id, area_hash, shape, listed, digest, blocks))


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
