"""Standbys: copies of the private server that follow it, each by a replication slot, and take
reads.
"""

import logging
import re
import shutil
from dataclasses import dataclass
from pwd import struct_passwd

import psycopg
from psycopg import errors
from psycopg.conninfo import make_conninfo
from tenacity import Retrying, retry_if_exception_type, stop_after_delay, wait_fixed

from etl.cluster import bootstrap, home, postmaster, server
from etl.cluster.home import Home
from etl.cluster.installation import Installation
from etl.cluster.postmaster import Postmaster
from etl.cluster.process import run
from etl.cluster.server import quoted
from etl.statements import statement

log = logging.getLogger(__name__)

MOST = 8
"""Standbys of one server: it has ten slots, and backups take one at a time."""

SLOT = "localpro_replica_{}"
"""What keeps the WAL that a standby has not got yet."""


@dataclass(frozen=True)
class Primary:
    """The running server that is followed, and by whose programs and user."""

    place: Home
    running: Postmaster
    installation: Installation
    user: struct_passwd
    durable: bool


def homes(place: Home) -> list[Home]:
    """Return where the standbys of a cluster live, replica 1 first."""
    every = (home_of(place, number) for number in range(1, MOST + 1))
    return [each for each in every if each.var.exists()]


def home_of(place: Home, number: int) -> Home:
    """Return where a standby lives, or would."""
    return Home(place.var / f"replica{number}")


def keep(primary: Primary, wanted: int | None) -> tuple[int, ...]:
    """Let so many standbys follow, by default those that there are; return their ports.

    Others are removed, with their slots. Raises ClusterError where one does not start.
    """
    wanted = len(homes(primary.place)) if wanted is None else wanted
    with bootstrap.superuser(primary.running) as connection:
        for number in range(wanted + 1, MOST + 1):
            _remove(primary, connection, number)
        return tuple(_follower(primary, connection, each).port for each in range(1, wanted + 1))


def _follower(primary: Primary, connection: psycopg.Connection, number: int) -> Postmaster:
    """Return a running standby: copied from the primary where there is none that can follow it."""
    here = home_of(primary.place, number)
    if not _can_follow(primary, connection, here, number):
        known = here.data / "localpro.conf"
        its_own = known.read_text() if known.exists() else ""
        _remove(primary, connection, number)
        _copy(primary, connection, number, its_own)
    following = _following(primary, number)
    is_new = not here.following.exists() or here.following.read_text() != following
    home.give(here.following, following, primary.user)
    started = server.start(here, primary.installation, primary.user, durable=primary.durable)
    if is_new:
        server.reload(here, primary.installation, primary.user)
    return started


def _following(primary: Primary, number: int) -> str:
    return "\n".join(
        [
            f"primary_conninfo = {quoted(_conninfo(primary, application_name=f'replica{number}'))}",
            f"primary_slot_name = '{SLOT.format(number)}'",
            f"cluster_name = 'replica {number}'",
            "",
        ]
    )


def _conninfo(primary: Primary, **more: str) -> str:
    """Return how a standby reaches its primary: by the socket, as backups do."""
    socket = str(primary.running.sockets)
    return make_conninfo(host=socket, port=primary.running.port, user="postgres", **more)


def _can_follow(primary: Primary, connection: psycopg.Connection, here: Home, number: int) -> bool:
    """Return whether a standby is a copy of this very cluster whose WAL is still there."""
    if here.major is None or not (here.data / "standby.signal").exists():
        return False
    row = connection.execute(
        statement(__file__, "follows"), {"slot": SLOT.format(number)}
    ).fetchone()
    return row is not None and row == _identity(primary, here)


def _identity(primary: Primary, here: Home) -> tuple[int, int]:
    """Return the system's identifier and the timeline of a copy."""
    program = primary.installation.bin / "pg_controldata"
    told = run([program, "-D", here.data], user=primary.user, env={"LC_ALL": "C"})
    system = re.search(r"^Database system identifier: +(\d+)", told, re.MULTILINE)
    timeline = re.search(r"^Latest checkpoint's TimeLineID: +(\d+)", told, re.MULTILINE)
    return (int(system[1]), int(timeline[1])) if system and timeline else (0, 0)


def _copy(primary: Primary, connection: psycopg.Connection, number: int, its_own: str) -> None:
    """Copy the primary, but for its own settings, by which a standby keeps its port.

    A killed attempt leaves nothing to trip on.
    """
    log.info("Copying the cluster to replica %d", number)
    here = home_of(primary.place, number)
    here.var.mkdir(parents=True, exist_ok=True)
    home.make(here, primary.user)
    slot = SLOT.format(number)
    connection.execute("SELECT pg_create_physical_replication_slot(%s, true)", [slot])
    unfinished = here.data.with_name("data.new")
    shutil.rmtree(unfinished, ignore_errors=True)
    sync = [] if primary.durable else ["--no-sync"]
    run(
        [
            *(primary.installation.bin / "pg_basebackup", "--pgdata", unfinished),
            *("--wal-method", "stream", "--slot", slot, "--checkpoint", "fast"),
            *("--no-password", "--dbname", _conninfo(primary), *sync),
        ],
        user=primary.user,
    )
    home.give(unfinished / "localpro.conf", its_own, primary.user)
    home.give(unfinished / "standby.signal", "", primary.user)
    unfinished.rename(here.data)


def _remove(primary: Primary, connection: psycopg.Connection, number: int) -> None:
    """Stop a standby and remove it, and the slot that keeps WAL for it."""
    here = home_of(primary.place, number)
    if postmaster.running(here):
        log.info("Removing replica %d", number)
        server.stop(here, primary.installation, primary.user)
    shutil.rmtree(here.folder.resolve(), ignore_errors=True)
    shutil.rmtree(here.var, ignore_errors=True)
    # the primary may notice a moment later that nobody uses the slot any more
    while_in_use = Retrying(
        retry=retry_if_exception_type(errors.ObjectInUse),
        wait=wait_fixed(0.1),
        stop=stop_after_delay(30),
        reraise=True,
    )
    drop = (
        "SELECT pg_drop_replication_slot(slot_name) FROM pg_replication_slots WHERE slot_name = %s"
    )
    while_in_use(connection.execute, drop, [SLOT.format(number)])
