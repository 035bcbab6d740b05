"""The running server, as its `postmaster.pid` tells and the operating system confirms."""

import subprocess
from dataclasses import dataclass
from pathlib import Path

from etl.cluster.home import Home
from etl.cluster.process import run
from etl.errors import ClusterError


@dataclass(frozen=True)
class Postmaster:
    """The first process of a running server."""

    pid: int
    port: int
    sockets: Path
    is_ready: bool


def running(home: Home) -> Postmaster | None:
    """Return the server that runs on the home's data, or None.

    A pid file alone proves nothing: after a crash its number may belong to another process.
    """
    lines = _pid_file_lines(home)
    if len(lines) < 8 or not _serves(int(lines[0]), home.data):
        return None
    return Postmaster(int(lines[0]), int(lines[3]), Path(lines[4]), lines[7].strip() == "ready")


def forget_stale_pid(home: Home) -> None:
    """Make a leftover pid file name a process that is surely gone.

    PostgreSQL refuses to start when the number belongs to any live process of its user. The
    rest of the file stays, so PostgreSQL can still look for orphans on the old shared memory.
    """
    lines = _pid_file_lines(home)
    if not lines or _serves(int(lines[0]), home.data):
        return
    gone = subprocess.Popen(["true"])  # noqa: S607
    gone.wait()
    with _pid_file(home).open("r+") as file:
        file.write("\n".join([str(gone.pid), *lines[1:], ""]))
        file.truncate()


def _pid_file(home: Home) -> Path:
    return home.data / "postmaster.pid"


def _pid_file_lines(home: Home) -> list[str]:
    try:
        return _pid_file(home).read_text().splitlines()
    except FileNotFoundError:
        return []


def _serves(pid: int, data: Path) -> bool:
    words = _command_line(pid)
    return Path(words[0]).name == "postgres" and str(data) in words[1:]


def _command_line(pid: int) -> list[str]:
    """Return the words of a process's command line; one empty word when it is gone or a zombie."""
    proc = Path("/proc")
    if (proc / "self").exists():
        try:
            return (proc / str(pid) / "cmdline").read_text().split("\0")
        except OSError:
            return [""]
    try:
        return run(["ps", "-o", "args=", "-p", str(pid)]).split() or [""]
    except ClusterError:
        return [""]
