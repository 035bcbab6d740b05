"""The server that is backed up: the private cluster, or one that an operator has set up."""

import os
import pwd
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from psycopg.conninfo import conninfo_to_dict, make_conninfo

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
class Server:
    """What a backup needs to know. `home` is None where the server is not the private one."""

    url: str = field(repr=False)
    folder: Path
    programs: Path
    user: pwd.struct_passwd
    home: Home | None

    def program(self, name: str) -> Path:
        """Return a program of the server's own version of PostgreSQL."""
        return self.programs / name

    def run(self, *command: str | Path, access: Access | None = None) -> str:
        """Run a program as the user that the backups belong to; raises ClusterError."""
        options, variables = (access.options, access.environment) if access else ((), {})
        return run([*command, *options], user=self.user, env=variables)

    def make_folder(self, *names: str) -> Path:
        """Return a folder in that of the backups, closed to others, made where it is missing."""
        _make_root(self)
        folder = self.folder.resolve().joinpath(*names)
        self.run("mkdir", "-p", "-m", "700", folder)
        return folder

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


def server_of(place: Home, url: str | None = None, folder: Path | None = None) -> Server:
    """Return the server that the settings name, or that of `url`, with the folder of its backups.

    Raises SettingsError where there is none, ClusterError where its programs are missing.
    """
    url = url or settings().require_database_url()
    folder = folder or settings().backups
    if environment.is_of(place, url):
        programs = ensure_installed(place.major).bin
        return Server(url, folder, programs, home.server_user(place), place)
    programs = ensure_installed(_major(url)).bin
    return Server(url, folder, programs, pwd.getpwuid(os.geteuid()), None)


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


def _make_root(server: Server) -> None:
    folder = server.folder
    if server.home and folder.parent == server.home.var:
        home.own_folder(server.home, folder, server.user)
    elif not folder.exists():
        folder.mkdir(mode=0o700, parents=True)
        os.chown(folder, server.user.pw_uid, server.user.pw_gid)
    there = folder.resolve()
    if not succeeds(["test", "-w", there, "-a", "-x", there], user=server.user):
        raise BackupError(
            f"{server.user.pw_name}, who runs the server, cannot write to {folder}:"
            f" `chown {server.user.pw_name} {folder}`, and let that user enter the folders above,"
            " or set LOCALPRO_BACKUP_DIR to another"
        )


def _major(url: str) -> int:
    with connect(url) as connection:
        return connection.info.server_version // 10_000
