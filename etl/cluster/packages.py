"""Planning and carrying out the installation of PostgreSQL and its extensions by apt."""

import os
import re
import shlex
import shutil
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory

from etl.cluster.installation import OLDEST_MAJOR
from etl.cluster.process import run, succeeds
from etl.errors import ClusterError

CREATECLUSTER_DROP_IN = Path("/etc/postgresql-common/createcluster.d/localpro.conf")


@dataclass(frozen=True)
class Machine:
    """What this machine allows an installer to do. `has_sudo`: it works without a password."""

    has_apt: bool
    is_root: bool
    has_sudo: bool
    has_sudo_program: bool

    @property
    def privileged(self) -> tuple[str, ...]:
        """Words to put before a command that needs root."""
        return () if self.is_root else ("sudo", "-n")


@dataclass(frozen=True)
class Plan:
    """Which packages to install, and whether pgvector must be built from its source package."""

    major: int
    packages: tuple[str, ...]
    builds_pgvector: bool


def this_machine() -> Machine:
    """Return the capabilities of the machine and the user we run as."""
    return Machine(
        has_apt=shutil.which("apt-get") is not None,
        is_root=os.geteuid() == 0,
        has_sudo=succeeds(["sudo", "-n", "true"]),
        has_sudo_program=shutil.which("sudo") is not None,
    )


def require_installer(machine: Machine) -> None:
    """Raise ClusterError, with the exact line to run, where we cannot install packages."""
    wanted = f"PostgreSQL {OLDEST_MAJOR} or later with PostGIS, pgvector and hll"
    if not machine.has_apt:
        raise ClusterError(f"install {wanted} with this system's package manager, then try again")
    if not (machine.is_root or machine.has_sudo):
        install = shlex.join([sys.executable, "-m", "etl.cluster.install"])
        line = f"sudo {install}" if machine.has_sudo_program else f"su -c {shlex.quote(install)}"
        raise ClusterError(f"{wanted} is missing, and only root can install it. Run: {line}")


def plan(offered: frozenset[str], major: int | None = None) -> Plan:
    """Return what to install out of the package names `offered`, for `major` or the newest.

    Raises ClusterError when the distribution has no PostgreSQL that is new enough.
    """
    chosen = major or max((_majors(offered)), default=0)
    if chosen < OLDEST_MAJOR:
        raise ClusterError(
            f"this distribution has no PostgreSQL {OLDEST_MAJOR} or later: "
            "add the PostgreSQL project's own apt repository, then try again"
        )
    server = f"postgresql-{chosen}"
    pgvector = f"{server}-pgvector"
    base = (server, f"{server}-postgis-3", f"{server}-hll")
    if pgvector in offered:
        return Plan(chosen, (*base, pgvector), builds_pgvector=False)
    building = (f"postgresql-server-dev-{chosen}", "build-essential")
    return Plan(chosen, (*base, *building), builds_pgvector=True)


def offered() -> frozenset[str]:
    """Return the names of the PostgreSQL packages that apt can install here."""
    found = run(["apt-cache", "--names-only", "search", "^postgresql-"])
    return frozenset(line.split(" ", 1)[0] for line in found.splitlines())


def refresh_lists(machine: Machine) -> None:
    """Bring apt's package lists up to date."""
    run([*machine.privileged, "apt-get", "update", "-qq"])


def install(packages: tuple[str, ...], machine: Machine) -> None:
    """Install `packages`, without the server that Debian would otherwise create and start."""
    quietly = ("env", "DEBIAN_FRONTEND=noninteractive", "NEEDRESTART_MODE=l")
    command = ("apt-get", "install", "-y", "-qq", "--no-install-recommends", *packages)
    with _no_default_server(machine):
        run([*machine.privileged, *quietly, *command])


@contextmanager
def _no_default_server(machine: Machine) -> Iterator[None]:
    """Tell Debian's scripts, for the time of one installation, to create no `main` cluster.

    A drop-in of its own: no file of the machine is changed, and later installations by
    somebody else behave as before.
    """
    as_root = machine.privileged
    with TemporaryDirectory() as folder:
        drop_in = Path(folder, "localpro.conf")
        drop_in.write_text("create_main_cluster = false\n")
        run([*as_root, "install", "-D", "-m", "644", drop_in, CREATECLUSTER_DROP_IN])
    try:
        yield
    finally:
        run([*as_root, "rm", "-f", CREATECLUSTER_DROP_IN])


def _majors(offered: frozenset[str]) -> list[int]:
    matches = (re.fullmatch(r"postgresql-(\d+)", name) for name in offered)
    return [int(match[1]) for match in matches if match]
