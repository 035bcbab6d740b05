"""Revenue equals what payments say, counted one by one."""

from collections.abc import Callable, Iterator
from datetime import date
from decimal import ROUND_HALF_UP, Decimal
from typing import Any

import psycopg
import pytest
from pandas import DataFrame

from queries import Snapshot, read, revenue
from queries.filters import Filters
from queries.frames import records
from queries.grain import Grain
from tests import month, random_marketplace
from tests.conftest import SharedDatabase
from tests.postgres import Database
from tests.queries import naive
from tests.queries.steps import start_of, steps_in, steps_of

Measures = dict[str, Any]
Key = Callable[[naive.Row, date], Any]


@pytest.fixture(
    params=[("marketplace", random_marketplace.load), ("month1", month.load)],
    ids=["random", "month1"],
)
def published(
    request: pytest.FixtureRequest,
    shared_database: SharedDatabase,
    use_database: Callable[[Database], None],
) -> Iterator[tuple[psycopg.Connection, Snapshot]]:
    """A marketplace: a connection to its tables, and what readers see of it."""
    database = shared_database(*request.param)
    use_database(database)
    with database.connect() as connection, read("analytics") as snapshot:
        yield connection, snapshot


def expected(
    connection: psycopg.Connection, filters: Filters, key: Key, *, every_currency: bool = False
) -> dict[Any, Measures]:
    """Return the measures of each key, added up payment by payment."""
    sums: dict[Any, Measures] = {}
    for row in naive.rows(connection, "payments", filters):
        if not every_currency and row["currency"] != filters.currency:
            continue
        for moment, measures in _movements(row):
            if naive.within(moment, filters):
                so_far = sums.setdefault(key(row, naive.day(moment)), _nothing())
                for name, value in measures.items():
                    so_far[name] += value
    return sums


def _movements(row: naive.Row) -> Iterator[tuple[Any, Measures]]:
    if row["status"] in naive.PAID:
        amount, share = row["amount"], row["platform_fee_percent"] or 0
        fee = (amount * share / 100).quantize(Decimal("0.01"), ROUND_HALF_UP)
        yield (
            row["paid_at"],
            {
                "payments": 1,
                "gross_amount": amount,
                "net_amount": amount,
                "platform_fee": fee if row["platform_fee"] is None else row["platform_fee"],
                "tax_amount": row["tax_amount"] or 0,
                "provider_earnings": row["provider_earnings"] or 0,
            },
        )
    if row["status"] in ("REFUNDED", "PARTIALLY_REFUNDED"):
        unsaid = row["amount"] if row["status"] == "REFUNDED" else Decimal(0)
        refund = unsaid if row["refund_amount"] is None else row["refund_amount"]
        yield row["refunded_at"], {"refunds": 1, "refund_amount": refund, "net_amount": -refund}
    if row["status"] == "FAILED":
        yield row["created_at"], {"failed_payments": 1}


def _nothing() -> Measures:
    return dict.fromkeys(revenue.AMOUNTS, Decimal(0)) | dict.fromkeys(revenue.COUNTS, 0)


def measured(frame: DataFrame, key: str) -> dict[Any, Measures]:
    """Return the measures of each row of a frame."""
    return {row[key]: {name: row[name] for name in revenue.MEASURES} for _, row in frame.iterrows()}


@pytest.mark.parametrize("by", ["method", "category", "district"])
def test_money_by_what_it_was_for(published: tuple[psycopg.Connection, Snapshot], by: str) -> None:
    connection, snapshot = published
    read_by = {
        "method": revenue.by_method,
        "category": revenue.by_category,
        "district": revenue.by_district,
    }
    for filters in naive.kinds_to_try(connection):
        frame = read_by[by](snapshot, filters)
        assert measured(frame, by) == expected(connection, filters, lambda row, _: row[by])
        assert list(frame["gross_amount"]) == sorted(frame["gross_amount"], reverse=True)


def test_money_by_sub_category(published: tuple[psycopg.Connection, Snapshot]) -> None:
    """And what is of none, in each category: together they are all that moved."""
    connection, snapshot = published
    for filters in naive.kinds_to_try(connection):
        rows = records(revenue.by_sub_category(snapshot, filters))
        moved = {
            (row["category_id"], row["key"]): {name: row[name] for name in revenue.MEASURES}
            for row in rows
        }
        assert moved == expected(
            connection, filters, lambda row, _: (row["category_id"], row["sub_category_id"])
        )
        assert len(moved) == len(rows)


def test_each_currency_stands_for_itself(
    published: tuple[psycopg.Connection, Snapshot],
) -> None:
    connection, snapshot = published
    for filters in naive.kinds_to_try(connection):
        frame = revenue.by_currency(snapshot, filters)
        assert measured(frame, "currency") == expected(
            connection, filters, lambda row, _: row["currency"], every_currency=True
        )


def test_gross_grew_as_the_payments_of_both_periods_say(
    published: tuple[psycopg.Connection, Snapshot],
) -> None:
    connection, snapshot = published
    for filters in list(naive.kinds_to_try(connection))[:3]:
        grown = records(revenue.by_district(snapshot, filters))
        sides = filters.comparison
        now, before = (
            expected(connection, side, lambda row, _: row["district"])
            for side in ((sides.now, sides.before) if sides else (filters, filters))
        )
        for row in grown:
            was = before.get(row["district"], _nothing())["gross_amount"]
            is_now = now.get(row["district"], _nothing())["gross_amount"]
            growth = is_now / was - 1 if sides and was else None
            assert row["gross_growth"] == (None if growth is None else pytest.approx(growth))


@pytest.mark.parametrize("grain", [*Grain, None])
def test_money_over_time(
    published: tuple[psycopg.Connection, Snapshot], grain: Grain | None
) -> None:
    connection, snapshot = published
    for filters in naive.kinds_to_try(connection):
        steps = steps_of(filters, grain)
        quiet = {start: _nothing() for start, _, _ in steps}
        moved = expected(connection, filters, lambda _, day, cut=filters: start_of(day, grain, cut))
        frame = revenue.over_time(snapshot, filters, grain)
        assert measured(frame, "period") == quiet | moved
        assert steps_in(frame) == steps


def test_rates_are_ratios_of_sums_and_nothing_of_nothing(
    published: tuple[psycopg.Connection, Snapshot],
) -> None:
    connection, snapshot = published
    rates = {
        "take_rate": (["platform_fee"], ["gross_amount"]),
        "refund_rate": (["refund_amount"], ["gross_amount"]),
        "average_payment": (["gross_amount"], ["payments"]),
        "failure_rate": (["failed_payments"], ["payments", "failed_payments"]),
    }
    assert set(rates) == set(revenue.RATES)
    for filters in naive.kinds_to_try(connection):
        for row in revenue.over_time(snapshot, filters, Grain.DAY).to_dict("records"):
            for name, (parts, wholes) in rates.items():
                part, whole = (Decimal(sum(row[each] for each in side)) for side in (parts, wholes))
                assert row[name] == (pytest.approx(part / whole) if whole else None)
