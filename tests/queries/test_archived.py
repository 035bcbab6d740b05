"""The dashboard shows the same search history before and after its weeks have gone to the archive.

What it shows before is counted one by one elsewhere (`test_search`, `test_coverage`).
"""

from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from pandas import DataFrame

from etl.archive.run import archive
from etl.archive.store import open_store
from etl.refresh.publish import publish
from queries import Snapshot, coverage, data, overview, read, search
from queries.filters import Compare, Filters, available
from queries.grain import Grain
from queries.search import Terms
from tests import month
from tests.conftest import SharedDatabase
from tests.marketplaces import UNTIL
from tests.postgres import Database

MONTH = Filters(date(2025, 10, 21), UNTIL)
FILTERS = (
    MONTH,
    replace(MONTH, start=date(2025, 11, 5), end=date(2025, 11, 11)),  # Wednesday to Tuesday
    replace(MONTH, start=date(2025, 11, 10), compare=Compare.YEAR),
    replace(MONTH, district=("Lucknow",)),
    replace(MONTH, district=("Unknown",), compare=Compare.NONE),
)
SEARCH_VIEWS = (
    *("search_stats_daily", "search_hours_daily", "search_terms_daily", "search_demand_daily"),
)
Answers = dict[str, Any]


@pytest.fixture
def marketplace(shared_database: SharedDatabase, clone: Callable[[Database], Database]) -> Database:
    # Not the one that others read: a database is cloned while nobody is connected to it.
    return clone(shared_database("month1_untouched", month.load))


def answers(database: Database, use_database: Callable[[Database], None]) -> Answers:
    """Return all that is said about searches in the newest version, read anew, by question."""
    use_database(database)
    with read("analytics") as snapshot:
        return dict(asked(snapshot))


def asked(snapshot: Snapshot) -> Iterator[tuple[str, Any]]:
    yield "available", available(snapshot)
    objects = data.objects(snapshot).set_index("name")
    yield "checksums", objects.loc[[*SEARCH_VIEWS], ["rows", "checksum"]]
    for filters in (*FILTERS, of_busiest_category(snapshot)):
        for question, answer in about_searches(snapshot, filters):
            yield f"{question} of {filters}", answer
        for question, answer in about_demand(snapshot, filters):
            yield f"{question} of {filters}", answer


def of_busiest_category(snapshot: Snapshot) -> Filters:
    busiest = overview.growth_by_category(snapshot, MONTH)
    return replace(MONTH, category=(str(busiest["key"][0]),))


def about_searches(snapshot: Snapshot, filters: Filters) -> Iterator[tuple[str, Any]]:
    yield "totals", search.totals(snapshot, filters)
    for grain in Grain:
        yield f"over_time by {grain}", search.over_time(snapshot, filters, grain)
    yield "by_district", search.by_district(snapshot, filters)
    yield "by_hour", search.by_hour(snapshot, filters)
    for which in Terms:
        yield f"terms {which}", search.terms(snapshot, filters, which)
    yield "overview totals", overview.totals(snapshot, filters)
    yield "overview", overview.over_time(snapshot, filters, Grain.DAY)
    yield "coverage", coverage.over_time(snapshot, filters, Grain.DAY)
    yield "worsenings", overview.worsenings(snapshot, filters)


def about_demand(snapshot: Snapshot, filters: Filters) -> Iterator[tuple[str, Any]]:
    yield "uncovered_districts", overview.uncovered_districts(snapshot, filters)
    for question in (
        *(coverage.by_district, coverage.demand_cells),
        *(coverage.gap_districts, coverage.gap_cells, coverage.unplaced),
    ):
        yield f"coverage {question.__name__}", question(snapshot, filters)


def comparable(answer: Any) -> Any:
    """Return an answer as plain values, to be compared bit for bit."""
    if isinstance(answer, DataFrame):
        return answer.to_dict("split")
    return answer


def test_archived_weeks_look_as_they_did(
    marketplace: Database, use_database: Callable[[Database], None], tmp_path: Path
) -> None:
    before = answers(marketplace, use_database)
    archive(open_store(str(tmp_path)), marketplace.owner_url)
    with marketplace.connect() as connection:
        assert connection.execute("SELECT count(*) FROM search_logs").fetchone() == (0,)
    for full in (False, True):
        publish(marketplace.owner_url, full=full)
        after = answers(marketplace, use_database)
        assert before.keys() == after.keys()
        for question, answer in before.items():
            assert repr(comparable(after[question])) == repr(comparable(answer)), question
