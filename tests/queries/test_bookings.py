"""The funnel equals what bookings say, counted one by one."""

from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from datetime import date
from decimal import Decimal
from itertools import pairwise
from typing import Any

import psycopg
import pytest
from pandas import DataFrame

from etl.refresh.publish import publish
from queries import Snapshot, bookings, read
from queries.filters import Filters
from queries.frames import records
from queries.grain import Grain
from tests import month, random_marketplace
from tests.conftest import SharedDatabase
from tests.factories import (
    ist,
    make_booking,
    make_category,
    make_customer,
    make_payment,
    make_provider,
    make_review,
)
from tests.postgres import Database
from tests.queries import naive
from tests.queries.steps import start_of, steps_in, steps_of

Published = tuple[psycopg.Connection, Snapshot]
OPEN = ("PENDING", "CONFIRMED", "IN_PROGRESS")
MARCH = Filters(date(2025, 3, 1), date(2025, 3, 31))


@pytest.fixture(
    params=[("marketplace", random_marketplace.load), ("month1", month.load)],
    ids=["random", "month1"],
)
def published(
    request: pytest.FixtureRequest,
    shared_database: SharedDatabase,
    use_database: Callable[[Database], None],
) -> Iterator[Published]:
    """A marketplace: a connection to its tables, and what readers see of it."""
    database = shared_database(*request.param)
    use_database(database)
    with database.connect() as connection, read("analytics") as snapshot:
        yield connection, snapshot


def requested(connection: psycopg.Connection, filters: Filters) -> list[naive.Row]:
    """Return the bookings requested in the period, each with the last stage that it reached."""
    paid = {row["booking_id"] for row in naive.rows(connection, "payments", filters) if _paid(row)}
    reviewed = {row["booking_id"] for row in naive.rows(connection, "reviews", filters)}
    disputed = {
        booking
        for (booking,) in connection.execute(
            "SELECT booking_id FROM public.booking_status_history WHERE status = 'DISPUTED'"
        )
    }
    return [
        row
        | {"reached": _reached(row, paid, reviewed)}
        | {"prepaid": row["id"] in paid and not _is_completed(row, reviewed)}
        | {"disputed": row["status"] == "DISPUTED" or row["id"] in disputed}
        for row in naive.rows(connection, "bookings", filters)
        if naive.within(row["created_at"], filters)
    ]


def _day(row: naive.Row) -> date:
    day = naive.day(row["created_at"])
    assert day is not None
    return day


def _paid(row: naive.Row) -> bool:
    return row["paid_at"] is not None and row["status"] in naive.PAID


def _is_completed(row: naive.Row, reviewed: set[str]) -> bool:
    return bool(row["completed_at"]) or row["status"] == "COMPLETED" or row["id"] in reviewed


def _reached(row: naive.Row, paid: set[str], reviewed: set[str]) -> int:
    """Return the place of the last stage of which there is a mark."""
    status = row["status"]
    marks = {
        "requested": True,
        "viewed": row["provider_viewed_at"] or row["provider_response_time"] is not None,
        "confirmed": row["confirmed_at"] or status == "CONFIRMED",
        "started": row["started_at"] or status == "IN_PROGRESS",
        "completed": _is_completed(row, reviewed),
        "paid": _is_completed(row, reviewed) and row["id"] in paid,
        "reviewed": row["id"] in reviewed,
    }
    return max(place for place, stage in enumerate(bookings.STAGES) if marks[stage])


WHO = ("CUSTOMER", "PROVIDER", "ADMIN", "SYSTEM")


def counted(rows: Iterable[naive.Row]) -> dict[str, Any]:
    """Return what a cohort of these bookings has to say."""
    rows = list(rows)
    cancelled = [row["cancelled_by"] for row in rows if row["status"] == "CANCELLED"]
    responses = [
        row["provider_response_time"] for row in rows if row["provider_response_time"] is not None
    ]
    completions = [
        row["completed_at"] - row["created_at"]
        for row in rows
        if row["completed_at"] and row["completed_at"] >= row["created_at"]
    ]
    return {
        **{
            stage: sum(row["reached"] >= place for row in rows)
            for place, stage in enumerate(bookings.STAGES)
        },
        "prepaid": sum(row["prepaid"] for row in rows),
        "cancelled": len(cancelled),
        **{f"cancelled_by_{who.lower()}": cancelled.count(who) for who in WHO},
        "disputed": sum(row["disputed"] for row in rows),
        "open": sum(row["status"] in OPEN for row in rows),
        "response_seconds_sum": sum(responses),
        "response_count": len(responses),
        "completion_seconds_sum": sum((_seconds(each) for each in completions), Decimal(0)),
        "completion_count": len(completions),
    }


