"""The tests' own PostgreSQL: one cluster under `var/test/`, one migrated template, many clones.

Several pytest runs and their workers may share it: every run holds a shared lock while it lasts,
and the last one to leave clears up and stops the server.
"""

import fcntl
import hashlib
import os
import shutil
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from pathlib import Path
from uuid import uuid4
from zoneinfo import ZoneInfo

import psycopg
from psycopg import sql
from psycopg.errors import ObjectInUse
from tenacity import Retrying, retry_if_exception_type, stop_after_delay

from etl.cluster import bootstrap, home, lifecycle, postmaster, standbys
from etl.cluster.environment import DATABASE, Addresses, Role
from etl.cluster.home import Home
from etl.cluster.postmaster import Postmaster
from etl.migrate.run import migrate
from tests import in_memory

ROOT = Path(__file__).resolve().parent.parent
HOME = home.at(ROOT / "var" / "test")
SCHEMA_FOLDERS = (
    *("access", "adopt", "schema", "functions", "archive", "geo"),
    *("partitions", "rollups", "views"),
)
SHAPED_BY = ("migrations", *(f"etl/{folder}" for folder in SCHEMA_FOLDERS), "etl/cluster")
"""Folders whose files decide what the template holds, beside the day: partitions are made ahead."""

COPY = sql.SQL("CREATE DATABASE {} TEMPLATE {} STRATEGY FILE_COPY TABLESPACE {}")


@dataclass(frozen=True)
class Database:
    """One database of the test cluster, and how each role reaches it."""

    name: str
    addresses: Addresses

    @property
    def owner_url(self) -> str:
        """URL of the role that owns the schema."""
        return self.addresses.url(Role.OWNER, self.name)

    @property
    def reader_url(self) -> str:
        """URL of the dashboard's role."""
        return self.addresses.url(Role.READER, self.name)

    @property
    def admin_url(self) -> str:
        """URL of the role that also reads the admin views."""
        return self.addresses.url(Role.ADMIN, self.name)

    @property
    def access_url(self) -> str:
        """URL of the role that asks who somebody is, and writes what people do."""
        return self.addresses.url(Role.DASHBOARD, self.name)

    def connect(self, role: Role = Role.OWNER, *, autocommit: bool = False) -> psycopg.Connection:
        """Return a connection as `role`; close it, or use it in a `with`."""
        return psycopg.connect(self.addresses.url(role, self.name), autocommit=autocommit)


@dataclass(frozen=True)
class TestCluster:
    """The running test cluster."""

    __test__ = False

    server: Postmaster
    addresses: Addresses
    quick: str = in_memory.USUAL
    """The tablespace for databases that are dropped soon."""

    def empty(self) -> Database:
        """Return a new database with roles and extensions, but without the schema."""
        return self.clone(DATABASE)

    def migrated(self) -> Database:
        """Return a new database at the head revision, without rows but those of migrations."""
        return self.clone(self.template())

    def clone(self, source: str | Database) -> Database:
        """Return a new database that equals `source`, once nobody is connected to that."""
        name = source if isinstance(source, str) else source.name
        clone = Database(f"test_{run_id()}_{uuid4().hex[:8]}", self.addresses)
        self._copy(name, clone.name, self.quick)
        return clone

    def shared(self, name: str, load: Callable[[Database], None]) -> Database:
        """Return this run's database `name`, made by `load` the first time anybody asks for it;
        what another function loads is another, also where it has the same name.
        """
        loaded = hashlib.sha256(f"{load.__module__}.{load.__qualname__}".encode()).hexdigest()[:6]
        shared = Database(f"shared_{run_id()}_{name}_{loaded}", self.addresses)
        self._make_once(shared.name, self.template(), load)
        return shared

    def template(self) -> str:
        """Return the name of the migrated template, made the first time anybody asks for it."""
        name = f"template_{_fingerprint()}"
        self._make_once(name, DATABASE, lambda database: migrate(database.owner_url))
        return name

    def drop(self, database: str | Database) -> None:
        """Drop a database, with the connections to it."""
        name = database if isinstance(database, str) else database.name
        self._execute(sql.SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)"), name)

    def names(self) -> list[str]:
        """Return the names of all databases that tests made."""
        with bootstrap.superuser(self.server) as connection:
            found = connection.execute(
                "SELECT datname FROM pg_database WHERE datname ~ '^(test|shared|making|template)_'"
            )
            return [name for (name,) in found]

    def _make_once(self, name: str, source: str, load: Callable[[Database], None]) -> None:
        with _locked(HOME.var / f"{name}.lock", fcntl.LOCK_EX):
            if name in self.names():
                return
            making = Database(f"making_{name}", self.addresses)
            self.drop(making)
            self._copy(source, making.name)
            load(making)
            self._execute(sql.SQL("ALTER DATABASE {} RENAME TO {}"), making.name, name)

    def _copy(self, source: str, name: str, tablespace: str = in_memory.USUAL) -> None:
        while_in_use = Retrying(
            retry=retry_if_exception_type(ObjectInUse), stop=stop_after_delay(120), reraise=True
        )
        while_in_use(self._execute, COPY, name, source, tablespace)
        with bootstrap.superuser(self.server, name) as connection:
            bootstrap.run_script(connection, "access.sql")

    def _execute(self, statement: sql.SQL, *names: str) -> None:
        with bootstrap.superuser(self.server) as connection:
            connection.execute(statement.format(*map(sql.Identifier, names)))


