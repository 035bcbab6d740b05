"""Data that grow old, jobs that nobody runs, roles that may too much or too little."""

import re
from collections.abc import Callable

import psycopg
import pytest

from etl.checks.database import check_database
from etl.checks.roles import NARROW, check_grants, check_logins
from etl.cluster import bootstrap
from etl.cluster.environment import Role
from tests.etl.checks.conftest import Problems
from tests.factories import make_booking, make_customer
from tests.postgres import Database, TestCluster


def age(connection: psycopg.Connection, days: float) -> None:
    """Make all that happened so much older."""
    for table, columns in (
        ("analytics.data_versions", ("published_at", "as_of")),
        ("etl.runs", ("started_at", "finished_at")),
    ):
        changes = ", ".join(f"{name} = {name} - interval '{days} days'" for name in columns)
        connection.execute(f"UPDATE {table} SET {changes}".encode())


def ran(connection: psycopg.Connection, job: str, hours_ago: float) -> None:
    connection.execute(
        "INSERT INTO etl.runs (job, outcome, started_at, finished_at)"
        " SELECT %s, 'succeeded', at, at"
        " FROM (SELECT now() - make_interval(secs => %s) AS at) AS moment",
        (job, hours_ago * 3600),
    )


def test_data_two_days_old_and_nobody_runs_anything(
    spoiled: psycopg.Connection, problems: Problems
) -> None:
    age(spoiled, 2.01)
    make_booking(spoiled, make_customer(spoiled), "plumber")
    found = problems()
    assert "the last look for changes was 2.0 days ago; changes of " in found["data"].state
    assert "bookings" in found["data"].state
    assert "`localpro schedule`" in found["data"].remedy
    assert found["schedule"].state.startswith("refresh, partitions, reputation, archive")


def test_a_refresh_that_found_nothing_looked(
    spoiled: psycopg.Connection, problems: Problems
) -> None:
    age(spoiled, 2.01)
    ran(spoiled, "refresh", hours_ago=23)
    assert "data" not in problems()
    spoiled.execute("UPDATE etl.runs SET outcome = 'refused' WHERE job = 'refresh'")
    assert "data" in problems()


def test_jobs_that_are_run_by_cron_or_off(
    spoiled: psycopg.Connection, problems: Problems, monkeypatch: pytest.MonkeyPatch
) -> None:
    from etl.settings import settings  # noqa: PLC0415 - patched as the process sees it

    off = dict.fromkeys(("archive", "archive check", "backup"), "off")
    monkeypatch.setattr(settings(), "schedules", off)
    age(spoiled, 3)
    for job in ("refresh", "partitions", "reputation"):
        ran(spoiled, job, hours_ago=20)
    assert problems()["schedule"].state.startswith("verify: not scheduled")
    spoiled.execute("INSERT INTO etl.schedule VALUES ('verify', '0 5 * * *', now())")
    assert problems() == {}


def test_a_version_of_the_future(spoiled: psycopg.Connection, problems: Problems) -> None:
    age(spoiled, -400)
    found = problems()
    assert "in the future" in found["data"].state
    assert found["data"].remedy == "Run `localpro refresh --full`"
    assert "clock" not in found, "the clock is right now"


def test_jobs_due_in_the_far_future(spoiled: psycopg.Connection, problems: Problems) -> None:
    spoiled.execute(
        "INSERT INTO etl.schedule VALUES ('verify', '0 5 * * *', now() + interval '9d')"
    )
    assert "the clock was ahead" in problems()["job verify"].state


