"""Parcels arrive in order, an error arrives as itself, and nobody works far ahead."""

from collections.abc import Generator, Iterator
from datetime import date, datetime

import psycopg
import pyarrow as pa
import pytest

from etl.synthetic.calendar import Period
from etl.synthetic.children import Children
from etl.synthetic.parcels import DEPTH, Parcel, ahead, parcels


def parcel(number: int) -> Parcel:
    return Parcel("users", ("public", "users"), ["id"], number, memoryview(b""))


def test_all_arrive_in_order() -> None:
    assert [made.rows for made in ahead(map(parcel, range(50)))] == list(range(50))


def test_an_error_comes_after_the_parcels_before_it() -> None:
    def failing() -> Iterator[Parcel]:
        yield from map(parcel, range(5))
        raise ArithmeticError("the sixth")

    arrived: list[int] = []
    with pytest.raises(ArithmeticError, match="the sixth"):
        arrived.extend(made.rows for made in ahead(failing()))
    assert arrived == [0, 1, 2, 3, 4]


def test_no_more_are_made_than_may_wait() -> None:
    made: list[int] = []

    def endless() -> Iterator[Parcel]:
        while True:
            made.append(len(made))
            yield parcel(len(made))

    coming = ahead(endless())
    assert next(coming).rows == 1
    assert isinstance(coming, Generator)
    coming.close()
    assert len(made) == 1 + DEPTH


def test_rows_are_cut_at_business_midnights(connection: psycopg.Connection) -> None:
    # 2025-01-06 is a Monday: the first microsecond of ISO week 2 follows the last one of week 1.
    last = datetime.fromisoformat("2025-01-05T23:59:59.999999+05:30")
    first = datetime.fromisoformat("2025-01-06T00:00:00+05:30")
    moments = pa.array([first, last, first], pa.timestamp("us", tz="UTC"))
    rows = pa.table({"id": ["a", "b", "c"], "created_at": moments})
    children = Children.make(connection, Period(date(2025, 1, 1), date(2025, 1, 7)))
    cut = list(parcels(iter([("search_logs", rows)]), children))
    assert [(made.into, bytes(made.lines)) for made in cut] == [
        (("partitions", "search_logs_y2025w01"), b'"b",2025-01-05 18:29:59.999999\n'),
        (
            ("partitions", "search_logs_y2025w02"),
            b'"a",2025-01-05 18:30:00.000000\n"c",2025-01-05 18:30:00.000000\n',
        ),
    ]
