"""Archiving of WAL: what the server does of it now, and setting it up in the private cluster."""

import secrets
import shlex
import shutil
import sys
import time
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

import psycopg
from psycopg.rows import class_row

from etl.backup import segment
from etl.backup.server import Hands, Server
from etl.cluster import bootstrap, postmaster
from etl.cluster.process import succeeds
from etl.cluster.server import quoted
from etl.db import connect
from etl.errors import BackupError
from etl.statements import statement

LONGEST_OPEN = 60
"""Seconds after which a segment with changes is archived, full or not: what can be lost at most."""

PATIENCE = 60
"""Seconds that a finished segment may take to be archived."""


@dataclass(frozen=True)
class Archiving:
    """What a server does with its WAL. `lineage` names the folder of its backups."""

    mode: str
    command: str
    lineage: str | None
    timeout_seconds: int
    size: int
    last_archived_wal: str | None
    last_archived_time: datetime | None
    last_failed_wal: str | None
    last_failed_time: datetime | None
    now: datetime

    @property
    def is_failing(self) -> bool:
        """Whether the last attempt failed."""
        failed, archived = self.last_failed_time, self.last_archived_time
        return failed is not None and (archived is None or failed > archived)


def state(connection: psycopg.Connection) -> Archiving:
    """Return what the server does with its WAL."""
    with connection.cursor(row_factory=class_row(Archiving)) as cursor:
        found = cursor.execute(statement(__file__, "sql/archiving")).fetchone()
    assert found is not None
    return found


def ask(server: Server) -> Archiving:
    """Return what the server does with its WAL, over a connection of its own."""
    with connect(server.url) as connection:
        return state(connection)


def ensure(server: Server) -> str:
    """Return the server's lineage, when it archives its WAL there; begin that in the private one.

    Raises BackupError that says what an operator must set where the server is not the private one.
    """
    now = ask(server)
    if server.home is None:
        if now.lineage is None or now.mode == "off":
            raise BackupError(f"the server does not archive its WAL: {to_set(server)}")
        server.make_folder(now.lineage, "wal")
        return now.lineage
    if now.mode == "off":
        raise BackupError(
            "the cluster was started by a release that kept no WAL: run `localpro down`,"
            " then `localpro up`"
        )
    lineage = now.lineage or _new_lineage(now.now)
    wanted = _configuration(server, lineage)
    if now.lineage is None or not _has(server.home.archiving, wanted):
        server.give(server.home.archiving, wanted)
        _begin(server, lineage)
    return lineage


def to_set(server: Server) -> str:
    """Return what an operator has to set on a server that is not the private one."""
    wal = server.folder / "main" / "wal"
    program = Path(segment.__file__)
    return (
        f"in postgresql.conf set archive_mode = on, archive_timeout = {LONGEST_OPEN},"
        " localpro.lineage = 'main' and archive_command ="
        f" 'python3 -I -S {program} keep %p {wal}', with that program and that folder, which must"
        " be writable, on the server; then restart it. LOCALPRO_BACKUP_URL is to be the address of"
        " a role with REPLICATION"
    )


def finish_segment(server: Server, lineage: str) -> None:
    """Commit something, and wait until all that was committed before is archived.

    Raises BackupError when that takes too long.
    """
    with _superuser(server) as connection:
        connection.execute("SELECT pg_current_xact_id()")
        row = connection.execute("SELECT pg_walfile_name(pg_switch_wal())").fetchone()
    assert row is not None
    wait_for(server, lineage, row[0])


def wait_for(server: Server, lineage: str, name: str, seconds: float | None = None) -> None:
    """Return when a segment is archived; raise BackupError when that takes too long."""
    kept = Path(segment.archived(name, str(server.folder / lineage / "wal")))
    patience = PATIENCE if seconds is None else seconds
    end = time.monotonic() + patience
    while not kept.exists():
        if time.monotonic() > end:
            found = ask(server)
            why = "archive_command fails: the server's log says why" if found.is_failing else ""
            raise BackupError(
                f"{name} is not archived in {kept.parent} after {patience:.0f} s"
                f" ({why or f'last archived: {found.last_archived_wal}'})"
            )
        time.sleep(0.05)


def _begin(server: Server, lineage: str) -> None:
    """Let the server read what it is to do, and see that it does: it may be busy with another."""
    with _superuser(server) as connection:
        connection.execute("SELECT pg_reload_conf()")
    for attempt in range(1, 6):
        try:
            with _superuser(server) as connection:
                connection.execute("SELECT pg_create_restore_point('localpro')")
                row = connection.execute("SELECT pg_walfile_name(pg_switch_wal())").fetchone()
            assert row is not None
            wait_for(server, lineage, row[0], 2 * attempt)
        except BackupError:
            if attempt == 5:
                raise
        else:
            return


def _configuration(server: Server, lineage: str) -> str:
    assert server.home is not None
    folder = server.make_folder(lineage, "wal")
    program = server.home.archiving.with_name("segment.py")
    source = Path(segment.__file__).read_text("utf-8")
    if not _has(program, source):
        server.give(program, source)
    command = f"{program_line(server, program, 'keep')} %p {word(folder)}"
    return "\n".join(
        [
            "# Written by `localpro backup`.",
            f"localpro.lineage = {quoted(lineage)}",
            f"archive_command = {quoted(command)}",
            f"archive_timeout = {LONGEST_OPEN}",
            "",
        ]
    )


def program_line(hands: Hands, program: Path, verb: str) -> str:
    """Return how the server calls our program, up to what the verb takes."""
    return " ".join([word(python_for(hands)), "-I", "-S", word(program), verb])


def word(path: Path) -> str:
    """Return a path as a command of PostgreSQL's settings has it.

    >>> word(Path("/a b/50%"))
    "'/a b/50%%'"
    """
    return shlex.quote(str(path)).replace("%", "%%")


def python_for(server: Hands) -> Path:
    """Return a Python that the server's user may run: that of this process may be out of reach."""
    found = (Path(sys.executable).resolve(), shutil.which("python3"), "/usr/bin/python3")
    for each in found:
        if each and succeeds([each, "-I", "-S", "-c", "import zlib"], user=server.user):
            return Path(each)
    raise BackupError(
        f"{server.user.pw_name}, who runs the server, cannot run {found[0]} nor another Python:"
        " install python3 for all"
    )


def _superuser(server: Server) -> psycopg.Connection:
    assert server.home is not None
    running = postmaster.running(server.home)
    if running is None:
        raise BackupError(f"no cluster is running in {server.home.var}: run `localpro up`")
    return bootstrap.superuser(running)


def _new_lineage(now: datetime) -> str:
    return f"{now:%Y%m%d}-{secrets.token_hex(3)}"


def _has(path: Path, text: str) -> bool:
    return path.exists() and path.read_text("utf-8") == text
