"""`pg_dump` beside the base backups: the database as other versions and machines read it, too.

It is of one moment, and no WAL leads on from it.
"""

from datetime import UTC, datetime
from pathlib import Path

from etl.backup import archiving
from etl.backup.server import Server, sync_folder, without_password
from etl.db import Lock, connect, exclusive
from etl.errors import BackupError, ClusterError
from etl.ledger import in_ledger


def dump(server: Server) -> Path:
    """Write the database to `<lineage>/dump`, in PostgreSQL's own format; return the file.

    It gets its name when it is complete and its table of contents can be read. Raises BackupError,
    and leaves nothing, when that fails; BusyError while a backup is being made.
    """
    with (
        in_ledger("backup dump", {"folder": str(server.folder)}, server.url) as run,
        connect(server.url, autocommit=True, application_name="localpro backup") as connection,
        exclusive(connection, Lock.BACKUP),
    ):
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
        partial.replace(file)
        sync_folder(folder)
        run.row_count = file.stat().st_size
        return file