def _seconds(duration: Any) -> Decimal:
    whole = duration.days * 86_400 + duration.seconds
    return whole + Decimal(duration.microseconds) / 1_000_000


def rates(counts: dict[str, Any]) -> dict[str, Any]:
    """Return the rates that follow from the counts, None where nothing was asked for."""

    def share(part: str, whole: str) -> Any:
        return pytest.approx(counts[part] / Decimal(counts[whole])) if counts[whole] else None

    return {
        "completed_rate": share("completed", "requested"),
        "cancellation_rate": share("cancelled", "requested"),
        "dispute_rate": share("disputed", "requested"),
        "response_seconds": share("response_seconds_sum", "response_count"),
        "completion_seconds": share("completion_seconds_sum", "completion_count"),
    }


@pytest.mark.parametrize("grain", [*Grain, None])
def test_cohorts(published: Published, grain: Grain | None) -> None:
    connection, snapshot = published
    for filters in naive.kinds_to_try(connection):
        rows: dict[date, list[naive.Row]] = {}
        for row in requested(connection, filters):
            rows.setdefault(start_of(_day(row), grain, filters), []).append(row)
        frame = bookings.cohorts(snapshot, filters, grain)
        assert steps_in(frame) == steps_of(filters, grain)
        for cohort in frame.to_dict("records"):
            counts = counted(rows.get(cohort["period"], []))
            stages = dict(zip(bookings.STAGE_RATES, bookings.STAGES[1:], strict=True))
            shares = {
                rate: pytest.approx(counts[stage] / Decimal(counts["requested"]))
                if counts["requested"]
                else None
                for rate, stage in stages.items()
            }
            expected = counts | rates(counts) | shares
            assert {name: cohort[name] for name in expected} == expected


@pytest.mark.parametrize(
    ("read_by", "columns", "what"),
    [
        (bookings.by_category, ("category",), ("category",)),
        (bookings.by_district, ("district",), ("district",)),
        (bookings.by_sub_category, ("category_id", "key"), ("category_id", "sub_category_id")),
    ],
    ids=["category", "district", "sub-category"],
)
def test_bookings_by_what_and_where(
    published: Published,
    read_by: Callable[[Snapshot, Filters], DataFrame],
    columns: tuple[str, ...],
    what: tuple[str, ...],
) -> None:
    connection, snapshot = published
    for filters in naive.kinds_to_try(connection):
        rows = requested(connection, filters)
        frame = read_by(snapshot, filters)
        groups = [tuple(group[column] for column in columns) for group in records(frame)]
        assert set(groups) == {tuple(row[each] for each in what) for row in rows}
        assert len(groups) == len(set(groups))
        assert list(frame["requested"]) == sorted(frame["requested"], reverse=True)
        for key, group in zip(groups, records(frame), strict=True):
            mine = [row for row in rows if tuple(row[each] for each in what) == key]
            counts = counted(mine)
            amounts = {
                f"{kind}_amount": sum(
                    (
                        row[f"{kind}_price"] or 0
                        for row in mine
                        if row["currency"] == filters.currency
                    ),
                    Decimal(0),
                )
                for kind in ("quoted", "final")
            }
            expected = counts | rates(counts) | amounts
            assert {name: group[name] for name in expected} == expected


def test_requests_grew_as_the_bookings_of_both_periods_say(published: Published) -> None:
    connection, snapshot = published
    for filters in list(naive.kinds_to_try(connection))[:3]:
        sides = filters.comparison
        now, before = (
            Counter(row["category_id"] for row in requested(connection, side))
            for side in ((sides.now, sides.before) if sides else (filters, filters))
        )
        for row in records(bookings.by_category(snapshot, filters)):
            was = before[row["key"]]
            growth = Decimal(now[row["key"]]) / was - 1 if sides and was else None
            assert row["requested_growth"] == (None if growth is None else pytest.approx(growth))


