"""Kinds of service: who offers them equals what providers list; who looks for them adds up."""

from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import replace

import psycopg
import pytest

from queries import Snapshot, coverage, read, search
from queries.filters import Filters
from queries.frames import records
from tests import random_marketplace
from tests.conftest import SharedDatabase
from tests.postgres import Database
from tests.queries import naive

Published = tuple[psycopg.Connection, Snapshot]


@pytest.fixture
def published(
    shared_database: SharedDatabase, use_database: Callable[[Database], None]
) -> Iterator[Published]:
    database = shared_database("marketplace", random_marketplace.load)
    use_database(database)
    with database.connect() as connection, read("analytics") as snapshot:
        yield connection, snapshot


def offered(connection: psycopg.Connection, filters: Filters) -> dict[tuple[str, str | None], int]:
    """Return how many active, approved providers offer each kind, or none, by category."""
    kinds = {row["id"]: row["category_id"] for row in naive.every(connection, "sub_categories")}
    counted: Counter[tuple[str, str | None]] = Counter()
    for provider in naive.providers(connection).values():
        if not (provider["is_active"] and provider["profile_status"] == "APPROVED"):
            continue
        category = provider["category_id"]
        if not naive.is_in(category, filters.category):
            continue
        if not naive.is_in(provider["district"], filters.district):
            continue
        own = {key for key in provider["sub_category_ids"] or () if kinds.get(key) == category}
        counted.update((category, key) for key in own or {None})
    return dict(counted)


def test_who_offers_each_kind_and_who_looks_for_it(published: Published) -> None:
    connection, snapshot = published
    for filters in naive.filters_to_try(connection):
        rows = records(coverage.by_sub_category(snapshot, filters))
        groups = [(row["category_id"], row["key"]) for row in rows]
        assert len(groups) == len(set(groups))
        supply = {group: row["providers"] for group, row in zip(groups, rows, strict=True)}
        assert {group: number for group, number in supply.items() if number} == offered(
            connection, filters
        )
        assert all(row["verified_providers"] <= row["providers"] for row in rows)
        everywhere = replace(filters, category=())
        sought = records(search.booked_by_category(snapshot, everywhere))
        known = {row["key"]: row for row in sought if naive.is_in(row["key"], filters.category)}
        for category in {row["category_id"] for row in rows} | {*known}:
            mine = [row for row in rows if row["category_id"] == category]
            whole = known.get(category, {"searches": 0, "searches_booked": 0})
            assert sum(row["searches"] for row in mine) == whole["searches"]
            assert sum(row["searches_booked"] for row in mine) == whole["searches_booked"]
