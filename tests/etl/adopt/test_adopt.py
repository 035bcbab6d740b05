"""A marketplace that Prisma made and filled comes whole, while it is written."""

import random
import signal
import subprocess
import sys
from collections.abc import Iterator

import psycopg
import pytest

from etl.adopt import carry, run
from etl.cluster.environment import Role
from etl.errors import AdoptError, InUseError
from etl.refresh.publish import publish
from etl.synthetic.load import TABLES
from tests.etl.adopt.conftest import owner, rows_of
from tests.oracle import naive
from tests.postgres import Database

WRITERS = (
    'UPDATE users SET "name" = \'Changed\', "updatedAt" = now() WHERE "id" = \'user{n}\'',
    "UPDATE bookings SET \"status\" = 'COMPLETED' WHERE \"id\" = 'booking{n}'",
    'UPDATE messages SET "createdAt" = "createdAt" + interval \'40 days\''
    " WHERE \"id\" LIKE 'message1roombooking{n}%'",
    "DELETE FROM reviews WHERE \"bookingId\" = 'booking{n}'",
    "DELETE FROM chat_rooms WHERE \"bookingId\" = 'booking{n}'",
    "DELETE FROM notifications WHERE \"userId\" = 'user{n}'",
    'INSERT INTO notifications ("id", "userId", "type", "title", "body", "createdAt")'
    " VALUES ('new{n}', 'user1', 'SYSTEM_ALERT', 'New', '', now())",
    'INSERT INTO users ("id", "role", "phone", "name", "updatedAt")'
    " VALUES ('a{n}', 'CUSTOMER', 'new {n}', 'Early', now()),"
    " ('z{n}', 'CUSTOMER', 'late {n}', 'Late', now());"
    'INSERT INTO customer_profiles ("id", "userId", "updatedAt")'
    " VALUES ('z{n}', 'a{n}', now()), ('a{n}', 'z{n}', now())",
    # Another user gets the phone of one that goes; two exchange theirs.
    "DELETE FROM accounts WHERE \"userId\" = 'user{n}';"
    'UPDATE users SET "phone" = \'gone \' || "id" WHERE "id" = \'user{n}\';'
    'INSERT INTO users ("id", "role", "phone", "name", "updatedAt")'
    " VALUES ('heir{n}', 'CUSTOMER', '+91' || 7000000000 + {n}, 'Heir', now())",
    "UPDATE users SET \"email\" = NULL WHERE \"id\" IN ('user{n}', 'user1')",
)
"""What the application does meanwhile, each as one transaction."""


def assert_all_is_here(marketplace: Database, database: Database) -> None:
    with owner(marketplace) as there, owner(database) as here:
        for table in TABLES:
            assert rows_of(here, table) == rows_of(there, table), table


def test_every_row_comes(marketplace: Database, database: Database) -> None:
    compared = run.adopt()
    assert_all_is_here(marketplace, database)
    with owner(marketplace) as there:
        assert {each.table: each.here[0] for each in compared} == {
            table: there.execute(f"SELECT count(*) FROM {table}").fetchone()[0]  # type: ignore[index]
            for table in TABLES
        }
    publish(full=True)
    assert_counts_as_there(database, marketplace)


def assert_counts_as_there(database: Database, marketplace: Database) -> None:
    """What is published is what the marketplace's own rows say."""
    with owner(database) as here, owner(marketplace) as there:
        naive.install(here)
        assert naive.differences(here) == {}
        requested = here.execute(
            "SELECT cohort_day::text, sum(requested)::int FROM analytics.booking_funnel_daily"
            " GROUP BY 1 ORDER BY 1"
        ).fetchall()
        assert (
            requested
            == there.execute(
                """
            SELECT ("createdAt" + interval '5 hours 30 minutes')::date::text, count(*)::int
            FROM bookings GROUP BY 1 ORDER BY 1
            """
            ).fetchall()
        )
        gross = here.execute("SELECT sum(gross_amount) FROM analytics.revenue_summary_daily")
        assert gross.fetchall() == there.execute('SELECT sum("amount") FROM payments').fetchall()


@pytest.mark.proof
def test_changes_come(marketplace: Database, database: Database) -> None:
    """Parents and children are written while some tables are here, some half; and afterwards."""
    lot = random.Random(7)
    with owner(marketplace) as writer:
        for number, _ in enumerate(steps(batch=150)):
            act(writer, WRITERS[number % len(WRITERS)], lot.randint(21, 120))
    run.adopt()
    assert_all_is_here(marketplace, database)
    with owner(marketplace) as writer:
        for number in range(5 * len(WRITERS)):
            act(writer, WRITERS[number % len(WRITERS)], lot.randint(21, 120))
    run.adopt()
    assert_all_is_here(marketplace, database)
    with owner(marketplace) as there:
        left = there.execute("SELECT count(*) FROM localpro_adopt.changes").fetchone()
        assert left == (0,)
    exchange_what_is_unique(marketplace)
    run.adopt()
    assert_all_is_here(marketplace, database)


