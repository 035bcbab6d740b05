"""Makes a base backup: a copy of the whole cluster from which archived WAL leads on."""

import json
import shutil
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

import psycopg

from etl.backup import archiving, wal
from etl.backup.alone import alone
from etl.backup.catalog import RECORD, Base, Record, base_named
from etl.backup.server import Server, replication, sync_folder
from etl.backup.store import Folder
from etl.backup.wal import Segment
from etl.errors import BackupError, ClusterError

PARTIAL = ".partial"
"""How a folder ends that is not complete; one that a backup finds was left by a dead one."""


def base(server: Server, said: Callable[[str], None] = lambda _: None) -> Base:
    """Make a base backup, and return it when it is complete, on disk, and its WAL archived.

    The first one begins the archiving of WAL. Raises BackupError, and leaves nothing that looks
    like a backup, when that fails; BusyError when another backup is being made.
    """
    with alone(server, "backup base") as (run, connection):
        made = make(server, connection, said)
        run.row_count = made.record.bytes
        return made


def make(
    server: Server, connection: psycopg.Connection, said: Callable[[str], None] = lambda _: None
) -> Base:
    """Make a base backup, of the server that the connection leads to, while nobody else does."""
    _require_one_folder(connection)
    lineage = archiving.ensure(server)
    started_at = _now(connection)
    name = f"{started_at:%Y%m%dT%H%M%SZ}"
    parent = server.make_folder(lineage, "base")
    _clear(parent)
    partial = parent / f"{name}{PARTIAL}"
    said(f"Copying the cluster to {parent / name}")
    try:
        _copy(server, partial, name)
        record = _record(connection, partial, started_at)
        said(f"Waiting for {record.last_segment} to be archived")
        _require_wal(server, lineage, record)
        server.give(partial / RECORD, record.model_dump_json(indent=1) + "\n")
        partial.rename(parent / name)
    except (ClusterError, OSError) as error:
        raise BackupError(f"no backup was made: {error}") from error
    finally:
        shutil.rmtree(partial, ignore_errors=True)
    sync_folder(parent)
    return base_named(Folder(server.folder), name)


def _copy(server: Server, partial: Path, name: str) -> None:
    server.run(
        *(server.program("pg_basebackup"), "--pgdata", partial, "--format", "tar"),
        *("--compress", "client-gzip:1", "--wal-method", "stream", "--checkpoint", "fast"),
        *("--manifest-checksums", "SHA256", "--label", f"localpro {name}", "--no-password"),
        access=replication(server),
    )


def _record(connection: psycopg.Connection, partial: Path, started_at: datetime) -> Record:
    manifest = json.loads((partial / "backup_manifest").read_text("utf-8"))
    (span,) = manifest["WAL-Ranges"]
    size = archiving.state(connection).size
    first, last = (_segment(span, end, size) for end in ("Start-LSN", "End-LSN"))
    return Record(
        version=1,
        name=f"{started_at:%Y%m%dT%H%M%SZ}",
        started_at=started_at,
        finished_at=_now(connection),
        postgresql=connection.info.server_version // 10_000,
        database=connection.info.dbname,
        timeline=span["Timeline"],
        segment_bytes=size,
        first_segment=first.name,
        last_segment=last.name,
        cluster_bytes=sum(file["Size"] for file in manifest["Files"]),
        bytes=sum(file.stat().st_size for file in partial.iterdir()),
    )


def _segment(span: dict[str, str], end: str, size: int) -> Segment:
    return wal.holding(span[end], int(span["Timeline"]), size)


def _require_wal(server: Server, lineage: str, record: Record) -> None:
    """The copy holds what makes it consistent; to go on from there its end must be archived."""
    each = wal.named(record.first_segment, record.segment_bytes)
    last = wal.named(record.last_segment, record.segment_bytes)
    while each <= last:
        archiving.wait_for(server, lineage, each.name)
        each = each.next


def _clear(parent: Path) -> None:
    for left in parent.glob(f"*{PARTIAL}"):
        shutil.rmtree(left, ignore_errors=True)


def _require_one_folder(connection: psycopg.Connection) -> None:
    row = connection.execute(
        "SELECT string_agg(spcname, ', ') FROM pg_tablespace WHERE spcname !~ '^pg_'"
    ).fetchone()
    if row and row[0]:
        raise BackupError(
            f"the tablespaces {row[0]} lie elsewhere: a restore beside the server would write over"
            " them. Move their tables back to pg_default"
        )


def _now(connection: psycopg.Connection) -> datetime:
    row = connection.execute("SELECT clock_timestamp()").fetchone()
    assert row is not None
    now: datetime = row[0]
    return now.astimezone(UTC)
