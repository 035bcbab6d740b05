"""Of each kind of service: who offers it, who looks for it, and where nobody covers that."""

from collections.abc import Callable, Iterator
from dataclasses import replace
from decimal import Decimal

import pytest

from queries import Snapshot, coverage, read
from tests.conftest import SharedDatabase
from tests.postgres import Database
from tests.queries import naive
from tests.queries.service_areas import World, asked, filters_to_try, is_of, load, read_world


@pytest.fixture
def published(
    shared_database: SharedDatabase, use_database: Callable[[Database], None]
) -> Iterator[tuple[World, Snapshot]]:
    database = shared_database("coverage", load)
    use_database(database)
    with database.connect() as connection, read("analytics") as snapshot:
        yield read_world(connection), snapshot


def test_kinds_of_service(published: tuple[World, Snapshot]) -> None:
    world, snapshot = published
    only_sought = 0
    for filters in filters_to_try(world):
        frame = coverage.by_sub_category(snapshot, filters)
        kinds = frame[frame["key"].notna()].set_index("key")
        assert frame[frame["key"].isna()]["demand"].isna().all()
        for kind, category in world.kinds.items():
            of_kind = replace(filters, sub_category=(kind,))
            is_chosen = naive.is_in(kind, filters.sub_category)
            found = asked(world, of_kind) if is_chosen else []
            offered = [
                row
                for row in world.providers
                if is_chosen
                and is_of(row, of_kind)
                and naive.is_in(row["district"], filters.district)
            ]
            if kind not in kinds.index:
                assert not found
                assert not offered
                continue
            row = kinds.loc[kind]
            unmet = sum(search["served_by"] == 0 for search in found)
            assert row["category_id"] == category
            assert (row["providers"], row["demand"], row["unmet_demand"], row["thin_demand"]) == (
                len(offered),
                len(found),
                unmet,
                sum(search["served_by"] in (1, 2) for search in found),
            )
            assert row["unmet_rate"] == (
                pytest.approx(Decimal(unmet) / len(found), abs=Decimal("1e-15")) if found else None
            )
            only_sought += bool(found) and not offered
    assert only_sought > 3, "some kinds are sought where nobody offers them"
