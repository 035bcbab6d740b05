"""What is said about providers equals what the application's tables say, counted one by one."""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import replace
from datetime import date
from decimal import Decimal
from typing import Any

import pandas as pd
import psycopg
import pytest
from hypothesis import given
from hypothesis import strategies as st

from etl.refresh.publish import publish
from queries import Snapshot, providers, read
from queries.filters import Compare, Filters
from queries.grain import Grain
from tests import random_marketplace
from tests.conftest import SharedDatabase
from tests.factories import (
    make_category,
    make_provider,
)
from tests.postgres import Database
from tests.queries import naive
from tests.queries.steps import start_of, steps_in, steps_of

MARCH = Filters(date(2025, 3, 1), date(2025, 3, 31))
MEASURES = (
    "requested",
    "jobs_completed",
    "jobs_cancelled",
    "job_finish_rate",
    "gross_amount",
    "provider_earnings",
    "reviews",
    "rating",
    "response_seconds",
)
Events = list[tuple[str, naive.Row, date]]


@pytest.fixture
def published(
    shared_database: SharedDatabase, use_database: Callable[[Database], None]
) -> Iterator[tuple[psycopg.Connection, Snapshot]]:
    """The random marketplace: a connection to its tables, and what readers see of it."""
    database = shared_database("marketplace", random_marketplace.load)
    use_database(database)
    with database.connect() as connection, read("analytics") as snapshot:
        yield connection, snapshot


def events(connection: psycopg.Connection, filters: Filters) -> Events:
    """Return (what happened, the row that says so, its business day) in the filters' days."""
    bookings = [*naive.rows(connection, "bookings", filters)]
    payments = naive.rows(connection, "payments", filters)
    reviews = naive.rows(connection, "reviews", filters)
    public = (row for row in reviews if row["is_published"] and not row["is_flagged"])
    happened = [
        *_moments(bookings, "created_at"),
        *_moments(bookings, "confirmed_at"),
        *_moments(bookings, "completed_at"),
        *_moments(bookings, "cancelled_at"),
        *_moments(_first_disputes(connection, filters), "disputed_at"),
        *_moments((row for row in payments if row["status"] in naive.PAID), "paid_at"),
        *_moments((row | {"reviewed_at": row["created_at"]} for row in public), "reviewed_at"),
    ]
    return [(kind, row, day) for kind, row, day in happened if filters.start <= day <= filters.end]


def _first_disputes(connection: psycopg.Connection, filters: Filters) -> list[naive.Row]:
    """Return the first change to DISPUTED of each booking, as disputed_at."""
    first: dict[str, naive.Row] = {}
    for row in naive.rows(connection, "booking_status_history", filters):
        known = first.get(row["booking_id"])
        is_first = known is None or row["created_at"] < known["created_at"]
        if row["status"] == "DISPUTED" and is_first:
            first[row["booking_id"]] = row | {"disputed_at": row["created_at"]}
    return [*first.values()]


def _moments(rows: Iterable[naive.Row], column: str) -> Iterator[tuple[str, naive.Row, date]]:
    return ((column, row, naive.day(row[column])) for row in rows if row[column] is not None)


def measures(happened: Events, currency: str) -> dict[str, Any]:
    """Return the measures of these events, amounts in one currency."""
    rows = {kind: [row for what, row, _ in happened if what == kind] for kind in KINDS}
    paid = [row for row in rows["paid_at"] if row["currency"] == currency]
    stars = [row["overall_rating"] for row in rows["reviewed_at"]]
    waits = [row["provider_response_time"] for row in rows["created_at"]]
    waits = [wait for wait in waits if wait is not None]
    done, cancelled = len(rows["completed_at"]), len(rows["cancelled_at"])
    return {
        "requested": len(rows["created_at"]),
        "jobs_completed": done,
        "jobs_cancelled": cancelled,
        "job_finish_rate": ratio(done, done + cancelled),
        "gross_amount": sum((row["amount"] for row in paid), Decimal(0)),
        "provider_earnings": sum((row["provider_earnings"] or 0 for row in paid), Decimal(0)),
        "reviews": len(stars),
        "rating": ratio(sum(stars), len(stars)),
        "response_seconds": ratio(sum(waits), len(waits)),
    }


KINDS = ("created_at", "completed_at", "cancelled_at", "paid_at", "reviewed_at")


