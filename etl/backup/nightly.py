"""The nightly job: a new backup, verified; then what no moment needs any more goes."""

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

from etl.backup.base import make
from etl.backup.catalog import Base, lineage_named
from etl.backup.dump import dump
from etl.backup.retention import thin
from etl.backup.server import Server, server_of
from etl.backup.store import Folder, bucket
from etl.backup.verify import examine
from etl.clock import require_credible
from etl.cluster.home import at
from etl.db import Lock, connect, exclusive
from etl.errors import BackupError
from etl.ledger import in_ledger
from etl.rotation import is_turn, today
from etl.settings import settings


def back_up(url: str | None = None) -> Base:
    """Make a backup, verify it and those whose turn it is, and remove what is not needed any more.

    Each backup has its turn when it is as old as what others then rely on. Nothing is removed
    unless the new one is good. Raises BackupError when any is not.
    """
    server = server_of(at(settings().var_dir), url)
    with (
        in_ledger("backup", {"folder": str(server.folder)}, server.url) as run,
        connect(server.url, autocommit=True, application_name="localpro backup") as connection,
        exclusive(connection, Lock.BACKUP),
    ):
        made = make(server, connection)
        run.row_count = made.record.bytes
        examine(server, made)
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
    """Verify the backups whose turn it is, and return what was found wrong."""
    zone = ZoneInfo(settings().timezone)
    wrong = []
    for base in lineage_named(Folder(server.folder), made.lineage).bases:
        day = base.record.finished_at.astimezone(zone).date()
        if base.name != made.name and is_turn(day, tonight):
            try:
                examine(server, base)
            except BackupError as error:
                wrong.append(str(error))
    return wrong


def dump_database(url: str | None = None) -> None:
    """Write a dump beside the backups."""
    dump(server_of(at(settings().var_dir), url))
