"""Every job can be called, records itself under its name, and is due when it says."""

import inspect
import pkgutil
from datetime import UTC, datetime
from pathlib import Path

import pytest
from typer.testing import CliRunner

from etl import cli
from etl.errors import SettingsError
from etl.jobs.schedule import JOBS, Job, scheduled_jobs, trigger
from etl.settings import settings
from tests.factories import ist
from tests.postgres import Database


@pytest.mark.parametrize("known", JOBS, ids=lambda job: job.name)
def test_jobs_take_what_they_are_given(known: Job, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(settings(), "backup_copy", "s3://safe")
    inspect.signature(pkgutil.resolve_name(known.target)).bind("url", **known.arguments)
    assert known in scheduled_jobs()


@pytest.mark.parametrize(
    "known", [job for job in JOBS if job.name != "backup"], ids=lambda job: job.name
)
def test_jobs_record_themselves(
    database: Database, known: Job, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    """But for a backup, which takes a cluster of its own: tests/etl/backup/test_nightly.py."""
    monkeypatch.setattr(settings(), "archive_url", str(tmp_path))
    known.run(database.owner_url)
    with database.connect() as connection:
        recorded = connection.execute("SELECT job, outcome FROM etl.runs").fetchall()
    assert (known.name, "succeeded") in recorded


def test_hours_are_business_hours() -> None:
    """02:30 in India is 21:00 UTC of the day before."""
    nightly = Job("nightly", "30 2 * * *", "nothing")
    after = datetime(2025, 3, 1, 20, tzinfo=UTC)
    assert nightly.next_due(after) == datetime(2025, 3, 1, 21, tzinfo=UTC)
    assert nightly.next_due(ist("2025-03-02 02:31")) == ist("2025-03-03 02:30")


def test_settings_change_a_schedule(monkeypatch: pytest.MonkeyPatch) -> None:
    own = {"refresh": "*/5 * * * mon-fri", "reputation": "off"}
    monkeypatch.setattr(settings(), "schedules", own)
    jobs = {job.name: job.cron for job in scheduled_jobs()}
    assert jobs["refresh"] == "*/5 * * * mon-fri"
    assert "reputation" not in jobs


@pytest.mark.parametrize(
    ("own", "message"),
    [
        ({"refresher": "* * * * *"}, "names refresher, but the jobs are refresh, "),
        ({"refresh": "daily"}, "the schedule 'daily' of refresh is none.*five fields"),
        ({"refresh": "61 * * * *"}, "the schedule '61 .*' of refresh is none"),
        ({"refresh": "0 2 * * 0"}, "name weekdays, as in mon-fri"),
    ],
)
def test_an_unreadable_schedule_is_named(
    monkeypatch: pytest.MonkeyPatch, own: dict[str, str], message: str
) -> None:
    monkeypatch.setattr(settings(), "schedules", own)
    with pytest.raises(SettingsError, match=message):
        scheduled_jobs()


def test_backups_are_copied_where_there_is_a_place_for_that(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    assert "backup copy" not in {job.name for job in scheduled_jobs()}
    monkeypatch.setattr(settings(), "backup_copy", "s3://safe")
    assert "backup copy" in {job.name for job in scheduled_jobs()}


def test_weekdays_by_number_would_be_a_day_off() -> None:
    """Why they are refused: Sunday is 0 in cron, and 2 March 2025 is one."""
    with pytest.raises(SettingsError):
        trigger(Job("weekly", "0 0 * * 0", "nothing"))
    weekly = Job("weekly", "0 0 * * sun", "nothing")
    assert weekly.next_due(ist("2025-03-01 12:00")) == ist("2025-03-02 00:00")


@pytest.mark.parametrize("known", JOBS, ids=lambda job: job.name)
def test_every_job_has_a_command_that_exists(known: Job) -> None:
    program, *arguments = known.command.split()
    assert program == "localpro"
    told = CliRunner().invoke(cli.app, [*arguments, "--help"])
    assert told.exit_code == 0, told.output
