"""Whatever is asked: the file says what the screen says, and what the rows come to one by one."""

from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import date

import pyarrow.parquet
import pytest
from hypothesis import given
from hypothesis import strategies as st
from pyarrow import BufferReader

from queries import Snapshot, read
from queries.export.formats import Format
from queries.metrics.question import Question
from queries.periods import Period
from tests import random_marketplace
from tests.conftest import SharedDatabase
from tests.queries.export.made import cells, lines, made, same
from tests.queries.test_questions import (
    FIRST,
    LAST,
    METRICS,
    SPLIT,
    Asked,
    cuts,
    expected,
    many,
    periods,
    questions,
    said,
    world,
)


@pytest.fixture
def snapshot(
    shared_database: SharedDatabase, use_database: Callable[[object], None]
) -> Iterator[Asked]:
    database = shared_database("marketplace", random_marketplace.load)
    use_database(database)
    with database.connect() as connection, read("analytics") as found:
        yield world(connection), found


@many(60)
@given(data=st.data())
def test_a_walk_through_questions_and_filters(snapshot: Asked, data: st.DataObject) -> None:
    """Each step changes something: the days, what is kept, by what, in which steps."""
    known, source = snapshot
    question = data.draw(questions(known))
    for _ in range(data.draw(st.integers(1, 3))):
        assert_exact(known, source, question)
        days = data.draw(periods())
        question = replace(question, days=days, steps=data.draw(st.just(()) | cuts(days)))


def assert_exact(known: object, source: Snapshot, question: Question) -> None:
    making, content = made(source, question)
    frame = source.answer(question)
    header, *rows = lines(content)
    assert [name.partition(" (")[0] for name in header] == list(frame.columns)
    shown = list(cells(frame))
    assert (making.rows, making.is_whole) == (len(shown), True)
    for row, right in zip(rows, shown, strict=True):
        assert all(map(same, row, right)), (row, right)
    assert said(frame, question) == expected(known, question)


@pytest.mark.parametrize("name", METRICS)
def test_each_metric_by_each_dimension(snapshot: Asked, name: str) -> None:
    known, source = snapshot
    every = {dimension for rows in METRICS[name].rows for dimension in SPLIT[rows]}
    for by in [(), *((dimension,) for dimension in sorted(every))]:
        assert_exact(known, source, Question((name,), Period(FIRST, LAST), by, amounts_in="INR"))


@many(25)
@given(data=st.data())
def test_a_file_of_columns_holds_the_same_values(snapshot: Asked, data: st.DataObject) -> None:
    known, source = snapshot
    question = data.draw(questions(known))
    making, content = made(source, question, Format.PARQUET)
    table = pyarrow.parquet.read_table(BufferReader(content))
    assert table.num_rows == making.rows
    _, *rows = lines(made(source, question)[1])
    for row, right in zip(table.to_pylist(), rows, strict=True):
        found = ["" if cell is None else str(cell) for cell in row.values()]
        assert all(map(same, found, right)), (found, right)


def test_headers_say_what_bare_numbers_count(snapshot: Asked) -> None:
    question = Question(
        ("gross_amount", "take_rate", "payments"),
        Period(date(2025, 1, 1), date(2025, 1, 31)),
        by=("method",),
        where=(("currency", "INR"),),
    )
    header, *_ = lines(made(snapshot[1], question)[1])
    assert header == ["method", "gross_amount (INR)", "take_rate (share)", "payments"]
    by_currency = replace(question, by=("currency",), where=())
    header, *_ = lines(made(snapshot[1], by_currency)[1])
    assert header == ["currency", "gross_amount", "take_rate (share)", "payments"]