def exchange_what_is_unique(marketplace: Database) -> None:
    """Two users exchange their phones; a customer's profile and a chat are made anew."""
    with owner(marketplace) as writer:
        writer.execute(
            """
            UPDATE users SET "phone" = 'x' WHERE "id" = 'user30';
            UPDATE users SET "phone" = '+917000000030' WHERE "id" = 'user31';
            UPDATE users SET "phone" = '+917000000031' WHERE "id" = 'user30';
            INSERT INTO users ("id", "role", "phone", "name", "updatedAt")
            VALUES ('new', 'CUSTOMER', 'new', 'New', now());
            INSERT INTO customer_profiles ("id", "userId", "updatedAt") VALUES ('p1', 'new', now());
            """
        )
        run.adopt()
        writer.execute(
            """
            DELETE FROM customer_profiles WHERE "id" = 'p1';
            INSERT INTO customer_profiles ("id", "userId", "updatedAt") VALUES ('p0', 'new', now());
            DELETE FROM chat_rooms WHERE "id" = (SELECT min("id") FROM chat_rooms);
            INSERT INTO chat_rooms ("id", "customerId", "providerId", "bookingId", "updatedAt")
            SELECT 'again', "customerId", "providerId", "id", now() FROM bookings
            WHERE "id" NOT IN (SELECT "bookingId" FROM chat_rooms)
                AND ("customerId", "providerId") NOT IN (
                    SELECT "customerId", "providerId" FROM chat_rooms
                )
            ORDER BY "id" LIMIT 1
            """
        )


def act(writer: psycopg.Connection, what: str, number: int) -> None:
    """Write as the application does; what it may not do, it does not."""
    try:
        with writer.transaction():
            writer.execute(what.format(n=number).encode())
    except psycopg.IntegrityError:
        return


def steps(batch: int) -> Iterator[tuple[str, int]]:
    """Carry batch by batch, and yield after each."""
    with run.both_sides() as sides:
        run._begin(sides)
        while carried := carry.copy_batch(sides.source, sides.target, sides.plan, batch):
            yield carried


DIES = """
import os, signal, sys
from etl.adopt import carry, run

carry.BATCH = 200
where, left = sys.argv[1], int(sys.argv[2])
called = getattr(carry, where)

def die(*given, **more):
    global left
    left -= 1
    if left == 0:
        os.kill(os.getpid(), signal.SIGKILL)
    return called(*given, **more)

setattr(carry, where, die)
run.adopt()
"""
"""Killed before it carries rows, before that is committed, and before changes are forgotten."""


@pytest.mark.proof
def test_killed_anywhere_it_goes_on(marketplace: Database, database: Database) -> None:
    lot = random.Random(5)
    for where, calls in (("_send", 12), ("forget", 9), ("carry_changes", 2)):
        process = subprocess.run([sys.executable, "-c", DIES, where, str(calls)], check=False)
        assert process.returncode == -signal.SIGKILL, where
        with owner(marketplace) as writer:
            for what in WRITERS:
                act(writer, what, lot.randint(21, 120))
    run.adopt()
    assert_all_is_here(marketplace, database)


def test_taken_over(
    marketplace: Database, database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A writer's open transaction makes it give up, and others wait for it 2 s at most. Afterwards
    nobody writes there any more; counters and scores are what counting gives here.
    """
    monkeypatch.setattr("etl.partitions.patience.LOCK_TIMEOUT", "200ms")
    monkeypatch.setattr("etl.partitions.patience.ATTEMPTS", 2)
    run.adopt()
    with owner(marketplace) as writer:
        with owner(marketplace) as idle, idle.transaction():
            idle.execute("UPDATE users SET \"name\" = 'Waits' WHERE \"id\" = 'user1'")
            with pytest.raises(InUseError, match="cannot take over the marketplace"):
                run.finish()
            writer.execute("UPDATE users SET \"name\" = 'Writes' WHERE \"id\" = 'user2'")
        run.finish()
        for table in TABLES:
            for refused in (f"DELETE FROM {table}", f"TRUNCATE {table} CASCADE"):
                with pytest.raises(psycopg.Error, match="has moved"):
                    writer.execute(refused.encode())
    with owner(database) as here:
        names = here.execute("SELECT name FROM users WHERE id IN ('user1', 'user2') ORDER BY id")
        assert names.fetchall() == [("Waits",), ("Writes",)]
        wrong = here.execute("SELECT count(*) FROM etl.counters_that_disagree()").fetchone()
        assert wrong == (0,)
    with pytest.raises(AdoptError, match="was taken over"):
        run.adopt()


@pytest.mark.proof
def test_others_write_here_and_there(marketplace: Database, database: Database) -> None:
    """The application's own role writes there as before, without a right of ours; what people
    export here is no difference; what somebody writes into its rows here is found.
    """
    run.adopt()
    with owner(marketplace) as there, owner(database) as here:
        there.execute("GRANT INSERT, SELECT ON notifications TO localpro_dashboard")
        with marketplace.connect(role=Role.DASHBOARD, autocommit=True) as application:
            application.execute(WRITERS[6].format(n=1).encode())
        here.execute(
            "INSERT INTO admin_logs (user_id, action, entity_type, entity_id)"
            " VALUES ('ana', 'EXPORT', 'FILE', 'one')"
        )
        run.adopt()
        came = here.execute("SELECT count(*) FROM notifications WHERE id = 'new1'")
        assert came.fetchone() == (1,)
        here.execute("UPDATE categories SET name = 'Other' WHERE id = 'category1'")
        with pytest.raises(AdoptError, match="categories: what is here is not what is there"):
            run.adopt()
    let_go(marketplace)


def let_go(marketplace: Database) -> None:
    """Nothing of ours is left there; what changed since is unknown, and that is said."""
    run.let_go()
    with owner(marketplace) as there:
        left = there.execute(
            "SELECT (SELECT count(*) FROM pg_trigger WHERE tgname ~ 'localpro'),"
            " (SELECT count(*) FROM pg_namespace WHERE nspname ~ 'localpro')"
        )
        assert left.fetchone() == (0, 0)
    with pytest.raises(AdoptError, match="no longer notes its changes"):
        run.adopt()
