"""The nightly job: a new backup, verified; then what no moment needs any more goes."""

from datetime import UTC, date, datetime, timedelta
from itertools import pairwise
from zoneinfo import ZoneInfo

from etl.backup import dump
from etl.backup.alone import alone
from etl.backup.base import make
from etl.backup.catalog import Base, lineage_named
from etl.backup.retention import thin
from etl.backup.server import Server, server_of
from etl.backup.store import Folder, bucket
from etl.backup.verify import examine, examine_wal
from etl.clock import require_credible
from etl.cluster.home import at
from etl.errors import BackupError
from etl.rotation import is_turn, today
from etl.settings import settings

DUMPED_EVERY = timedelta(days=6, hours=12)
"""How old the newest dump may be: one is written in a night of every week."""


def back_up(url: str | None = None) -> Base:
    """Make a backup, verify it and those whose turn it is, and remove what is not needed any more;
    once a week, write a dump, too.

    Each backup has its turn when it is as old as what others then rely on. Nothing is removed
    unless the new one is good. Raises BackupError when any is not.
    """
    server = server_of(at(settings().var_dir), url)
    with alone(server, "backup") as (run, connection):
        made = make(server, connection)
        run.row_count = made.record.bytes
        examine(server, made)
        _dump_weekly(server, made)
        damaged = _examine_old(server, made, today(connection))
        require_credible(connection, "localpro backup prune")
        since = datetime.now(UTC) - timedelta(days=settings().backup_days)
        thin(Folder(server.folder), since)
        if address := settings().backup_copy:
            thin(bucket(address), since)
        if damaged:
            raise BackupError("; ".join(damaged))
        return made


def _examine_old(server: Server, made: Base, tonight: date) -> list[str]:
    """Verify the backups whose turn it is, and WAL that nobody read yet; return what is wrong."""
    lineage = lineage_named(Folder(server.folder), made.lineage)
    bases = [base for base in lineage.bases if base.name != made.name]
    wrong = []
    for base, later in pairwise([*bases, made]):
        try:
            if base.verdict is None or is_turn(_day(base), tonight):
                examine(server, base)
            elif not base.verdict.reason and base.verdict.wal_until < later.first.name:
                examine_wal(server, base)
        except BackupError as error:
            wrong.append(str(error))
    return wrong


def _day(base: Base) -> date:
    """Return the business day of a backup."""
    return base.record.finished_at.astimezone(ZoneInfo(settings().timezone)).date()


def _dump_weekly(server: Server, made: Base) -> None:
    newest = dump.newest(server.folder / made.lineage)
    if newest is None or made.record.finished_at - newest > DUMPED_EVERY:
        dump.write(server)
