"""Parcels arrive in order, an error arrives as itself, and nobody works far ahead."""

from collections.abc import Generator, Iterator
from datetime import date, datetime

import psycopg
import pyarrow as pa
import pytest

from etl.synthetic.calendar import Period
from etl.synthetic.children import Children
from etl.synthetic.load import copy
from etl.synthetic.parcels import DEPTH, Parcel, ahead, parcels


def parcel(number: int) -> Parcel:
    return Parcel("users", ("public", "users"), ["id"], number, b"")


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
    rows = pa.table(
        {
            "id": ["a", "b", "c"],
            "query": ["", "नल", 'a "pipe"'],
            "filters": ['{"radiusKm":5}', None, "{}"],
            "results_count": [7, 0, 2_000_000_000],
            "created_at": moments,
        }
    )
    children = Children.make(connection, Period(date(2025, 1, 1), date(2025, 1, 7)))
    for made in parcels(iter([("search_logs", rows)]), children):
        copy(connection, made)
    children.attach(connection)
    held = connection.execute(
        "SELECT tableoid::regclass::text, id, query, filters, results_count, created_at"
        " FROM search_logs ORDER BY id"
    ).fetchall()
    assert held == [
        ("partitions.search_logs_y2025w02", "a", "", {"radiusKm": 5}, 7, first),
        ("partitions.search_logs_y2025w01", "b", "नल", None, 0, last),
        ("partitions.search_logs_y2025w02", "c", 'a "pipe"', {}, 2_000_000_000, first),
    ]
