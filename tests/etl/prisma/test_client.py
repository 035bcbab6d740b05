"""A real Prisma 7 client writes: counters, scores, partitions and numbers come out right."""

from collections.abc import Callable

import psycopg
import pytest
from psycopg import sql

from etl.adopt import run
from etl.cluster.environment import Role
from etl.prisma.write import COMMITTED
from etl.refresh.publish import publish
from etl.settings import settings
from tests.etl.adopt.conftest import HERE, owner
from tests.etl.adopt.test_adopt import assert_all_is_here
from tests.etl.prisma.conftest import Application
from tests.oracle import naive
from tests.postgres import Database, TestCluster

pytestmark = pytest.mark.proof

DESIGN = HERE / "schema.prisma"

# Four of six bookings were completed, of which one was disputed later; one was cancelled.
# Stars of 5, 4 and a flagged 3.
PROFILE = {"totalJobs": 4, "completedJobs": 3, "cancelledJobs": 1, "averageRating": "4.5"}


def let_in(database: Database) -> str:
    """Return the URL of a role that may write the marketplace, and nothing of ours; the server
    counts its time in India's."""
    names = {
        "role": sql.Identifier(Role.DASHBOARD.login),
        "database": sql.Identifier(database.name),
    }
    with owner(database) as connection:
        for statement in (
            "GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA public TO {role}",
            "ALTER DATABASE {database} SET timezone = 'Asia/Kolkata'",
        ):
            connection.execute(sql.SQL(statement).format(**names))
    return database.access_url


def make_past(database: Database) -> None:
    """The weeks and months that the program writes into."""
    with owner(database) as connection:
        connection.execute("SELECT etl.ensure_partitions('2025-09-01', '2025-10-31')")


def test_what_it_writes_is_counted(
    database: Database, use_database: Callable[[Database], None], application: Application
) -> None:
    """As a role without a right of ours, on a server that counts its time in India's."""
    use_database(database)
    make_past(database)
    url = let_in(database)
    first = application(COMMITTED, url, "70001", "location_point")
    publish()
    application(COMMITTED, url, "70002", "location_point")
    publish()
    assert first["profile"] == PROFILE
    assert first["requestedAt"] == "2025-10-01T18:29:59.999Z"
    assert first["messages"] == 3
    with owner(database) as connection:
        naive.install(connection)
        assert naive.differences(connection) == {}
        assert_counted(connection, first)
        assert_in_their_partitions(connection)


def assert_counted(connection: psycopg.Connection, made: dict[str, str]) -> None:
    row = connection.execute(
        "SELECT reputation_score = calculate_reputation_score(id), reputation_score > 0"
        " FROM provider_profiles WHERE id = %s",
        (made["provider"],),
    ).fetchone()
    assert row == (True, True)
    requested = connection.execute(
        "SELECT cohort_day::text, sum(requested)::int, sum(completed)::int"
        " FROM analytics.booking_funnel_daily WHERE category_id = %s GROUP BY 1 ORDER BY 1",
        (made["category"],),
    ).fetchall()
    assert requested == [("2025-10-01", 3, 2), ("2025-10-02", 3, 2)]
    revenue = connection.execute(
        "SELECT sum(gross_amount), sum(refund_amount) FROM analytics.revenue_summary_daily"
        " WHERE category_id = %s",
        (made["category"],),
    ).fetchone()
    assert revenue is not None
    assert [str(amount) for amount in revenue] == ["2002.00", "500.50"]


def assert_in_their_partitions(connection: psycopg.Connection) -> None:
    """Around the midnights of business days: a month's, and a week's."""
    found = connection.execute(
        "SELECT DISTINCT tableoid::regclass::text FROM messages WHERE created_at < '2025-11-01'"
        " UNION SELECT DISTINCT tableoid::regclass::text FROM search_logs ORDER BY 1"
    ).fetchall()
    assert [name for (name,) in found] == [
        "partitions.messages_y2025m09",
        "partitions.messages_y2025m10",
        "partitions.search_logs_y2025w40",
        "partitions.search_logs_y2025w41",
    ]


def test_the_same_program_goes_on_after_its_marketplace_was_adopted(
    cluster: TestCluster,
    database: Database,
    use_database: Callable[[Database], None],
    application: Application,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """On tables that Prisma made, while they are followed, and on ours after the take-over."""
    marketplace = cluster.empty()
    use_database(database)
    monkeypatch.setenv("LOCALPRO_ADOPT_URL", marketplace.owner_url)
    settings.cache_clear()
    with owner(marketplace) as there:
        there.execute((HERE / "marketplace.sql").read_bytes())
    application(DESIGN, marketplace.owner_url, "70001", '"locationPoint"')
    run.adopt()
    application(DESIGN, marketplace.owner_url, "70002", '"locationPoint"')
    run.adopt()
    assert_all_is_here(marketplace, database)
    run.finish()
    make_past(database)
    made = application(COMMITTED, database.owner_url, "70003", "location_point")
    publish(full=True)
    assert made["profile"] == PROFILE
    with owner(database) as connection:
        naive.install(connection)
        assert naive.differences(connection) == {}
        assert_counted(connection, made)
    cluster.drop(marketplace)
