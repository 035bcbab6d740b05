"""What a server refuses is told by its SQLSTATE, in whatever language it speaks."""

import psycopg
import pytest
from sqlalchemy.exc import OperationalError

from queries.errors import (
    Busy,
    Cancelled,
    NotAllowed,
    NotPublished,
    QueryError,
    QueryTimeout,
    ServerFull,
    Unavailable,
)
from queries.faults import explained

HINDI = "डिस्क में जगह नहीं है"


def failed(state: str | None, seconds: float = 0) -> QueryError:
    kind = psycopg.errors.lookup(state) if state else psycopg.OperationalError
    return explained(OperationalError("SELECT", {}, kind(HINDI)), "revenue", seconds)


@pytest.mark.parametrize(
    ("state", "kind", "said"),
    [
        ("53100", ServerFull, "disk of the database server is full"),
        ("53200", ServerFull, "out of memory"),
        ("53300", ServerFull, "every connection"),
        ("53400", ServerFull, "limit of the database server"),
        ("55P03", Busy, "longer than a read may wait"),
        ("40P01", Busy, "waited for each other"),
        ("40001", Busy, "went on without what was being read"),
        ("25006", NotAllowed, "only read"),
        ("42501", NotAllowed, "may not read"),
        ("57P01", Unavailable, "stopped the server"),
        ("57P02", Unavailable, "crashed"),
        ("57P03", Unavailable, "starting or stopping"),
        ("42P01", NotPublished, "localpro migrate"),
        (None, Unavailable, "does not answer"),
        ("22012", QueryError, HINDI),
    ],
)
def test_each_state_says_what_happened(
    state: str | None, kind: type[QueryError], said: str
) -> None:
    error = failed(state)
    assert type(error) is kind
    assert said in str(error)


def test_a_query_is_too_slow_only_when_it_took_its_time() -> None:
    assert type(failed("57014", 20)) is QueryTimeout
    assert type(failed("57014", 3)) is Cancelled