def test_the_funnel_is_the_way_of_all_bookings(published: Published) -> None:
    connection, snapshot = published
    for filters in naive.kinds_to_try(connection):
        rows = requested(connection, filters)
        frame = bookings.funnel(snapshot, filters)
        reached = [sum(row["reached"] >= place for row in rows) for place in range(7)]
        assert list(frame["stage"]) == list(bookings.STAGES)
        assert list(frame["bookings"]) == reached
        assert list(frame["lost"])[1:] == [before - after for before, after in pairwise(reached)]


@pytest.fixture
def four_bookings(
    connection: psycopg.Connection, database: Database, use_database: Callable[[Database], None]
) -> Iterator[Snapshot]:
    """Requested, all on 1 March: one never looked at; one cancelled by the customer after the
    provider accepted it; one completed and paid; one with nothing but a review.
    """
    provider, customer = (
        make_provider(connection, make_category(connection)),
        make_customer(connection),
    )

    def booking(**values: Any) -> str:
        return make_booking(connection, customer, provider, **values)

    booking()
    booking(
        status="CANCELLED",
        cancelled_by="CUSTOMER",
        provider_response_time=600,
        confirmed_at=ist("2025-03-01 12:10"),
    )
    done = booking(
        status="COMPLETED", completed_at=ist("2025-03-02 12:00"), provider_response_time=1800
    )
    make_payment(connection, done)
    make_review(connection, booking(), customer, provider)
    connection.commit()
    publish(database.owner_url)
    use_database(database)
    with read("analytics") as snapshot:
        yield snapshot


def test_a_later_mark_implies_the_stages_before(four_bookings: Snapshot) -> None:
    frame = bookings.funnel(four_bookings, MARCH).set_index("stage")
    # requested 4; not looked at 1; the cancelled one stops at confirmed; paid 2 (one by its review)
    assert list(frame["bookings"]) == [4, 3, 3, 2, 2, 2, 1]
    first, *conversions = frame["stage_conversion"]
    assert first is None
    assert [float(each) for each in conversions] == pytest.approx([0.75, 1, 2 / 3, 1, 1, 0.5])
    assert frame.loc["completed", "share_of_requested"] == Decimal("0.5")


def test_a_payment_proves_nothing_about_completion(
    connection: psycopg.Connection, database: Database, use_database: Callable[[Database], None]
) -> None:
    """1,000 paid ahead: 6 cancelled, 19 under way, the others completed, 3 of them cancelled after.

    So 975 of 1,000 are completed and paid, and 25 are paid ahead; 9 are cancelled.
    """
    provider, customer = (
        make_provider(connection, make_category(connection)),
        make_customer(connection),
    )
    done = ist("2025-03-02 12:00")
    ends: list[dict[str, Any]] = [
        *[{"status": "CANCELLED", "cancelled_at": done}] * 6,
        *[{"status": "IN_PROGRESS"}] * 10,
        *[{"status": "CONFIRMED"}] * 9,
        *[{"status": "CANCELLED", "completed_at": done, "cancelled_at": done}] * 3,
        *[{"status": "COMPLETED", "completed_at": done}] * 972,
    ]
    for end in ends:
        make_payment(connection, make_booking(connection, customer, provider, **end))
    connection.commit()
    publish(database.owner_url)
    use_database(database)
    with read("analytics") as snapshot:
        frame = bookings.funnel(snapshot, MARCH).set_index("stage")
        month = bookings.totals(snapshot, MARCH)
    assert list(frame["bookings"]) == [1000, 994, 994, 985, 975, 975, 0]
    assert month["completed_rate"] == Decimal("0.975")
    assert (month["prepaid"], month["cancelled"], month["open"]) == (25, 9, 19)


def test_times_are_averages_over_those_that_have_one(four_bookings: Snapshot) -> None:
    (month,) = bookings.cohorts(four_bookings, MARCH, Grain.MONTH).to_dict("records")
    assert month["response_seconds"] == 1200  # (600 + 1800) / 2, two never answered
    assert month["completion_seconds"] == 86_400  # from noon to noon
    assert (month["cancelled_by_customer"], month["open"]) == (1, 2)


def test_a_period_without_bookings_has_no_rates(four_bookings: Snapshot) -> None:
    quiet = Filters(date(2025, 5, 1), date(2025, 5, 2))
    frame = bookings.cohorts(four_bookings, quiet, Grain.DAY)
    assert list(frame["requested"]) == [0, 0]
    assert list(frame["completed_rate"]) == [None, None]
    assert bookings.by_category(four_bookings, quiet).empty
