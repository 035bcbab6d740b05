"""Brings up a second cluster as the first one was at a moment, beside it, without touching it."""

import shutil
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

import psycopg

from etl.backup import archiving, segment
from etl.backup.archiving import program_line, word
from etl.backup.catalog import Base, Lineage
from etl.backup.choice import choose, earlier_than, shown
from etl.backup.segment import DamagedError
from etl.backup.server import Hands, Server
from etl.backup.store import Folder
from etl.backup.verify import unpack
from etl.cluster import bootstrap, environment, home, lifecycle, postmaster, server
from etl.cluster.environment import Role
from etl.cluster.home import Home
from etl.cluster.install import ensure_installed
from etl.cluster.installation import Installation
from etl.cluster.postmaster import Postmaster
from etl.cluster.server import quoted
from etl.errors import BackupError, ClusterError, LocalProError

KNOWN = {"cluster.lock", "postgres", "backup"}
"""What may be in a folder that is restored into: no data, but backups that were brought there."""

TOO_SHORT = "recovery ended before configured recovery target was reached"


@dataclass(frozen=True)
class Restored:
    """A cluster that was restored and runs."""

    place: Home
    base: Base
    running: Postmaster
    reached: datetime
    """When what it holds last changed: the newest commit, or the end of the backup."""
    seconds: float
    """How long it took, until it answered."""


def restore(
    backups: Path,
    into: Path,
    to: datetime | None = None,
    name: str | None = None,
    said: Callable[[str], None] = lambda _: None,
) -> Restored:
    """Restore a backup, by default the newest that serves, to a moment or to the last commit.

    Raises BackupError, and leaves nothing behind, when that cannot be done; it says until when it
    can.
    """
    began = time.monotonic()
    base, lineage = choose(Folder(backups), to, name)
    place = home.at(into)
    with home.locked(place), _anew(place):
        installation = ensure_installed(base.record.postgresql)
        user = home.server_user(place)
        home.make(place, user)
        hands = Hands(backups, installation.bin, user)
        said(f"Unpacking {base.name}")
        try:
            unpack(hands, base, place.data)
        except DamagedError as error:
            raise BackupError(
                f"backup {base.name} is damaged: {error}. {earlier_than(base)}"
            ) from None
        said(f"Replaying the WAL from {base.first.name} to {shown(to)}")
        running = _recover(hands, place, installation, lineage, to)
        lifecycle.serve(place, running)
        seconds = time.monotonic() - began
        return Restored(place, base, running, _reached(running) or base.record.finished_at, seconds)


def catch_up(place: Home, backups: Path, said: Callable[[str], None] = lambda _: None) -> None:
    """Archive what the cluster has written until now, if it can: a restore then reaches it."""
    found = environment.read(place)
    if found is None or postmaster.running(place) is None:
        said("The cluster does not run: restoring what is archived.")
        return
    live = Server(backups, Path(), home.server_user(place), found.url(Role.OWNER), place)
    try:
        lineage = archiving.ask(live).lineage
        if lineage:
            archiving.finish_segment(live, lineage)
    except (LocalProError, psycopg.Error) as error:
        said(f"The cluster archives nothing ({error}): restoring what is archived.")


@contextmanager
def _anew(place: Home) -> Iterator[None]:
    """Begin where nothing is, and leave nothing behind when it fails."""
    require_empty(place)
    try:
        yield
    except BaseException:
        remove(place)
        raise


def require_empty(place: Home) -> None:
    """Raise BackupError where something is that a restore could harm."""
    names = (path.name for path in place.var.iterdir()) if place.var.exists() else ()
    there = sorted(name for name in names if name not in KNOWN)
    if there or place.major is not None:
        held = "a cluster" if place.major else there[0]
        raise BackupError(f"{place.var} holds {held}: restore into a folder that is not there")


def remove(place: Home) -> None:
    """Stop a restored cluster and remove its data."""
    if not place.folder.exists():
        return
    if place.major is not None:
        server.stop(place, ensure_installed(place.major), home.server_user(place))
    shutil.rmtree(place.folder.resolve(), ignore_errors=True)
    place.folder.unlink(missing_ok=True)


def _recover(
    hands: Hands, place: Home, installation: Installation, lineage: Lineage, to: datetime | None
) -> Postmaster:
    program = place.archiving.with_name("segment.py")
    hands.give(program, Path(segment.__file__).read_text("utf-8"))
    wal = (hands.folder / lineage.name / "wal").resolve()
    command = f"{program_line(hands, program, 'fetch')} %f {word(wal)} %p"
    lines = [f"restore_command = {quoted(command)}", "hot_standby = off"]
    if to:
        lines += [
            f"recovery_target_time = {quoted(to.astimezone(UTC).isoformat())}",
            "recovery_target_action = 'promote'",
        ]
    _set_aside(hands, place)
    try:
        return server.start(place, installation, hands.user, durable=True, recovery=lines)
    except ClusterError as error:
        if TOO_SHORT in str(error):
            raise BackupError(
                f"what is archived ends with a commit before {shown(to)}:"
                " `--to latest` restores until there"
            ) from None
        raise BackupError(f"the WAL cannot be replayed: {_refusal(place) or error}") from None


def _refusal(place: Home) -> str:
    """Return what our own program said when it could not fetch a file."""
    lines = place.log.read_text(errors="replace").splitlines() if place.log.exists() else []
    return next((line for line in lines if line.startswith("localpro cannot")), "")


def _set_aside(hands: Hands, place: Home) -> None:
    """The copy's own settings would archive to where the first cluster does."""
    own = place.data / "postgresql.auto.conf"
    own.replace(own.with_suffix(".conf.restored"))
    hands.give(own, "")
    settings = place.data / "postgresql.conf"
    if not settings.exists() or server.INCLUDE not in settings.read_text("utf-8"):
        hands.give(settings, f"{server.INCLUDE}\n")
    hands.give(place.data / "recovery.signal", "")


def _reached(running: Postmaster) -> datetime | None:
    with bootstrap.superuser(running) as connection:
        row = connection.execute("SELECT pg_last_xact_replay_timestamp()").fetchone()
    assert row is not None
    reached: datetime | None = row[0]
    return reached
