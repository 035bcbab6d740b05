"""Business days, and the partitions that they bound."""

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, date, datetime, timedelta, timezone
from typing import LiteralString

import psycopg
import pytest
from hypothesis import given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st

from etl.partitions.premake import missing
from etl.settings import settings
from tests.etl.schema.sessions import wait_until_blocked
from tests.factories import ist, make_search
from tests.postgres import Database

IST = timezone(timedelta(hours=5, minutes=30))

BOUNDS: LiteralString = """
    SELECT relname, pg_get_expr(relpartbound, pg_class.oid)
    FROM pg_class JOIN pg_inherits ON inhrelid = pg_class.oid
    WHERE relnamespace = 'partitions'::regnamespace AND relkind = 'r'
      AND inhparent = %s::regclass
    ORDER BY relname
"""


def ensure(connection: psycopg.Connection, first: str, last: str) -> int:
    row = connection.execute("SELECT etl.ensure_partitions(%s, %s)", (first, last)).fetchone()
    assert row is not None
    return int(row[0])


def test_a_business_day_begins_at_half_past_six_in_the_evening_utc(
    connection: psycopg.Connection,
) -> None:
    row = connection.execute(
        "SELECT etl.business_day('2025-03-01 18:29:59Z'), etl.business_day('2025-03-01 18:30:00Z'),"
        " etl.business_midnight('2025-03-02')"
    ).fetchone()
    assert row == (date(2025, 3, 1), date(2025, 3, 2), datetime(2025, 3, 1, 18, 30, tzinfo=UTC))


def test_the_database_and_the_setting_agree_on_the_time_zone(
    connection: psycopg.Connection,
) -> None:
    row = connection.execute("SELECT etl.business_time_zone()").fetchone()
    assert row == (settings().timezone,)


def test_names_and_bounds(connection: psycopg.Connection) -> None:
    """Monday 30 December 2024 begins ISO week 1 of 2025."""
    connection.execute("SET LOCAL timezone = 'Asia/Kolkata'")
    # December and January of two tables, and the weeks that begin on 30 December and 6 January
    assert ensure(connection, "2024-12-31", "2025-01-08") == 2 * 2 + 2
    children = [
        row
        for parent in ("messages", "notifications", "search_logs")
        for row in connection.execute(BOUNDS, (parent,))
        if row[0].split("_y")[1] < "2025w03"
    ]

    def bounds(first: str, after: str) -> str:
        return f"FOR VALUES FROM ('{first} 00:00:00+05:30') TO ('{after} 00:00:00+05:30')"

    assert children == [
        ("messages_y2024m12", bounds("2024-12-01", "2025-01-01")),
        ("messages_y2025m01", bounds("2025-01-01", "2025-02-01")),
        ("notifications_y2024m12", bounds("2024-12-01", "2025-01-01")),
        ("notifications_y2025m01", bounds("2025-01-01", "2025-02-01")),
        ("search_logs_y2025w01", bounds("2024-12-30", "2025-01-06")),
        ("search_logs_y2025w02", bounds("2025-01-06", "2025-01-13")),
    ]


def test_a_second_call_makes_nothing(connection: psycopg.Connection) -> None:
    assert ensure(connection, "2020-02-01", "2020-02-29") > 0
    assert ensure(connection, "2020-02-01", "2020-02-29") == 0


def test_two_sessions_may_make_the_same_partitions(database: Database) -> None:
    with database.connect() as first, database.connect() as second:
        # one month of two tables, and the weeks that begin on 27 January, 3, 10, 17, 24 February
        assert ensure(first, "2020-02-01", "2020-02-29") == 2 + 5
        with ThreadPoolExecutor() as pool:
            waiting = pool.submit(ensure, second, "2020-02-01", "2020-02-29")
            wait_until_blocked(database, second)
            first.commit()
            assert waiting.result() == 0


def test_a_row_lands_in_the_partition_of_its_business_day(connection: psycopg.Connection) -> None:
    for moment in ("2021-01-03 23:59:59", "2021-01-04 00:00:00"):
        make_search(connection, created_at=ist(moment))
    found = connection.execute(
        "SELECT tableoid::regclass::text FROM search_logs ORDER BY created_at"
    )
    assert [name for (name,) in found] == [
        "partitions.search_logs_y2020w53",
        "partitions.search_logs_y2021w01",
    ]


def test_there_is_no_default_partition(connection: psycopg.Connection) -> None:
    with pytest.raises(psycopg.errors.CheckViolation, match="no partition"):
        connection.execute(
            "INSERT INTO search_logs (query, results_count, created_at)"
            " VALUES ('plumber', 1, '1999-01-01')"
        )


def test_partitions_have_the_indexes_of_their_parent(connection: psycopg.Connection) -> None:
    ensure(connection, "2021-01-04", "2021-01-04")
    pairs = (
        ("messages", "messages_y2021m01"),
        ("notifications", "notifications_y2021m01"),
        ("search_logs", "search_logs_y2021w01"),
    )
    count = "SELECT count(*) FROM pg_index WHERE indrelid = %s::regclass"
    for parent, child in pairs:
        on_parent = connection.execute(count, (parent,)).fetchone()
        assert on_parent is not None
        assert on_parent[0] >= 4
        assert connection.execute(count, (f"partitions.{child}",)).fetchone() == on_parent


def test_migrating_makes_partitions_ahead(connection: psycopg.Connection) -> None:
    """Today's months and the following six, this week and the following twelve."""
    counts = {
        parent: len(connection.execute(BOUNDS, (parent,)).fetchall())
        for parent in ("messages", "notifications", "search_logs")
    }
    # 183 days reach into the sixth month ahead, and into the seventh from the end of a month
    assert counts["messages"] in (7, 8)
    assert counts["notifications"] == counts["messages"]
    assert counts["search_logs"] == 13
    assert missing(connection) == []


@pytest.fixture(scope="module")
def shared(module_database: Database) -> Iterator[psycopg.Connection]:
    with module_database.connect() as connection:
        yield connection


@hypothesis_settings(deadline=None)
@given(seconds=st.integers(946_684_800, 4_102_444_800))
def test_every_moment_has_its_partition(shared: psycopg.Connection, seconds: int) -> None:
    """From 2000 to 2100, against Python's own calendar."""
    moment = datetime.fromtimestamp(seconds, UTC)
    planned = shared.execute(
        "SELECT child, etl.business_midnight(first_day) <= moment"
        "       AND moment < etl.business_midnight(next_day)"
        " FROM (SELECT %s::timestamptz AS moment) AS given,"
        "      etl.planned_partitions(etl.business_day(moment), etl.business_day(moment))",
        (moment,),
    )
    day = moment.astimezone(IST).date()
    year, week, _ = day.isocalendar()
    month = f"{day.year}m{day.month:02}"
    assert dict(planned.fetchall()) == {
        f"messages_y{month}": True,
        f"notifications_y{month}": True,
        f"search_logs_y{year}w{week:02}": True,
    }
