"""Whatever somebody looks at, the files of its tables are what they show and what has happened.

A walk goes from screen to screen under any filters, tabs, steps and orders. Each table's own file
is made as it is offered, held to the table, and counted anew from the application's tables.
"""

import os
from collections.abc import Callable, Iterator
from datetime import date, timedelta
from random import Random
from typing import Any

import pytest

from dashboard.parts import downloads, rows
from dashboard.screens import SCREENS
from queries import Snapshot, read
from queries.export.asked import Export, Listing
from queries.export.listings import LISTINGS
from tests import random_marketplace
from tests.conftest import SharedDatabase
from tests.dashboard.app import BARS, run
from tests.dashboard.screens.test_every_screen import page as whole_page
from tests.dashboard.walks import oracle
from tests.dashboard.walks.held import (
    assert_is_right,
    assert_is_the_table,
    assert_rows_come_to_their_numbers,
)
from tests.dashboard.walks.oracle import ELSEWHERE, GROUPS, OF_THE_WHOLE, OVER_TIME, Oracle
from tests.oracle import naive
from tests.postgres import Database, TestCluster
from tests.queries import test_questions

STEPS = int(os.environ.get("LOCALPRO_TEST_WALKS", "200"))
FIRST, LAST = date(2024, 12, 28), date(2025, 4, 2)
GRAINS = ("day", "week", "month", "quarter")
OF_THIS_PROCESS = {"Servers and what they answer", "Moves, the newest first"}
CHOICES = {
    "measure": (
        *("requested", "gross_amount", "net_amount", "jobs_completed", "rating", "searches"),
        *("searchers", "zero_result_rate", "active_providers"),
    ),
    "moved": ("gross_amount", "jobs_completed"),
    "terms": ("most_searched", "in_vain", "passed_over"),
    "hours": ("searches", "searches_per_day", "zero_result_rate"),
    "sort": ("-rating", "reviews", "-term_clicked", "term_searches", "name", "-reputation_score"),
    "find": ("a", "person", "plumb", "zzz"),
    "find_metric": ("rate",),
    "find_query": ("day",),
    "standing": ("APPROVED", "PENDING", "any"),
    "active": ("yes", "no", "any"),
    "page": ("1", "2"),
    "map": ("districts", "cells"),
    "colour": ("demand", "providers", "covering_providers"),
    **dict.fromkeys(("step", "cohort_step", "cancellation_step", "times_step"), GRAINS),
}
"""What links may say of a screen; what means nothing there is left out by the page itself."""


TABS = {name: [*BARS[name].options] for name in SCREENS}


@pytest.fixture(scope="module")
def walked(cluster: TestCluster, shared_database: SharedDatabase) -> Iterator[Database]:
    """A copy of the random marketplace, with the oracle in it."""
    copy = cluster.clone(shared_database("marketplace", random_marketplace.load))
    with copy.connect() as connection:
        naive.install(connection)
    yield copy
    cluster.drop(copy)


@pytest.fixture
def known(
    walked: Database, use_database: Callable[[Database], None], monkeypatch: pytest.MonkeyPatch
) -> Iterator[tuple[Oracle, Snapshot]]:
    use_database(walked)
    monkeypatch.setattr(test_questions, "METRICS", oracle.METRICS)
    monkeypatch.setattr(test_questions, "has_any", lambda _: True)  # a share of 0 is something
    with walked.connect() as connection, read("reporting") as snapshot:
        yield Oracle(connection), snapshot


def test_every_list_is_counted_here_or_elsewhere() -> None:
    assert {*GROUPS, *OVER_TIME, *OF_THE_WHOLE, *ELSEWHERE} == {*LISTINGS}


def test_the_files_of_a_short_walk(
    known: tuple[Oracle, Snapshot], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Each screen whose files are counted here once, with any of its tabs."""
    chance = Random(4)
    names = ("overview", "bookings", "revenue", "providers", "search", "coverage")
    _walk(known, monkeypatch, chance, [(name, chance.choice(TABS[name])) for name in names])


@pytest.mark.proof
def test_the_files_of_a_long_walk(
    known: tuple[Oracle, Snapshot], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Every tab of every screen in turn."""
    chance = Random(STEPS)
    every = [(name, tab) for name, tabs in TABS.items() for tab in tabs]
    steps = [
        pair for _ in range(STEPS // len(every) + 1) for pair in chance.sample(every, len(every))
    ]
    counted = _walk(known, monkeypatch, chance, steps)
    assert len(counted) > len({*GROUPS, *OVER_TIME, *OF_THE_WHOLE}) / 2, counted


def _walk(
    known: tuple[Oracle, Snapshot],
    monkeypatch: pytest.MonkeyPatch,
    chance: Random,
    steps: list[tuple[str, str]],
) -> set[str]:
    """Go through screens, hold the files of each to what is right; return which were counted."""
    right, source = known
    exports: list[Export] = []
    behind: list[tuple[Any, ...]] = []
    monkeypatch.setattr(downloads, "offer", lambda export, *_: exports.append(export))
    monkeypatch.setattr(rows, "offer", lambda *asked: behind.append(asked))
    counted: set[str] = set()
    for name, tab in steps:
        link = _link(name, chance, right) | {"tab": tab}
        exports.clear()
        behind.clear()
        app = run(whole_page, SCREENS[name], source, **link)
        shown = [each for each in app.dataframe if each.proto.alt not in OF_THIS_PROCESS]
        assert len(exports) == len(shown), link
        for table, export in zip(shown, exports, strict=True):
            assert isinstance(export.asked, Listing)
            try:
                assert_is_the_table(source, export, table.value)
                counted |= assert_is_right(right, source, export)
            except AssertionError as error:
                raise AssertionError(f"{name} {link}, {export.called}: {error}") from error
        for numbers, filters, _, kept in behind:
            assert_rows_come_to_their_numbers(source, numbers, filters, kept)
    return counted


def _link(name: str, chance: Random, right: Oracle) -> dict[str, Any]:
    """Return any link of a screen."""
    start = FIRST + timedelta(days=chance.randrange((LAST - FIRST).days))
    days = chance.choice([0, 6, 20, 60, 100])
    end = min(start + timedelta(days=days), LAST)
    link: dict[str, Any] = {"from": str(start), "to": str(end)}
    link["compare"] = chance.choice(["previous", "none", "month", "weekdays"])
    link["currency"] = chance.choice(["INR", "INR", "USD"])
    for one in ("category", "sub_category", "district"):
        if chance.random() < 0.35:
            link[one] = chance.sample(right.world.values(one)[:-1], chance.choice([1, 1, 2]))
    if name == "provider":
        link["id"] = chance.choice(right.world.values("provider")[:-1])
    for param in SCREENS[name].own:
        if param in CHOICES and chance.random() < 0.5:
            link[param] = chance.choice(CHOICES[param])
    return link