def start() -> TestCluster:
    """Return the test cluster, running. It may lose its data in a crash: tests make them anew."""
    addresses = lifecycle.up(HOME, durable=False)
    server = postmaster.running(HOME)
    assert server is not None
    with _locked(HOME.var / "in_memory.lock", fcntl.LOCK_EX):
        return TestCluster(server, addresses, in_memory.ensure(server, HOME))


@contextmanager
def own_place(var: Path) -> Iterator[Home]:
    """Yield a home where nothing is yet; what was made there is stopped and removed at the end."""
    place = home.at(var)
    try:
        yield place
    finally:
        lifecycle.down(place)
        for each in (place, *standbys.homes(place)):
            shutil.rmtree(each.folder.resolve(), ignore_errors=True)
        for each in standbys.homes(place):
            shutil.rmtree(each.var)


@contextmanager
def durable() -> Iterator[TestCluster]:
    """Run a cluster of its own that waits for the disk, as the product's does: to measure."""
    with own_place(ROOT / "var" / "bench") as place:
        addresses = lifecycle.up(place)
        server = postmaster.running(place)
        assert server is not None
        yield TestCluster(server, addresses)


def run_id() -> str:
    """Return what is common to the workers of this run, and to no other run."""
    return os.environ.setdefault("LOCALPRO_TEST_RUN", uuid4().hex[:6])


@contextmanager
def in_use() -> Iterator[None]:
    """Keep the cluster from being stopped meanwhile; the last one to leave stops it."""
    run_id()
    with _locked(HOME.var / "users.lock", fcntl.LOCK_SH):
        yield
    try:
        with _locked(HOME.var / "users.lock", fcntl.LOCK_EX | fcntl.LOCK_NB):
            _leave()
    except BlockingIOError:
        return


def _leave() -> None:
    """Drop everything but today's template, which spares the next run its migration; stop."""
    server = postmaster.running(HOME)
    if server is None:
        return
    cluster = TestCluster(server, lifecycle.addresses(HOME))
    for name in set(cluster.names()) - {f"template_{_fingerprint()}"}:
        cluster.drop(name)
    in_memory.leave(server)
    lifecycle.down(HOME)
    for lock in HOME.var.glob("*_*.lock"):
        lock.unlink()


@cache
def _fingerprint() -> str:
    today = datetime.now(ZoneInfo("Asia/Kolkata")).date()
    digest = hashlib.sha256(today.isoformat().encode())
    files = (path for folder in SHAPED_BY for path in sorted((ROOT / folder).rglob("*")))
    for path in files:
        if path.is_file() and path.suffix != ".pyc":
            digest.update(str(path.relative_to(ROOT)).encode() + path.read_bytes())
    return digest.hexdigest()[:12]


@contextmanager
def _locked(path: Path, kind: int) -> Iterator[None]:
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("w") as file:
        fcntl.flock(file, kind)
        yield
