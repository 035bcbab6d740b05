"""Coverage equals what searches and service areas say, worked out one by one."""

from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import timedelta
from decimal import Decimal
from typing import Any

import h3
import pytest
import shapely
from pandas import DataFrame

from queries import Snapshot, coverage, read
from queries.filters import Filters
from queries.grain import Grain
from tests.conftest import SharedDatabase
from tests.postgres import Database
from tests.queries import naive
from tests.queries.service_areas import (
    GEOD,
    WHOLE,
    World,
    asked,
    counts,
    covers,
    district_of,
    filters_to_try,
    is_of,
    load,
    read_world,
)

SAID = {"category": "category", "kind": "sub_category"}
"""What filters call what a search names."""

FEW = 5
"""Cells of fewer customers are shown together, unless the database says otherwise."""


@pytest.fixture
def published(
    shared_database: SharedDatabase, use_database: Callable[[Database], None]
) -> Iterator[tuple[World, Snapshot]]:
    database = shared_database("coverage", load)
    use_database(database)
    with database.connect() as connection, read("analytics") as snapshot:
        yield read_world(connection), snapshot


def test_the_marketplace_has_every_case(published: tuple[World, Snapshot]) -> None:
    world, _ = published
    served = Counter(min(row["served_by"], 3) for row in asked(world, WHOLE))
    assert all(served[number] > 10 for number in (0, 1, 2, 3))
    straddling = Counter(cell for cell, _ in {(r["cell"], r["district"]) for r in world.searches})
    assert max(straddling.values()) == 2, "some cell lies in two districts"


def test_districts(published: tuple[World, Snapshot]) -> None:
    world, snapshot = published
    for filters in filters_to_try(world):
        frame = coverage.by_district(snapshot, filters).set_index("district")
        searches = asked(world, filters)
        seen = {row["district"] for row in searches} | {
            row["district"] for row in world.providers if is_of(row, filters)
        }
        known = {*world.districts, *seen}
        names = {name for name in known if naive.is_in(name, filters.district)}
        assert set(frame.index) == names
        for name, row in frame.iterrows():
            here = [search for search in searches if search["district"] == name]
            unmet = sum(search["served_by"] == 0 for search in here)
            based = [
                provider
                for provider in world.providers
                if provider["district"] == name and is_of(provider, filters)
            ]
            assert row.to_dict() == {
                "providers": len(based),
                "verified_providers": sum(one["aadhaar_verified"] for one in based),
                "demand": len(here),
                "unmet_demand": unmet,
                "thin_demand": sum(search["served_by"] in (1, 2) for search in here),
                "unmet_rate": ratio(unmet, len(here)),
                "demand_per_provider": ratio(len(here), len(based)),
            }


def ratio(part: int, whole: int) -> object:
    return pytest.approx(Decimal(part) / whole, abs=Decimal("1e-15")) if whole else None


def test_days(published: tuple[World, Snapshot]) -> None:
    world, snapshot = published
    for filters in filters_to_try(world):
        searches = asked(world, filters)
        frame = coverage.over_time(snapshot, filters, Grain.DAY)
        names = ["first_day", "demand", "unmet_demand", "unmet_rate"]
        for place, row in enumerate(frame[names].to_dict("records")):
            day = filters.start + timedelta(days=place)
            served_by = [search["served_by"] for search in searches if search["day"] == day]
            assert row == {
                "first_day": day,
                "demand": len(served_by),
                "unmet_demand": served_by.count(0),
                "unmet_rate": ratio(served_by.count(0), len(served_by)),
            }


def rows(frame: DataFrame) -> list[tuple[Any, ...]]:
    """Return the rows with None for what is missing."""
    plain = frame.astype(object).where(frame.notna(), None)
    return list(plain.itertuples(index=False, name=None))