def ratio(part: int, whole: int) -> Any:
    return pytest.approx(Decimal(part) / whole) if whole else None


def said(row: Any) -> dict[str, Any]:
    return {name: row[name] for name in MEASURES}


def test_the_table(published: tuple[psycopg.Connection, Snapshot]) -> None:
    connection, snapshot = published
    for filters in naive.filters_to_try(connection):
        happened = events(connection, filters)
        compared = filters.comparison
        assert compared
        before = events(connection, compared.before)
        frame = providers.table(snapshot, filters, Grain.WEEK)
        assert set(frame["provider_id"]) >= {row["provider_id"] for _, row, _ in happened}
        for _, row in frame.iterrows():
            own = [event for event in happened if event[1]["provider_id"] == row["provider_id"]]
            assert said(row) == measures(own, filters.currency)
            earlier = [event for event in before if event[1]["provider_id"] == row["provider_id"]]
            was = measures(earlier, filters.currency)
            assert row["jobs_completed_before"] == was["jobs_completed"]
            assert row["gross_amount_before"] == was["gross_amount"]
            assert row["jobs_over_time"] == (jobs_by_week(own, filters) if own else None)


def jobs_by_week(own: Events, filters: Filters) -> list[int]:
    done = [start_of(day, Grain.WEEK, filters) for kind, _, day in own if kind == "completed_at"]
    return [done.count(start) for start, _, _ in steps_of(filters, Grain.WEEK)]


def test_the_table_has_every_provider_of_the_place(
    published: tuple[psycopg.Connection, Snapshot],
) -> None:
    connection, snapshot = published
    for filters in naive.filters_to_try(connection):
        frame = providers.table(snapshot, filters, Grain.DAY)
        wanted = connection.execute(
            "SELECT id, profile_status::text, is_active"
            " FROM public.provider_profiles AS provider"
            " WHERE COALESCE(category_id = ANY (%s), true)"
            " AND COALESCE(COALESCE((SELECT district FROM geo.districts"
            " WHERE ST_Contains(boundary, provider.location_point)), 'Unknown') = ANY (%s), true)",
            ([*filters.category] or None, [*filters.district] or None),
        ).fetchall()
        listed = zip(frame["provider_id"], frame["standing"], frame["is_active"], strict=True)
        assert sorted(listed) == sorted(wanted)
        assert list(frame["gross_amount"]) == sorted(frame["gross_amount"], reverse=True)


def test_without_a_comparison_nothing_came_before(
    published: tuple[psycopg.Connection, Snapshot],
) -> None:
    frame = providers.table(published[1], replace(MARCH, compare=Compare.NONE), Grain.DAY)
    assert set(frame["jobs_completed_before"]) == set(frame["gross_amount_before"]) == {0}


@pytest.mark.parametrize("grain", [*Grain, None])
def test_what_they_did_together(
    published: tuple[psycopg.Connection, Snapshot], grain: Grain | None
) -> None:
    connection, snapshot = published
    for filters in naive.filters_to_try(connection):
        steps = stepped(events(connection, filters), filters, grain)
        frame = providers.over_time(snapshot, filters, grain)
        assert steps_in(frame) == steps_of(filters, grain)
        for _, row in frame.iterrows():
            own = steps[row["period"]]
            assert said(row) == measures(own, filters.currency)
            assert row["active_providers"] == len({event["provider_id"] for _, event, _ in own})


@pytest.mark.parametrize("grain", [*Grain, None])
def test_what_one_did(published: tuple[psycopg.Connection, Snapshot], grain: Grain | None) -> None:
    connection, snapshot = published
    filters = replace(MARCH, start=date(2025, 1, 10))
    for provider_id in providers.choices(snapshot)["provider_id"].head(4):
        happened = events(connection, filters)
        own = [event for event in happened if event[1]["provider_id"] == provider_id]
        steps = stepped(own, filters, grain)
        frame = providers.over_time_of(snapshot, filters, provider_id, grain)
        assert steps_in(frame) == steps_of(filters, grain)
        for _, row in frame.iterrows():
            assert said(row) == measures(steps[row["period"]], filters.currency)


def stepped(happened: Events, filters: Filters, grain: Grain | None) -> dict[date, Events]:
    """Return the events by the first day of their step; without a grain, one step for all."""
    steps: dict[date, Events] = {start: [] for start, _, _ in steps_of(filters, grain)}
    for event in happened:
        steps[start_of(event[2], grain, filters)].append(event)
    return steps


