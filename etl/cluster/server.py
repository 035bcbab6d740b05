"""Creating, starting and stopping the PostgreSQL server of one home."""

import logging
import os
import random
import shutil
import socket
import sys
import time
from collections.abc import Sequence
from pathlib import Path
from pwd import struct_passwd
from tempfile import mkdtemp

from etl.cluster import home as homes
from etl.cluster import postmaster
from etl.cluster.home import Home
from etl.cluster.installation import Installation
from etl.cluster.postmaster import Postmaster
from etl.cluster.process import run
from etl.errors import ClusterError

log = logging.getLogger(__name__)

HERE = Path(__file__).parent
PORTS = range(20_000, 30_000)
"""Below the ports that operating systems hand to outgoing connections."""

LONGEST_SOCKET_PATH = 103
"""Bytes that every system's socket address can hold."""

SHARED_MEMORY_NEEDED = 1_000_000_000
LOG_LIMIT = 20_000_000
STARTS = 5

INCLUDE = "include 'localpro.conf'"
"""The line of postgresql.conf by which the server reads our settings."""


def create(home: Home, installation: Installation, user: struct_passwd, *, durable: bool) -> None:
    """Create the data directory, unless it is there. A killed attempt leaves nothing to trip on."""
    if home.data.exists():
        return
    log.info("Creating a PostgreSQL %s cluster in %s", installation.major, home.data)
    unfinished = home.data.with_name("data.new")
    shutil.rmtree(unfinished, ignore_errors=True)
    sync = [] if durable else ["--no-sync"]
    run(
        [installation.bin / "initdb", "-D", unfinished, *_initdb_options(), *sync],
        user=user,
    )
    configuration = unfinished / "postgresql.conf"
    text = configuration.read_text()
    homes.give(configuration, f"{text}\n{INCLUDE}\n", user)
    unfinished.rename(home.data)


def start(
    home: Home,
    installation: Installation,
    user: struct_passwd,
    *,
    durable: bool,
    recovery: Sequence[str] = (),
) -> Postmaster:
    """Return the running server, started now if it was not; with `recovery`, settings of one that
    recovers from a backup, when it has done that.

    Starts again, on another port, when the port is snatched in between, and when the orphans of
    a killed server need a moment to go; a recovery only once. Raises ClusterError with the log's
    last lines.
    """
    failure: ClusterError | None = None
    for attempt in range(1 if recovery else STARTS):
        if running := postmaster.running(home):
            return _ready(home, running)
        postmaster.forget_stale_pid(home)
        _configure(home, user, durable=durable, recovery=recovery)
        try:
            run(_pg_ctl(home, installation, "start", "-w", "-t", "600", "-l", home.log), user=user)
        except ClusterError as error:
            failure = error
            time.sleep(attempt)
    if running := postmaster.running(home):
        return _ready(home, running)
    raise ClusterError(f"{failure} / {_end_of_log(home)}")


def stop(home: Home, installation: Installation, user: struct_passwd) -> bool:
    """Stop the server; return False when none was running."""
    running = postmaster.running(home)
    if running is None:
        return False
    run(_pg_ctl(home, installation, "stop", "-w", "-t", "120", "-m", "fast"), user=user)
    if running.sockets.parent != home.folder.resolve():
        shutil.rmtree(running.sockets, ignore_errors=True)
    return True


def reload(home: Home, installation: Installation, user: struct_passwd) -> None:
    """Let the running server read its settings again."""
    run(_pg_ctl(home, installation, "reload"), user=user)


def _initdb_options() -> list[str]:
    """UTF-8 letters make trigrams and lower() work on Hindi; bytewise order makes sorts fast."""
    letters = "C.UTF-8" if sys.platform == "linux" else "en_US.UTF-8"
    return [
        "--username=postgres",
        "--encoding=UTF8",
        "--locale=C",
        f"--lc-ctype={letters}",
        "--auth-local=peer",
        "--auth-host=reject",
        "--data-checksums",
    ]


def _operators(user: struct_passwd) -> str:
    return "".join(f"operators {name} postgres\n" for name in ("root", user.pw_name))


def _configure(home: Home, user: struct_passwd, *, durable: bool, recovery: Sequence[str]) -> None:
    homes.give(home.data / "pg_hba.conf", (HERE / "pg_hba.conf").read_text(), user)
    homes.give(home.data / "pg_ident.conf", _operators(user), user)
    settings = home.data / "localpro.conf"
    lines = [
        (HERE / "server.conf").read_text(),
        f"port = {_free_port(settings)}",
        f"unix_socket_directories = '{_socket_folder(home, user)}'",
    ]
    if _shared_memory_is_small():
        lines.append("dynamic_shared_memory_type = mmap")
    if not durable:
        lines += ["fsync = off", "synchronous_commit = off", "full_page_writes = off"]
        lines.append("archive_mode = off")
    lines += [f"include_if_exists {quoted(str(each))}" for each in (home.archiving, home.following)]
    homes.give(settings, "\n".join([*lines, *recovery, ""]), user)
    if home.log.exists() and home.log.stat().st_size > LOG_LIMIT:
        home.log.replace(home.log.with_suffix(".log.1"))


def quoted(text: str) -> str:
    """Return a value as a file of settings holds it.

    >>> quoted("it's")
    "'it''s'"
    """
    return "'" + text.replace("'", "''") + "'"


def _shared_memory_is_small() -> bool:
    """Containers often have 64 MB of it, which one parallel hash join exhausts."""
    device = Path("/dev/shm")  # noqa: S108 - looked at, not written to
    return device.exists() and shutil.disk_usage(device).total < SHARED_MEMORY_NEEDED


def _free_port(settings: Path) -> int:
    """Return the port of the last start when it is free, else any free one."""
    lines = settings.read_text().splitlines() if settings.exists() else []
    last = [int(line.split(" = ")[1]) for line in lines if line.startswith("port = ")]
    candidates = [*last, *random.sample(PORTS, 100)]
    for port in candidates:
        with socket.socket() as probe:
            # As PostgreSQL does: a closed connection's leftover does not make the port taken.
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            try:
                probe.bind(("127.0.0.1", port))
            except OSError:
                continue
            return port
    raise ClusterError(f"no free port between {PORTS.start} and {PORTS.stop - 1}")


def _socket_folder(home: Home, user: struct_passwd) -> Path:
    """Return an empty folder for the socket, with a path short enough for a socket address."""
    folder = home.folder.resolve() / "run"
    if len(os.fsencode(folder / ".s.PGSQL.65535")) > LONGEST_SOCKET_PATH:
        folder = Path(mkdtemp(prefix="localpro-", dir="/tmp"))
    else:
        shutil.rmtree(folder, ignore_errors=True)  # a crash leaves a lock file with a pid
        folder.mkdir(mode=0o700)
    os.chown(folder, user.pw_uid, user.pw_gid)
    return folder


def _pg_ctl(
    home: Home, installation: Installation, action: str, *options: str | Path
) -> list[str | Path]:
    return [installation.bin / "pg_ctl", action, "-s", "-D", home.data, *options]


def _ready(home: Home, running: Postmaster) -> Postmaster:
    """Wait for a server that somebody started a moment ago and that still recovers."""
    for _ in range(600):
        if running.is_ready:
            return running
        time.sleep(1)
        latest = postmaster.running(home)
        if latest is None:
            break
        running = latest
    raise ClusterError(f"the server does not get ready: {_end_of_log(home)}")


def _end_of_log(home: Home) -> str:
    if not home.log.exists():
        return "it wrote no log"
    return " / ".join(home.log.read_text(errors="replace").splitlines()[-5:])