def test_cells_of_demand_hide_those_with_few_customers(
    published: tuple[World, Snapshot],
) -> None:
    world, snapshot = published
    hidden = shown = 0
    for filters in filters_to_try(world):
        resolution = 8 if filters.district else 6
        frame = coverage.demand_cells(snapshot, filters).set_index("h3_cell")
        few: list[naive.Row] = []
        cells: dict[str, list[naive.Row]] = {}
        for (cell, *_), found in apart(asked(world, filters), filters, resolution).items():
            is_few = len({one["customer"] for one in found} - {None}) < FEW
            (few if is_few else cells.setdefault(cell, [])).extend(found)
        assert {*frame.index.dropna()} == {*cells}
        hidden += len(few)
        for cell, found in cells.items():
            if found:
                row = frame.loc[cell]
                unmet = sum(one["served_by"] == 0 for one in found)
                assert (row["demand"], row["unmet_demand"]) == (len(found), unmet)
                assert row["covering_providers"] == max(one["served_by"] for one in found)
                assert not row["is_few"]
                shown += 1
        together = frame[frame["is_few"].astype(bool)]
        assert list(together["demand"]) == ([len(few)] if few else [])
        assert list(together.index.isna()) == ([True] if few else [])
    assert hidden > 20
    assert shown > 20


def apart(
    rows: list[naive.Row], filters: Filters, resolution: int
) -> dict[tuple[Any, ...], list[naive.Row]]:
    """Return what counts together when it is asked whether there are few customers: a cell; of
    several categories (or kinds, where these are chosen) or districts, each by itself.
    """
    what = "kind" if filters.sub_category else "category"
    is_several = max(len(getattr(filters, SAID[what])), len(filters.district)) > 1
    groups: dict[tuple[Any, ...], list[naive.Row]] = {}
    for row in rows:
        of = (row[what], row["district"]) if is_several else ()
        cell = h3.cell_to_parent(row["cell"], resolution)
        groups.setdefault((cell, *of), []).append(row)
    return groups


def test_cells_of_supply(published: tuple[World, Snapshot]) -> None:
    world, snapshot = published
    near = {cell for row in world.providers for cell in around(row) if counts(world, cell)}
    for filters in filters_to_try(world):
        resolution = 8 if filters.district else 6
        expected: dict[str, tuple[int, int]] = {}
        for cell in near:
            place = district_of(world.districts, *h3.cell_to_latlng(cell))
            if not naive.is_in(place, filters.district):
                continue
            found = [row for row in world.providers if is_of(row, filters) and covers(row, cell)]
            if found:
                parent = h3.cell_to_parent(cell, resolution)
                serving = len(found), sum(row["aadhaar_verified"] for row in found)
                before = expected.get(parent, (0, 0))
                expected[parent] = max(before[0], serving[0]), max(before[1], serving[1])
        frame = coverage.supply_cells(snapshot, filters)
        if filters.district == ("Unknown",):
            assert frame.empty, "places outside the districts have no boundary to look within"
        else:
            assert {cell: (a, b) for cell, a, b in rows(frame)} == expected


def around(provider: naive.Row) -> set[str]:
    """Return all cells within 9 steps (about 8 km): further than any service area goes."""
    centre = h3.latlng_to_cell(provider["lat"], provider["lng"], 8)
    return set(h3.grid_disk(centre, 9))


def test_gaps_by_district_and_category(published: tuple[World, Snapshot]) -> None:
    world, snapshot = published
    for filters in filters_to_try(world):
        sums_of: dict[tuple[str | None, ...], list[int]] = {}
        for row in asked(world, filters):
            category = row["category"], world.categories.get(row["category"])
            kind = row["kind"] if filters.sub_category else None
            so_far = sums_of.setdefault((row["district"], *category, kind), [0, 0, 0])
            so_far[0] += 1
            so_far[1] += row["served_by"] == 0
            so_far[2] += row["served_by"] in (1, 2)
        frame = coverage.gap_districts(snapshot, filters)
        assert frame["sub_category"].notna().all() == bool(filters.sub_category) or frame.empty
        found = rows(frame.drop(columns="sub_category"))
        expected = {(*key, *sums) for key, sums in sums_of.items() if sums[1] + sums[2]}
        assert set(found) == expected
        assert len(found) == len(expected)
        order = [(row[0] == "Unknown", -row[5]) for row in found]
        assert order == sorted(order)


