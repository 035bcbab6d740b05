"""A PgBouncer in front of the tests' server: each transaction may get another server process."""

import os
import shutil
import signal
import socket
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import mkdtemp

from etl.cluster import home
from etl.cluster.environment import Addresses
from etl.cluster.process import run
from tests.postgres import HOME, Database

SETTINGS = """
[databases]
* = host=127.0.0.1 port={server}
[pgbouncer]
listen_addr = 127.0.0.1
listen_port = {port}
unix_socket_dir =
pidfile = {folder}/pid
logfile = {folder}/log
auth_type = trust
auth_file = {folder}/users
pool_mode = transaction
{more}
"""


@contextmanager
def pooled(database: Database, more: str = "") -> Iterator[Database]:
    """Yield the database as it is reached through a pooler with its defaults and `more` settings.

    As root it runs as the server's user: PgBouncer refuses root, too.
    """
    user = home.server_user(HOME)
    folder = Path(mkdtemp(prefix="localpro-pooler-"))
    given = database.addresses
    behind = Addresses(_free_port(), given.passwords)
    words = {"server": given.port, "port": behind.port, "folder": folder, "more": more}
    home.give(folder / "ini", SETTINGS.format(**words), user)
    users = (f'"{role.login}" "{password}"\n' for role, password in given.passwords.items())
    home.give(folder / "users", "".join(users), user)
    os.chown(folder, user.pw_uid, user.pw_gid)
    program = shutil.which("pgbouncer", path=f"{os.environ['PATH']}:/usr/sbin")
    assert program is not None
    try:
        run([program, "-d", folder / "ini"], user=user)
        yield Database(database.name, behind)
    finally:
        if (folder / "pid").exists():
            os.kill(int((folder / "pid").read_text()), signal.SIGTERM)
        shutil.rmtree(folder, ignore_errors=True)  # the pooler may be removing its own


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
        assert isinstance(port, int)
        return port
