"""A small durable cluster of these tests' own, which is backed up, and made-up backups."""

import os
import shutil
import subprocess
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from etl.backup.base import base
from etl.backup.catalog import RECORD, VERDICT, Base, Record, Verdict, base_named
from etl.backup.server import Hands, Server, server_of
from etl.backup.store import Folder
from etl.backup.verify import verify
from etl.cluster import lifecycle
from etl.cluster.environment import Role
from etl.cluster.home import Home
from etl.migrate.run import migrate
from tests import postgres

NOW = datetime(2026, 11, 28, 4, tzinfo=UTC)
SEGMENT = 1 << 24
DISK = 700 << 20
"""Bytes of the disk that backups are on, where the test may make one."""


@pytest.fixture(scope="session")
def place(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Home]:
    """The home of a cluster at this release, on which backups are made."""
    with postgres.own_place(tmp_path_factory.mktemp("backed-up") / "var") as place:
        migrate(lifecycle.up(place).url(Role.OWNER))
        yield place


@pytest.fixture(scope="session")
def disk(place: Home) -> Iterator[Path]:
    """The disk of the backups: one of its own where the test may mount one, else a folder.

    It lies where the server's user gets to, wherever the tests are.
    """
    folder = place.folder.resolve() / "disk"
    folder.mkdir()
    mounted = _mount(folder)
    folder.chmod(0o777)
    yield folder
    if mounted:
        lifecycle.down(place)  # it may be archiving
        subprocess.run(["umount", folder], check=True)


@pytest.fixture(scope="session")
def server(place: Home, disk: Path) -> Server:
    """The server that is backed up."""
    url = lifecycle.addresses(place).url(Role.OWNER)
    return server_of(place, url, disk / "backup")


@pytest.fixture(scope="session")
def good(server: Server) -> Base:
    """A backup that was verified; tests leave it as it is."""
    made = base(server)
    verify(server, made)
    return base_named(Folder(server.folder), made.name)


@contextmanager
def full(server: Server) -> Iterator[None]:
    """Fill the disk of the backups; where it is none of its own, refuse what a full one would."""
    if os.path.ismount(server.folder.parent):
        filler = server.folder.parent / "filler"
        with filler.open("w") as file:
            os.posix_fallocate(file.fileno(), 0, shutil.disk_usage(filler.parent).free)
        try:
            yield
        finally:
            filler.unlink()
        return
    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(Hands, "program", _limited(server))
        wal = [path for path in server.folder.glob("*/wal") if path.is_dir()]
        for path in wal:
            path.chmod(0o500)
        try:
            yield
        finally:
            for path in wal:
                path.chmod(0o700)


def _limited(server: Server) -> Callable[[Hands, str], Path]:
    """Return what finds programs, of which pg_basebackup may write a megabyte to a file."""
    script = server.folder.parent / "pg_basebackup"
    copier = server.program("pg_basebackup")
    script.write_text(f"#!/bin/sh\ntrap '' XFSZ\nulimit -f 2048\nexec {copier} \"$@\"\n")
    script.chmod(0o755)
    return lambda hands, name: script if name == script.name else hands.programs / name


MakeBase = Callable[..., None]


@pytest.fixture
def make_base(tmp_path: Path) -> MakeBase:
    """`make_base(days_ago, first, state)`: a backup that is described, and where its WAL begins."""

    def _make(days_ago: float, first: int, state: str = "good", lineage: str = "main") -> None:
        at = NOW - timedelta(days=days_ago)
        folder = tmp_path / lineage / "base" / f"{at:%Y%m%dT%H%M%SZ}"
        folder.mkdir(parents=True)
        (folder / "base.tar.gz").write_bytes(b"...")
        (folder / RECORD).write_text(_record(folder.name, at, first).model_dump_json())
        if state != "unverified":
            reason = "a byte is another" if state == "damaged" else ""
            verdict = Verdict(version=1, verified_at=at, reason=reason, wal_until="")
            (folder / VERDICT).write_text(verdict.model_dump_json())

    return _make


def _record(name: str, at: datetime, first: int) -> Record:
    segment = f"00000001{0:08X}{first:08X}"
    return Record(
        version=1,
        name=name,
        started_at=at - timedelta(minutes=1),
        finished_at=at,
        postgresql=15,
        database="localpro",
        timeline=1,
        segment_bytes=SEGMENT,
        first_segment=segment,
        last_segment=segment,
        cluster_bytes=1000,
        bytes=100,
    )


def _mount(folder: Path) -> bool:
    command = ["mount", "-t", "tmpfs", "-o", f"size={DISK}", "tmpfs", str(folder)]
    return os.geteuid() == 0 and subprocess.run(command, check=False).returncode == 0