def test_places_with_a_gap(published: tuple[World, Snapshot]) -> None:
    world, snapshot = published
    seen = 0
    for filters in filters_to_try(world):
        groups: dict[tuple[str | None, ...], list[naive.Row]] = {}
        for row in asked(world, filters):
            of = (row["district"],) if len(filters.district) > 1 else ()
            kind = row["kind"] if filters.sub_category else None
            groups.setdefault((row["cell"], row["category"], kind, *of), []).append(row)
        expected = {
            (
                cell,
                ", ".join(sorted({row["district"] for row in found})),
                category,
                world.categories.get(category),
                kind,
                len(found),
                found[0]["served_by"],
            )
            for (cell, category, kind, *_), found in groups.items()
            if len({row["customer"] for row in found} - {None}) >= FEW
            and found[0]["served_by"] <= 2
        }
        frame = coverage.gap_cells(snapshot, filters)
        assert set(rows(frame.drop(columns=["lat", "lng", "sub_category"]))) == expected
        for cell, lat, lng in rows(frame[["h3_cell", "lat", "lng"]]):
            assert h3.latlng_to_cell(lat, lng, 8) == cell
        seen += len(expected)
    assert seen > 20


def test_searches_without_a_place_are_counted_apart(published: tuple[World, Snapshot]) -> None:
    world, snapshot = published
    for filters in filters_to_try(world):
        expected = sum(filters.start <= row["day"] <= filters.end for row in world.unplaced)
        assert coverage.unplaced(snapshot, filters) == expected


def test_providers_and_their_areas(published: tuple[World, Snapshot]) -> None:
    world, snapshot = published
    for filters in filters_to_try(world):
        chosen = {
            row["id"]: row
            for row in world.providers
            if is_of(row, filters) and naive.is_in(row["district"], filters.district)
        }
        points = coverage.providers(snapshot, filters)
        assert set(points["provider_id"]) == set(chosen)
        for provider, lat, lng in rows(points[["provider_id", "lat", "lng"]]):
            home = (chosen[provider]["lat"], chosen[provider]["lng"])
            middle = h3.cell_to_latlng(h3.latlng_to_cell(*home, 9))
            assert (lat, lng) == pytest.approx(middle, abs=1e-5)
        areas = coverage.areas(snapshot, filters)
        drawn = {x for x, row in chosen.items() if row["service_areas"]}
        inside = {x for x in drawn if chosen[x]["district"] != "Unknown"}
        assert inside <= set(areas["provider_id"]) <= drawn
        for provider in inside:
            only = coverage.areas(snapshot, filters, provider)
            assert list(only["provider_id"]) == [provider]
            shape = shapely.from_geojson(only["service_area"][0])
            radius = chosen[provider]["service_areas"][0]["radiusKm"] * 1000
            # A circle of 32 corners is 0.64 % smaller than the round one; simplifying takes more.
            measured = abs(GEOD.geometry_area_perimeter(shape)[0])
            assert measured == pytest.approx(3.14159 * radius**2, rel=0.08)


def test_boundaries_are_light_and_still_meet(published: tuple[World, Snapshot]) -> None:
    world, snapshot = published
    frame = coverage.boundaries(snapshot)
    shapes = shapely.from_geojson(frame["boundary"].to_list())
    assert set(frame["district"]) == set(world.districts)
    assert shapely.coverage_is_valid(shapes)
    for name, shape in zip(frame["district"], shapes, strict=True):
        assert shape.area == pytest.approx(world.districts[name].area, rel=0.1)
    assert frame["boundary"].str.len().sum() < 250_000


@pytest.mark.parametrize(("most", "resolution"), [(10_000, 8), (40, 7), (12, 6), (2, 4)])
def test_cells_get_coarser_until_they_fit(
    published: tuple[World, Snapshot],
    monkeypatch: pytest.MonkeyPatch,
    most: int,
    resolution: int,
) -> None:
    _, snapshot = published
    monkeypatch.setattr(coverage, "MOST_CELLS", most)
    in_lucknow = replace(WHOLE, district=("Lucknow",))
    frame = coverage.supply_cells(snapshot, in_lucknow)
    assert {h3.get_resolution(cell) for cell in frame["h3_cell"]} == {resolution}
    assert len(frame) <= most
