"""Whether there is a backup to go back to, and WAL that leads on from it."""

from collections.abc import Iterator, Sequence
from datetime import timedelta

import psycopg

from etl.backup import archiving
from etl.backup.archiving import Archiving
from etl.backup.catalog import Base, Lineage, lineage_named
from etl.backup.store import Folder
from etl.backup.wal import missing
from etl.checks.disk import check_disk
from etl.checks.findings import Finding
from etl.jobs.schedule import OFF
from etl.settings import settings

OLDEST = timedelta(hours=36)
"""How old the newest backup that was found good may be: one is made every night."""

NIGHTLY = "Run `localpro backup nightly`, and start `localpro schedule`"


def check_backups(connection: psycopg.Connection) -> Iterator[Finding]:
    """Tell of backups that are too old, damaged or open to others, and of WAL that is not kept."""
    found = archiving.state(connection)
    if found.lineage is None:
        yield _check_begun(connection)
        return
    lineage = lineage_named(Folder(settings().backups), found.lineage)
    yield _check_newest(lineage, found)
    yield _check_wal(lineage, found)
    if settings().backups.exists():
        yield from _check_folder()


def _check_begun(connection: psycopg.Connection) -> Finding:
    """Somebody else may see to backups; on the first two days nobody has to."""
    row = connection.execute(
        "SELECT min(started_at) < clock_timestamp() - interval '2 days' FROM etl.runs"
    ).fetchone()
    if settings().schedules.get("backup") == OFF:
        return Finding("backups", "none, and the job is off: others are to see to them")
    if row == (True,):
        remedy = f"{NIGHTLY}; `localpro backup archiving` says what that takes"
        return Finding("backups", "there is none, and no WAL is kept", remedy)
    return Finding("backups", "none yet; the first is made by the first night's job")


def _check_newest(lineage: Lineage, found: Archiving) -> Finding:
    good = [base for base in lineage.bases if base.state == "good"]
    if not good:
        state = f"none of {len(lineage.bases)} in {settings().backups} is known to be good"
        return Finding("backups", state, _remedy(lineage.bases))
    newest = good[-1]
    state = f"the newest good one is of {newest.record.finished_at:%Y-%m-%d %H:%M %Z}"
    if found.now - newest.record.finished_at > OLDEST:
        return Finding("backups", state, _remedy(lineage.bases[lineage.bases.index(newest) :]))
    if damaged := [base.name for base in lineage.bases if base.state == "damaged"]:
        remedy = f"The others are good; look to that disk, then remove {damaged[0]}"
        return Finding("backups", f"{state}; {', '.join(damaged)} cannot be relied on", remedy)
    return Finding("backups", f"{state}, {len(good)} in all")


def _remedy(bases: Sequence[Base]) -> str:
    """Return what to do, with what was found wrong with the newest that was looked at."""
    reasons = [base.verdict.reason for base in bases if base.verdict and base.verdict.reason]
    return f"{reasons[-1]}. {NIGHTLY}" if reasons else NIGHTLY


def _check_wal(lineage: Lineage, found: Archiving) -> Finding:
    if found.mode == "off":
        remedy = "Run `localpro down`, then `localpro up`"
        return Finding("WAL", "the server was started without archiving", remedy)
    if found.is_failing:
        state = (
            f"{found.last_failed_wal} cannot be archived since {found.last_failed_time:%H:%M %Z}"
        )
        return Finding("WAL", state, "The server's log says why; it keeps all WAL meanwhile")
    if lineage.bases and (gap := next(missing(lineage.bases[-1].first, lineage.segments), None)):
        state = f"{gap.name} is missing: nothing after it can be restored"
        return Finding("WAL", state, NIGHTLY)
    return Finding("WAL", f"archived until {found.last_archived_wal}")


def _check_folder() -> Iterator[Finding]:
    folder = settings().backups
    if folder.stat().st_mode & 0o077:
        yield Finding(
            "backups' modes", f"{folder} can be read by others", f"Run `chmod go= {folder}/`"
        )
    yield check_disk("backups' disk", folder)
