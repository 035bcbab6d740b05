"""The server that is backed up: the private cluster, or one that an operator has set up."""

import os
import pwd
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from psycopg.conninfo import conninfo_to_dict, make_conninfo
from typing_extensions import override

from etl.cluster import environment, home, postmaster
from etl.cluster.home import Home
from etl.cluster.install import ensure_installed
from etl.cluster.process import run, succeeds
from etl.db import connect
from etl.errors import BackupError
from etl.settings import settings


@dataclass(frozen=True)
class Access:
    """How a program of PostgreSQL's reaches the server; passwords go in its environment."""

    options: tuple[str, ...]
    environment: Mapping[str, str]


@dataclass(frozen=True)
class Hands:
    """The folder of the backups, the user that it belongs to, and that user's PostgreSQL."""

    folder: Path
    programs: Path
    user: pwd.struct_passwd

    def program(self, name: str) -> Path:
        """Return a program of PostgreSQL, of the version that is backed up."""
        return self.programs / name

    def run(self, *command: str | Path, access: Access | None = None) -> str:
        """Run a program as the user that the backups belong to; raises ClusterError."""
        options, variables = (access.options, access.environment) if access else ((), {})
        return run([*command, *options], user=self.user, env=variables)

    def make_folder(self, *names: str) -> Path:
        """Return a folder in that of the backups, closed to others, made where it is missing.

        Raises BackupError where its user cannot write.
        """
        self.make_root()
        folder = self.folder.resolve().joinpath(*names)
        self.run("mkdir", "-p", "-m", "700", folder)
        return folder

    def make_root(self) -> None:
        """Make the folder itself where it is missing."""
        if not self.folder.exists():
            self.folder.mkdir(mode=0o700, parents=True)
            os.chown(self.folder, self.user.pw_uid, self.user.pw_gid)
        there = self.folder.resolve()
        if not succeeds(["test", "-w", there, "-a", "-x", there], user=self.user):
            name = self.user.pw_name
            raise BackupError(
                f"{name}, who runs the server, cannot write to {self.folder}:"
                f" `chown {name} {self.folder}`, and let that user enter the folders above,"
                " or set LOCALPRO_BACKUP_DIR to another"
            )

    def own(self, path: Path) -> None:
        """Make a file that was brought here one of the backups' user's, closed to others."""
        os.chown(path, self.user.pw_uid, self.user.pw_gid)
        path.chmod(0o600)

    def give(self, path: Path, text: str) -> None:
        """Write a file of the backups' user's in one step: nobody sees half of it."""
        unfinished = path.with_name(f"{path.name}.new")
        home.give(unfinished, text, self.user)
        with unfinished.open() as file:
            os.fsync(file.fileno())
        unfinished.replace(path)
        sync_folder(path.parent)


@dataclass(frozen=True)
class Server(Hands):
    """The server that is backed up. `home` is None where it is not the private one."""

    url: str = field(repr=False)
    home: Home | None

    @override
    def make_root(self) -> None:
        """Make the folder, outside of `var` where the server's user cannot enter that."""
        if self.home and self.folder.parent == self.home.var:
            home.own_folder(self.home, self.folder, self.user)
        super().make_root()


def server_of(place: Home, url: str | None = None, folder: Path | None = None) -> Server:
    """Return the server that the settings name, or that of `url`, with the folder of its backups.

    Raises SettingsError where there is none, ClusterError where its programs are missing.
    """
    url = url or settings().require_database_url()
    folder = folder or settings().backups
    if environment.is_of(place, url):
        programs = ensure_installed(place.major).bin
        return Server(folder, programs, home.server_user(place), url, place)
    programs = ensure_installed(_major(url)).bin
    return Server(folder, programs, pwd.getpwuid(os.geteuid()), url, None)


def replication(server: Server) -> Access:
    """Return how pg_basebackup reaches the server.

    Raises BackupError where the settings name no role for that.
    """
    if server.home:
        running = postmaster.running(server.home)
        if running is None:
            raise BackupError(f"no cluster is running in {server.home.var}: run `localpro up`")
        place = make_conninfo(host=str(running.sockets), port=running.port, user="postgres")
        return Access(("--dbname", place), {})
    url = settings().backup_url
    if url is None:
        raise BackupError(
            "this server is not the private one: set LOCALPRO_BACKUP_URL to the address of a role"
            " with REPLICATION (`localpro backup archiving` says what else there is to set)"
        )
    return without_password(url.get_secret_value())


def without_password(url: str) -> Access:
    """Return the address as an argument, which everybody sees, and its password apart."""
    parts = conninfo_to_dict(url)
    password = parts.pop("password", None)
    hidden = {"PGPASSWORD": str(password)} if password else {}
    return Access(("--dbname", make_conninfo("", **parts)), hidden)


def sync_folder(folder: Path) -> None:
    """Wait until the names in a folder are on disk."""
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def _major(url: str) -> int:
    with connect(url) as connection:
        return connection.info.server_version // 10_000
