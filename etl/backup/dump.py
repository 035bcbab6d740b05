"""`pg_dump` beside the base backups: the database as other versions and machines read it, too.

It is of one moment, and no WAL leads on from it.
"""

from datetime import UTC, datetime
from pathlib import Path

from etl.backup import archiving
from etl.backup.alone import alone
from etl.backup.server import Server, sync_folder, without_password
from etl.errors import BackupError, ClusterError


def dump(server: Server) -> Path:
    """Write the database to `<lineage>/dump`, in PostgreSQL's own format; return the file.

    It gets its name when it is complete and its table of contents can be read. Raises BackupError,
    and leaves nothing, when that fails; BusyError while a backup is being made.
    """
    with alone(server, "backup dump") as (run, _):
        file = write(server)
        run.row_count = file.stat().st_size
        return file


def write(server: Server) -> Path:
    """Do what `dump` does, while nobody else makes a backup."""
    folder = server.make_folder(archiving.ensure(server), "dump")
    file = folder / f"{datetime.now(UTC):%Y%m%dT%H%M%SZ}.dump"
    partial = file.with_name(f".{file.name}")
    for left in folder.glob(".*.dump"):
        left.unlink()
    try:
        server.run(
            *(server.program("pg_dump"), "--format", "custom", "--no-password"),
            *("--file", partial),
            access=without_password(server.url),
        )
        server.run(server.program("pg_restore"), "--list", partial)
    except ClusterError as error:
        partial.unlink(missing_ok=True)
        raise BackupError(f"no dump was made: {error}") from error
    server.own(partial)
    partial.replace(file)
    sync_folder(folder)
    return file


def newest(folder: Path) -> datetime | None:
    """Return when the newest dump in a lineage's folder was made, None where there is none."""
    made = [file.stat().st_mtime for file in (folder / "dump").glob("[!.]*.dump")]
    return datetime.fromtimestamp(max(made), UTC) if made else None
