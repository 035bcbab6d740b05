"""What is said about providers equals what the application's tables say, counted one by one."""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import replace
from datetime import date
from decimal import Decimal
from typing import Any

import pandas as pd
import psycopg
import pytest

from etl.refresh.publish import publish
from queries import Allowed, Snapshot, providers, read
from queries.errors import InvalidQuestion, NoRight
from queries.filters import Compare, Filters
from queries.frames import records
from queries.grain import Grain
from queries.order import USUAL, ordered
from queries.people import Person, Role
from queries.providers import Listing
from tests import random_marketplace
from tests.conftest import SharedDatabase
from tests.factories import make_category, make_provider, make_user
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
        frame = providers.table(snapshot, filters, Grain.WEEK)
        assert set(frame["provider_id"]) >= {row["provider_id"] for _, row, _ in happened}
        for _, row in frame.iterrows():
            own = [event for event in happened if event[1]["provider_id"] == row["provider_id"]]
            assert said(row) == measures(own, filters.currency)
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
    alone = replace(MARCH, compare=Compare.NONE)
    rising, falling = providers.moved(published[1], alone, "jobs_completed")
    assert set(rising["jobs_completed_before"]) == {0}
    assert falling.empty


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


@pytest.mark.parametrize("measure", ["gross_amount", "jobs_completed"])
def test_who_moved_most_comes_first(
    published: tuple[psycopg.Connection, Snapshot], measure: str
) -> None:
    connection, snapshot = published
    for filters in naive.filters_to_try(connection):
        compared = filters.comparison
        assert compared
        sides = [of_each(connection, side, measure) for side in (compared.now, compared.before)]
        names = providers.choices(snapshot).set_index("provider_id")["name"]
        changes = sorted(
            (sides[1].get(key, 0) - sides[0].get(key, 0), names[key], key)
            for key in {*sides[0], *sides[1]}
        )
        rising, falling = providers.moved(snapshot, filters, measure, most=3)
        assert (
            told(rising, measure)
            == [
                (key, sides[0].get(key, 0), sides[1].get(key, 0))
                for less, _, key in changes
                if less < 0
            ][:3]
        )
        fallen = sorted((-less, name, key) for less, name, key in changes if less > 0)
        assert (
            told(falling, measure)
            == [(key, sides[0].get(key, 0), sides[1].get(key, 0)) for _, _, key in fallen][:3]
        )


def of_each(connection: psycopg.Connection, filters: Filters, measure: str) -> dict[str, Any]:
    """Return what each provider comes to in some days."""
    happened = events(connection, filters)
    return {
        key: measures(
            [each for each in happened if each[1]["provider_id"] == key], filters.currency
        )[measure]
        for key in {row["provider_id"] for _, row, _ in happened}
    }


def told(moved: pd.DataFrame, measure: str) -> list[tuple[str, Any, Any]]:
    """Return who moved, from what to what."""
    assert list(moved["change"]) == list(moved[f"{measure}_now"] - moved[f"{measure}_before"])
    columns = ["provider_id", f"{measure}_now", f"{measure}_before"]
    return [*moved[columns].itertuples(index=False, name=None)]


def test_who_leads_is_the_first_of_the_table(
    published: tuple[psycopg.Connection, Snapshot],
) -> None:
    connection, snapshot = published
    for filters in naive.filters_to_try(connection):
        table, known = (
            providers.table(snapshot, filters, Grain.WEEK),
            providers.leaders(snapshot, filters),
        )
        paid = table[table["gross_amount"] > 0]
        assert known["providers"] == len(table)
        assert known["paid_providers"] == len(paid)
        assert known["gross_amount"] == paid["gross_amount"].sum()
        elsewhere = table[(table["gross_amount"] == 0) & table["other_currencies"].notna()]
        assert known["only_elsewhere"] == len(elsewhere)
        if len(paid):
            first = paid.iloc[0]
            assert (known["provider_id"], known["most"]) == (
                first["provider_id"],
                first["gross_amount"],
            )
            alone = list(table["name"]).count(first["name"]) == 1
            assert (known["namesakes"] is None) == alone
            tenth = paid["gross_amount"].head(-(-len(paid) // 10))
            assert known["best_tenth"] == tenth.sum()


@pytest.mark.parametrize("sign", ["-", ""])
def test_pages_are_the_list_in_pieces_and_it_is_sorted_as_lists_are(
    published: tuple[psycopg.Connection, Snapshot], monkeypatch: pytest.MonkeyPatch, sign: str
) -> None:
    monkeypatch.setattr(providers, "PAGE_ROWS", 4)
    snapshot, usual = published[1], providers.found(published[1], MARCH)
    for by in (USUAL, *(f"{sign}{column}" for column in providers.SORTED_BY)):
        whole = providers.found(snapshot, MARCH, sort=by)
        pages = [
            providers.page(snapshot, MARCH, Listing(sort=by), number) for number in (1, 2, 3, 4, 99)
        ]
        assert [page.number for page in pages] == [1, 2, 3, 4, 4]
        assert {(page.matching, page.pages) for page in pages} == {(15, 4)}
        together = pd.concat([page.frame for page in pages[:4]], ignore_index=True)
        assert records(together) == records(whole)
        assert [*whole["provider_id"]] == [*ordered(usual, by)["provider_id"]], by


def test_a_list_is_sorted_by_what_it_has_and_its_reader_may_see(
    published: tuple[psycopg.Connection, Snapshot],
) -> None:
    with pytest.raises(InvalidQuestion, match="cannot be sorted by 'name; DROP'"):
        providers.found(published[1], MARCH, sort="name; DROP")
    analyst = Allowed(published[1], Person("a", "A", Role.ANALYST))
    with pytest.raises(NoRight, match="reputation"):
        providers.found(analyst, MARCH, sort="-reputation_score")


NAMED = {
    "provider_1": ("Asha Devi", "APPROVED", True),
    "provider_2": ("100% Plumbing (Lucknow)", "PENDING", False),
    "p3": ("\u0915\u093c\u093e\u0938\u093f\u092e", "REJECTED", False),
    "p4": ("A.B", "APPROVED", False),
}
FOUND = [
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
    (".*\x00", []),
    ("x" * 1_000_000, []),
]
OF_A_STANDING = [
    (Listing("", "REJECTED"), ["p3"]),
    (Listing("", None, False), ["provider_2", "p3", "p4"]),
    (Listing("", "APPROVED", False), ["p4"]),
    (Listing("", "APPROVED"), ["provider_1", "p4"]),
    (Listing("asha", "PENDING"), []),
]


def test_names_are_matched_literally_and_standing_and_activity_are_two_things(
    database: Database, use_database: Callable[[Database], None]
) -> None:
    with database.connect() as connection:
        category = make_category(connection)
        for key, (name, status, is_active) in NAMED.items():
            user = make_user(connection, role="PROVIDER", name=name)
            make_provider(
                connection,
                category,
                id=key,
                user_id=user,
                profile_status=status,
                is_active=is_active,
            )
    publish(database.owner_url)
    use_database(database)
    asked = [*((Listing(text), found) for text, found in FOUND), *OF_A_STANDING]
    with read("analytics") as snapshot:
        for listing, found in asked:
            page = providers.page(snapshot, MARCH, listing, 1)
            assert set(page.frame["provider_id"]) == {*found}, listing
            assert page.matching == len(found)
