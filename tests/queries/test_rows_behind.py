"""The rows behind a number are as many as it says, and come to what it says, whatever is asked."""

from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import date

import psycopg
import pytest
from hypothesis import given
from hypothesis import strategies as st

from etl.cluster.environment import Role
from etl.refresh.publish import publish
from queries import Snapshot, read
from queries.catalog import METRICS
from queries.errors import InvalidQuestion
from queries.export.asked import Export
from queries.export.formats import Format
from queries.export.making import Making
from queries.metrics.question import Question
from queries.people import LOCAL
from queries.periods import Period
from queries.rows_behind import Page, has_rows, page, rows_of
from tests import random_marketplace
from tests.conftest import SharedDatabase
from tests.postgres import Database
from tests.queries.export.made import lines
from tests.queries.test_questions import METRICS as ASKED
from tests.queries.test_questions import Asked, many, questions, world

WHOLE = Period(date(2025, 1, 1), date(2025, 3, 31))


def is_shown(name: str) -> bool:
    try:
        return has_rows(Question((name,), WHOLE, amounts_in="INR"), name)
    except InvalidQuestion:  # there is no such question
        return False


SHOWN = [name for name in METRICS if is_shown(name)]


@pytest.fixture
def asked(
    shared_database: SharedDatabase, use_database: Callable[[Database], None]
) -> Iterator[Asked]:
    database = shared_database("marketplace", random_marketplace.load)
    use_database(database)
    with database.connect() as connection, read("reporting") as snapshot:
        yield world(connection), snapshot


@many(40)
@given(data=st.data())
def test_rows_come_to_the_number(asked: Asked, data: st.DataObject) -> None:
    known, snapshot = asked
    question = data.draw(questions(known))
    question = as_one_number(question)
    for name in question.metrics:
        if not has_rows(question, name):
            assert name not in SHOWN or "provider" in dict(question.where)
            with pytest.raises(InvalidQuestion, match="one by one"):
                rows_of(question, name)
            continue
        rows = rows_of(question, name)
        shown = page(snapshot, rows, 1, 1_000)
        assert shown.is_exact, (shown.value, shown.figure)
        assert len(shown.rows) == shown.count
        assert shown.rows[rows.behind.key].is_unique or rows.kind == "payments"
        making = Making(snapshot, Export(rows, "rows"), Format.CSV, LOCAL)
        header, *cells = lines(b"".join(making))
        assert header == list(shown.rows.columns)
        assert [row[0] for row in cells] == list(shown.rows[rows.behind.key])


def as_one_number(question: Question) -> Question:
    """Return a question by nothing, its amounts in the first of the currencies that are kept."""
    kept = question.kept
    if "currency" in kept:
        kept["currency"] = kept["currency"][:1]
        return replace(question, by=(), steps=(), where=tuple(kept.items()))
    return replace(question, by=(), steps=(), amounts_in=question.amounts_in or "INR")


def test_most_numbers_are_made_of_rows() -> None:
    without = {name for name in ASKED if name not in SHOWN}
    assert {"response_p50", "search_sessions", "active_providers", "searches_booked"} <= without
    assert {"requested", "completed_rate", "gross_amount", "searches", "rating"} <= {*SHOWN}


@pytest.mark.parametrize("name", SHOWN)
def test_each_number_that_has_rows(asked: Asked, name: str) -> None:
    rows = rows_of(Question((name,), WHOLE, amounts_in="INR"), name)
    first, second = (page(asked[1], rows, number, 10) for number in (1, 2))
    assert first.is_exact
    assert first.count > 10
    assert not {*first.rows.index} - {*range(10)}
    assert list(first.rows[rows.behind.moment]) == sorted(first.rows[rows.behind.moment])
    assert max(first.rows[rows.behind.moment]) <= min(second.rows[rows.behind.moment])


@pytest.mark.parametrize("view", ["booking_rows", "payment_rows", "review_rows", "search_rows"])
def test_rows_hold_nothing_of_a_person_and_only_the_admin_reader_reads_them(
    view: str, shared_database: SharedDatabase
) -> None:
    database = shared_database("marketplace", random_marketplace.load)
    with database.connect(Role.ADMIN) as connection:
        cursor = connection.execute(f"SELECT * FROM admin.{view} LIMIT 1")
        names = {column.name for column in cursor.description or ()}
    assert not {name for name in names if "customer_" in name or "user" in name} - {
        "cancelled_by_customer"
    }
    assert not names & {"comment", "query", "phone", "email", "location", "clicked_provider_id"}
    with (
        database.connect(Role.READER) as connection,
        pytest.raises(psycopg.errors.InsufficientPrivilege),
    ):
        connection.execute(f"SELECT * FROM admin.{view} LIMIT 1")


def test_what_happened_since_changes_no_row_of_the_version(
    shared_database: SharedDatabase,
    clone: Callable[[Database], Database],
    use_database: Callable[[Database], None],
) -> None:
    database = clone(shared_database("marketplace", random_marketplace.load))
    use_database(database)
    with database.connect() as connection:
        connection.execute("UPDATE bookings SET status = 'CANCELLED'")
        connection.execute("UPDATE payments SET amount = amount + 1")
        connection.execute("DELETE FROM search_logs WHERE results_count = 0")
    with read("reporting") as snapshot:
        for name in ("cancelled", "completed", "gross_amount", "rating"):
            assert look(snapshot, name).is_exact
        searches = look(snapshot, "searches")
    assert not searches.is_exact
    assert searches.value < searches.figure
    publish(database.owner_url)
    with read("reporting") as snapshot:
        for name in ("cancelled", "completed", "gross_amount", "rating", "searches"):
            assert look(snapshot, name).is_exact


def look(snapshot: Snapshot, name: str) -> Page:
    return page(snapshot, rows_of(Question((name,), WHOLE, amounts_in="INR"), name), 1, 10)