@pytest.mark.parametrize(
    ("change", "said", "remedy"),
    [
        (
            "GRANT SELECT (phone) ON users TO localpro_reader",
            "may read public.users",
            "REVOKE ALL ON public.users FROM PUBLIC, localpro_reader",
        ),
        (
            "GRANT INSERT ON analytics.provider_directory TO localpro_reader",
            "may write analytics.provider_directory",
            "REVOKE ALL ON analytics.provider_directory FROM PUBLIC, localpro_reader",
        ),
        (
            "REVOKE SELECT ON analytics.jobs FROM localpro_reader",
            "cannot read analytics.jobs",
            "GRANT SELECT ON analytics.jobs TO localpro_reader",
        ),
        (
            "REVOKE USAGE ON SCHEMA geo FROM localpro_reader",
            "cannot use geo",
            "GRANT USAGE ON SCHEMA geo TO localpro_reader",
        ),
        (
            "GRANT SELECT ON analytics.jobs TO localpro_dashboard",
            "may read analytics.jobs",
            "REVOKE ALL ON analytics.jobs FROM PUBLIC, localpro_dashboard",
        ),
        (
            "GRANT UPDATE ON access.members TO localpro_dashboard",
            "may write access.members",
            "REVOKE ALL ON access.members FROM PUBLIC, localpro_dashboard",
        ),
        (
            "REVOKE EXECUTE ON FUNCTION access.member(text) FROM localpro_dashboard",
            "cannot call access.member(text)",
            "GRANT EXECUTE ON FUNCTION access.member(text) TO localpro_dashboard",
        ),
        (
            "GRANT EXECUTE ON FUNCTION access.member(text) TO localpro_reader",
            "may call access.member(text)",
            "REVOKE ALL ON FUNCTION access.member(text) FROM PUBLIC, localpro_reader",
        ),
        (
            "REVOKE USAGE ON SCHEMA access FROM localpro_dashboard",
            "cannot use access",
            "GRANT USAGE ON SCHEMA access TO localpro_dashboard",
        ),
    ],
)
def test_grants_that_are_not_as_they_should(
    spoiled: psycopg.Connection, problems: Problems, change: str, said: str, remedy: str
) -> None:
    spoiled.execute(change.encode())
    found = problems()[f"grants of {re.findall('localpro_[a-z]+', change)[0]}"]
    assert found.state == said
    assert remedy in found.remedy


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ("GRANT CONNECT ON DATABASE postgres TO {}", "gets into postgres"),
        ("GRANT TEMPORARY ON DATABASE {database} TO {}", "may make temporary tables in {database}"),
        ("GRANT EXECUTE ON FUNCTION lo_from_bytea TO {}", "may call lo_from_bytea(oid,bytea)"),
        ("GRANT EXECUTE ON FUNCTION _postgis_stats TO {}", "may call _postgis_stats("),
    ],
)
def test_what_the_server_lets_everybody_do(
    database: Database, cluster: TestCluster, change: str, said: str
) -> None:
    """Where etl/cluster/bootstrap.sql was not run, or somebody gave it back."""
    made = change.format("localpro_reader", database=database.name)
    with bootstrap.superuser(cluster.server, database.name) as connection:
        with connection.transaction(force_rollback=True):
            connection.execute(made.encode())
            (found,) = check_grants(connection)
        (well,) = check_grants(connection)
    assert found.subject == "grants of localpro_reader"
    assert found.state.startswith(said.format(database=database.name))
    assert "REVOKE" in found.remedy
    assert well.is_well


def test_roles_get_in_or_it_is_said_why(database: Database) -> None:
    urls = {role: database.addresses.url(role, database.name) for role in NARROW}
    assert all(found.is_well for found in check_logins(urls))
    password = database.addresses.passwords[Role.ADMIN]
    (found,) = check_logins({Role.ADMIN: database.admin_url.replace(password, "wrong")})
    assert "does not get in" in found.state
    assert "LOCALPRO_REPORTING_URL" in found.remedy


def test_the_reader_as_the_owner(database: Database) -> None:
    """Every check ends in a finding, none in a traceback."""
    with database.connect(Role.READER) as connection:
        found = [*check_database(connection, "Asia/Kolkata")]
    wrong = {each.subject: each for each in found if not each.is_well}
    assert "owner" in wrong
    assert "LOCALPRO_DATABASE_URL" in wrong["owner"].remedy
    assert "LOCALPRO_DATABASE_URL" in wrong["schema"].remedy


@pytest.mark.parametrize(
    "change",
    [
        "DROP SCHEMA rollup CASCADE",
        "DROP SCHEMA partitions CASCADE",
        "DROP TABLE etl.runs CASCADE",
        "DROP TABLE etl.schedule CASCADE",
        "DROP FUNCTION etl.existing_partitions() CASCADE",
        "DROP FUNCTION etl.business_day(timestamptz) CASCADE",
        "DROP VIEW analytics.jobs CASCADE",
        "DROP TABLE bookings CASCADE",
        "DROP TABLE etl.archived_weeks CASCADE",
        "DELETE FROM alembic_version",
        "ALTER TABLE alembic_version RENAME COLUMN version_num TO version",
    ],
)
def test_odd_states_are_findings(
    spoiled: psycopg.Connection, problems: Problems, change: str
) -> None:
    spoiled.execute(change.encode())
    assert problems() != {}
    assert all(found.remedy for found in problems().values())


def test_indexes_and_settings(
    database: Database, cluster: TestCluster, use_database: Callable[[Database], None]
) -> None:
    """An index that a stopped build left, and a table without vacuum."""
    use_database(database)
    with bootstrap.superuser(cluster.server, database.name) as connection:
        connection.execute(
            "UPDATE pg_index SET indisvalid = false"
            " WHERE indexrelid = 'public.bookings_completed_at_idx'::regclass"
        )
    with database.connect() as connection:
        connection.execute("ALTER TABLE bookings SET (autovacuum_enabled = false)")
        connection.commit()
        found = {each.subject: each for each in check_database(connection, "Asia/Kolkata")}
    assert "REINDEX INDEX CONCURRENTLY" in found["index public.bookings_completed_at_idx"].remedy
    assert "RESET (autovacuum_enabled)" in found["table public.bookings"].remedy
    with database.connect(autocommit=True) as connection:
        connection.execute("REINDEX INDEX CONCURRENTLY public.bookings_completed_at_idx")
        connection.execute("ALTER TABLE public.bookings RESET (autovacuum_enabled)")


def test_a_read_only_database(database: Database) -> None:
    with database.connect(autocommit=True) as connection:
        connection.execute("SET default_transaction_read_only = on")
        found = {each.subject: each for each in check_database(connection, "Asia/Kolkata")}
    assert "read-only" in found["writes"].state
