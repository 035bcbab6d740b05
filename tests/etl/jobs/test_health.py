"""Failed and late jobs: what the doctor says of them."""

import psycopg

from etl.checks.jobs import check_jobs
from etl.jobs.due import register
from tests.etl.jobs.conftest import Overdue, job
from tests.postgres import Database


def problems(connection: psycopg.Connection) -> dict[str, str]:
    return {found.subject: found.state for found in check_jobs(connection) if not found.is_well}


def test_nothing_is_scheduled(connection: psycopg.Connection) -> None:
    (found,) = check_jobs(connection)
    assert found.is_well
    assert found.state.startswith("none is scheduled")


def test_jobs_in_time(connection: psycopg.Connection, database: Database) -> None:
    register([job("slow"), job("busy")], database.owner_url)
    (found,) = check_jobs(connection)
    assert found.is_well
    assert found.state.startswith("busy due ")


def test_a_late_job(connection: psycopg.Connection, overdue: Overdue) -> None:
    overdue("slow", hours=2)
    assert list(problems(connection)) == ["job slow"]
    assert "has not run" in problems(connection)["job slow"]


def test_a_job_is_late_after_an_hour(connection: psycopg.Connection) -> None:
    connection.execute(
        "INSERT INTO etl.schedule VALUES ('early', '0 * * * *', now() - interval '59 minutes'),"
        " ('late', '0 * * * *', now() - interval '61 minutes')"
    )
    assert list(problems(connection)) == ["job late"]


def test_a_job_that_failed_last(connection: psycopg.Connection) -> None:
    """A refused run says nothing; a later success ends the alarm."""
    connection.execute(
        "INSERT INTO etl.runs (job, outcome, finished_at, error)"
        " VALUES ('archive', 'failed', now(), 'ArchiveError: no space'),"
        " ('archive', 'refused', now(), 'BusyError: another')"
    )
    assert "no space" in problems(connection)["job archive"]
    connection.execute(
        "INSERT INTO etl.runs (job, outcome, finished_at) VALUES ('archive', 'succeeded', now())"
    )
    assert problems(connection) == {}
