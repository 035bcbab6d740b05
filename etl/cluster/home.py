"""Where the private cluster lives, who owns it, and the lock that serialises work on it."""

import fcntl
import logging
import os
import pwd
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from tempfile import mkdtemp

from etl.cluster.process import run, succeeds
from etl.errors import ClusterError

log = logging.getLogger(__name__)

REACHABLE_BY_ALL = Path("/var/lib/localpro-analytics")
UNPRIVILEGED = ("postgres", "localpro")


@dataclass(frozen=True)
class Home:
    """The paths of one private cluster, all under `var`."""

    var: Path

    @property
    def folder(self) -> Path:
        """What belongs to the server's user; a link when that user cannot enter `var`."""
        return self.var / "postgres"

    @property
    def data(self) -> Path:
        """PostgreSQL's data directory."""
        return self.folder.resolve() / "data"

    @property
    def log(self) -> Path:
        """The server's log."""
        return self.folder.resolve() / "server.log"

    @property
    def archiving(self) -> Path:
        """What becomes of its WAL: written by `etl.backup`, read by the server."""
        return self.folder.resolve() / "archiving.conf"

    @property
    def following(self) -> Path:
        """Whom the server follows, where it is a standby: written by `standbys`."""
        return self.folder.resolve() / "following.conf"

    @property
    def environment(self) -> Path:
        """The URLs with their passwords, for the settings of `etl` and `queries`."""
        return self.var / "cluster.env"

    @property
    def major(self) -> int | None:
        """PostgreSQL version of the data directory, or None while there is none."""
        version = self.data / "PG_VERSION"
        return int(version.read_text()) if version.exists() else None


def at(var: Path) -> Home:
    """Return the home of the cluster under `var`."""
    return Home(var.resolve())


@contextmanager
def locked(home: Home) -> Iterator[None]:
    """Hold the home's lock; a second process waits until the first is done."""
    home.var.mkdir(parents=True, exist_ok=True)
    with (home.var / "cluster.lock").open("w") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            log.info("Waiting: another process is working on the cluster under %s", home.var)
            fcntl.flock(lock, fcntl.LOCK_EX)
        yield


def server_user(home: Home) -> pwd.struct_passwd:
    """Return the user that runs the server: the data's owner, the caller, or, as root, another.

    Raises ClusterError when the data belong to somebody else and we are not root.
    """
    caller = os.geteuid()
    if home.folder.exists():
        owner = pwd.getpwuid(home.folder.stat().st_uid)
        if caller not in (0, owner.pw_uid):
            raise ClusterError(f"{home.folder} belongs to {owner.pw_name}: run this as that user")
        return owner
    return pwd.getpwuid(caller) if caller != 0 else _unprivileged_user()


def make(home: Home, user: pwd.struct_passwd) -> None:
    """Create the folder that `user`'s server lives in, where that user can reach it."""
    own_folder(home, home.folder, user)


def own_folder(home: Home, folder: Path, user: pwd.struct_passwd) -> None:
    """Create a folder of `user`'s within the home's, unless it is there: a link to another place
    when that user cannot enter the home's.
    """
    if folder.exists():
        return
    folder.unlink(missing_ok=True)  # a link whose target is gone
    if succeeds(["test", "-x", home.var], user=user):
        folder.mkdir(mode=0o700)
    else:
        folder.symlink_to(_folder_outside(home.var))
        log.info("%s cannot enter %s: it goes to %s", user.pw_name, home.var, folder.resolve())
    os.chown(folder, user.pw_uid, user.pw_gid)


def give(path: Path, text: str, user: pwd.struct_passwd) -> None:
    """Write `text` to `path` so that only `user` can read it."""
    path.unlink(missing_ok=True)
    with open(path, "w", opener=_private) as file:
        os.fchown(file.fileno(), user.pw_uid, user.pw_gid)
        file.write(text)


def _private(path: str, flags: int) -> int:
    return os.open(path, flags | os.O_EXCL, 0o600)


def _folder_outside(var: Path) -> Path:
    """Return a new folder of its own for a checkout that only root can enter."""
    REACHABLE_BY_ALL.mkdir(mode=0o755, parents=True, exist_ok=True)
    return Path(mkdtemp(prefix=f"{var.parent.name}-", dir=REACHABLE_BY_ALL))


def _unprivileged_user() -> pwd.struct_passwd:
    for name in UNPRIVILEGED:
        try:
            return pwd.getpwnam(name)
        except KeyError:
            continue
    name = UNPRIVILEGED[-1]
    run(["useradd", "--system", "--no-create-home", "--shell", "/usr/sbin/nologin", name])
    return pwd.getpwnam(name)