SCORES = {0: 2, 9.99: 1, 10: 1, 55.5: 1, 99.99: 3, 100: 4}
"""How many active, approved providers have which reputation."""


def test_reputation_is_spread_over_bands_and_ties_are_counted(
    database: Database, use_database: Callable[[Database], None]
) -> None:
    with database.connect() as connection:
        category, other = make_category(connection), make_category(connection)
        for score, number in SCORES.items():
            for _ in range(number):
                make_provider(connection, category, reputation_score=score)
        make_provider(connection, category, reputation_score=100, is_active=False)
        make_provider(connection, category, reputation_score=100, profile_status="PENDING")
        make_provider(connection, other, reputation_score=100)
    publish(database.owner_url)
    use_database(database)
    with read("analytics") as snapshot:
        frame = providers.reputation(snapshot, replace(MARCH, category=(category,)))
    assert list(frame["score_from"]) == [0, 10, 20, 30, 40, 50, 60, 70, 80, 90, 100]
    assert list(frame["providers"]) == [3, 1, 0, 0, 0, 1, 0, 0, 0, 3, 4]
    assert list(frame["band"][-2:]) == ["90–99.99", "100"]


def test_who_moved_most_comes_first() -> None:
    """Gross rose by 40 (b), 5 (e) and 1 (a), fell by 90 (d) and 7 (c), and stayed with f."""
    table = pd.DataFrame(
        {
            "name": [*"abcdef"],
            "gross_amount_now": map(Decimal, (11, 50, 3, 10, 5, 8)),
            "gross_amount_before": map(Decimal, (10, 10, 10, 100, 0, 8)),
        }
    )
    rising, falling = providers.movers(table, "gross_amount")
    assert list(rising["name"]) == ["b", "e", "a"]
    assert list(falling["name"]) == ["d", "c"]
    assert list(falling["change"]) == [-90, -7]
    assert [len(frame) for frame in providers.movers(table, "gross_amount", most=1)] == [1, 1]


NAMES = pd.DataFrame(
    {
        "provider_id": ["provider_1", "provider_2", "p3", "p4"],
        "name": [
            "Asha Devi",
            "100% Plumbing (Lucknow)",
            "\u0915\u093c\u093e\u0938\u093f\u092e",
            "A.B",
        ],
        "standing": ["APPROVED", "PENDING", "SUSPENDED", "APPROVED"],
        "is_active": [True, False, False, False],
    }
)


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("", ["provider_1", "provider_2", "p3", "p4"]),
        (" asha ", ["provider_1"]),
        ("DEVI", ["provider_1"]),
        ("100%", ["provider_2"]),
        ("(luck", ["provider_2"]),
        (".", ["p4"]),
        ("a.b", ["p4"]),
        ("%", ["provider_2"]),
        ("_", ["provider_1", "provider_2"]),
        ("provider_2", ["provider_2"]),
        ("\u0958\u093e\u0938", ["p3"]),
        ("' OR 1=1 --", []),
        ("\x00", []),
        ("x" * 1_000_000, []),
    ],
)
def test_names_are_matched_literally(text: str, found: list[str]) -> None:
    assert list(providers.matching(NAMES, text)["provider_id"]) == found


@given(st.lists(st.text(max_size=20)), st.text(max_size=3))
def test_a_name_is_found_by_any_part_of_it(names: list[str], part: str) -> None:
    given_names = [*names, f"before {part} after"]
    ids = [str(number) for number in range(len(given_names))]
    frame = pd.DataFrame({"provider_id": ids, "name": given_names, "standing": "APPROVED"})
    assert ids[-1] in list(providers.matching(frame, part)["provider_id"])


def test_standing_and_activity_are_two_things() -> None:
    assert list(providers.matching(NAMES, "", "SUSPENDED")["provider_id"]) == ["p3"]
    assert list(providers.matching(NAMES, "", None, False)["provider_id"]) == [
        "provider_2",
        "p3",
        "p4",
    ]
    assert list(providers.matching(NAMES, "", "APPROVED", False)["provider_id"]) == ["p4"]


def test_names_and_standing_together() -> None:
    assert list(providers.matching(NAMES, "", "APPROVED")["provider_id"]) == ["provider_1", "p4"]
    assert list(providers.matching(NAMES, "asha", "PENDING")["provider_id"]) == []
