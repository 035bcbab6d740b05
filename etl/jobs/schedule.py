"""The jobs, when they are due, and what they call."""

import pkgutil
import re
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime

from apscheduler.triggers.cron import CronTrigger

from etl.errors import SettingsError
from etl.settings import settings

OFF = "off"
"""The schedule of a job that is not to run."""

COPY = "backup copy"
"""The job that there is where LOCALPRO_BACKUP_COPY is set."""


@dataclass(frozen=True)
class Job:
    """A job: its name in the ledger, when it is due, and the function that does it.

    `cron` has five fields, in the business time zone; `target` is `module:function`, loaded when it
    is run, and takes the database URL first. `command` is what a person types to do the same.
    """

    name: str
    cron: str
    target: str
    arguments: Mapping[str, object] = field(default_factory=dict)
    command: str = ""
    writes_marketplace: bool = False
    """Whether it writes rows of the marketplace: not while one is adopted, which writes them."""

    def run(self, url: str | None = None) -> None:
        """Do the job; raises what its function raises."""
        pkgutil.resolve_name(self.target)(url, **self.arguments)

    def next_due(self, after: datetime) -> datetime:
        """Return the first time from `after` on at which the job is due."""
        due = trigger(self).get_next_fire_time(None, after)
        assert isinstance(due, datetime)
        return due


JOBS = (
    Job(
        "refresh",
        "*/15 * * * *",
        "etl.refresh.publish:publish",
        {"only_if_changed": True},
        command="localpro refresh --if-changed",
    ),
    Job(
        "partitions",
        "15 1 * * *",
        "etl.partitions.lifecycle:maintain",
        command="localpro partitions",
        writes_marketplace=True,
    ),
    Job(
        "reputation",
        "30 2 * * *",
        "etl.reputation.recalc:recalc",
        command="localpro reputation recalc",
        writes_marketplace=True,
    ),
    Job(
        "archive",
        "0 3 * * *",
        "etl.jobs.archiving:archive_old_weeks",
        command="localpro archive",
        writes_marketplace=True,
    ),
    Job(
        "backup",
        "0 4 * * *",
        "etl.backup.nightly:back_up",
        command="localpro backup nightly",
    ),
    Job(
        COPY,
        "*/15 * * * *",
        "etl.backup.offsite:copy_backups",
        command="localpro backup copy",
    ),
    Job(
        "verify",
        "0 5 * * *",
        "etl.refresh.verify:verify",
        {"days": 7},
        command="localpro refresh --verify 7",
    ),
    Job(
        "archive check",
        "30 5 * * *",
        "etl.jobs.archiving:check_archive",
        command="localpro archive check",
    ),
)
"""Every job there is. To add one, add a line: its function records its runs under that name."""


COMMANDS = {job.name: job.command for job in JOBS}
"""What a person types to do a job, by its name in the ledger."""


def scheduled_jobs() -> list[Job]:
    """Return the jobs that are on, with the schedules of `LOCALPRO_SCHEDULES`.

    Raises SettingsError for a job that there is not, or a schedule that cannot be read.
    """
    own = settings().schedules
    if unknown := sorted(own.keys() - {job.name for job in JOBS}):
        known = ", ".join(job.name for job in JOBS)
        raise SettingsError(
            f"LOCALPRO_SCHEDULES names {', '.join(unknown)}, but the jobs are {known}"
        )
    jobs = [replace(job, cron=own.get(job.name, job.cron)) for job in JOBS]
    wanted = [job for job in jobs if job.cron != OFF and _has_work(job)]
    for job in wanted:
        trigger(job)
    return wanted


def _has_work(job: Job) -> bool:
    """Backups are copied where a place for that is set."""
    return job.name != COPY or settings().backup_copy is not None


def trigger(job: Job) -> CronTrigger:
    """Return the times at which the job is due; raise SettingsError for an unreadable schedule."""
    if re.fullmatch(r"\S+ \S+ \S+ \S+ \S*\d\S*", job.cron):
        # APScheduler counts weekdays from Monday, cron from Sunday: names mean the same to both.
        raise SettingsError(
            f"the schedule {job.cron!r} of {job.name}: name weekdays, as in mon-fri"
        )
    try:
        return CronTrigger.from_crontab(job.cron, settings().timezone)
    except ValueError as error:
        raise SettingsError(
            f"the schedule {job.cron!r} of {job.name} is none: {error}; five fields as in"
            f" `*/15 * * * *`, or {OFF}"
        ) from error
