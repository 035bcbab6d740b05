"""A primary with two standbys, and what happens to such machines."""

import os
import signal
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

import psycopg

from etl.cluster import bootstrap, home, postmaster, server, standbys
from etl.cluster.environment import DATABASE, Addresses, Role
from etl.cluster.home import Home
from etl.cluster.install import ensure_installed
from etl.refresh.publish import publish
from tests.factories import make_category

PATIENCE = 60
"""Seconds until a standby must have what its primary has."""


@dataclass(frozen=True)
class Machines:
    """The servers of one home; replica 0 is the primary."""

    place: Home
    addresses: Addresses

    @property
    def owner_url(self) -> str:
        """The owner's address of the primary."""
        return self.addresses.url(Role.OWNER)

    def home(self, number: int) -> Home:
        """Return where a server lives."""
        return standbys.home_of(self.place, number) if number else self.place

    def connect(self, number: int = 0, role: Role = Role.OWNER) -> psycopg.Connection:
        """Return a connection to one server, which commits every statement."""
        return psycopg.connect(self.addresses.url_at(role, number), autocommit=True)

    def superuser(self, number: int) -> psycopg.Connection:
        """Return the superuser's connection to one server."""
        running = postmaster.running(self.home(number))
        assert running is not None
        return bootstrap.superuser(running, DATABASE)

    def publish(self, category: str) -> int:
        """Add a category on the primary and publish a version with it; return its number."""
        with self.connect() as connection:
            make_category(connection, name=category)
        version = publish(self.owner_url)
        assert version is not None
        return version.version_id

    def catch_up(self, *numbers: int) -> None:
        """Return when these standbys have all that was committed."""
        with self.connect() as connection:
            row = connection.execute("SELECT pg_current_wal_insert_lsn()").fetchone()
        assert row is not None
        for number in numbers or (1, 2):
            with self.connect(number) as connection:
                _wait(connection, row[0])

    @contextmanager
    def stopped(self, number: int) -> Iterator[None]:
        """Stop a server for a while."""
        place = self.home(number)
        installation, user = ensure_installed(place.major), home.server_user(place)
        server.stop(place, installation, user)
        try:
            yield
        finally:
            server.start(place, installation, user, durable=False)

    @contextmanager
    def killed(self, number: int) -> Iterator[None]:
        """Let a server's first process die for a while, and with it all others."""
        place = self.home(number)
        running = postmaster.running(place)
        assert running is not None
        os.kill(running.pid, signal.SIGKILL)
        try:
            yield
        finally:
            installation, user = ensure_installed(place.major), home.server_user(place)
            server.start(place, installation, user, durable=False)

    @contextmanager
    def frozen(self, number: int) -> Iterator[None]:
        """Stop a server's processes in their tracks for a while: their sockets stay open."""
        running = postmaster.running(self.home(number))
        assert running is not None
        os.kill(running.pid, signal.SIGSTOP)  # it begins no more of them
        every = [*_children(running.pid), running.pid]
        _send(every, signal.SIGSTOP)
        try:
            yield
        finally:
            _send(every, signal.SIGCONT)

    @contextmanager
    def paused(self, number: int) -> Iterator[None]:
        """Let a standby receive, and not replay, for a while."""
        with self.superuser(number) as connection:
            connection.execute("SELECT pg_wal_replay_pause()")
            state = "SELECT pg_get_wal_replay_pause_state()"
            while connection.execute(state).fetchone() != ("paused",):
                pass
        try:
            yield
        finally:
            with self.superuser(number) as connection:
                connection.execute("SELECT pg_wal_replay_resume()")

    @contextmanager
    def impatient(self, number: int) -> Iterator[None]:
        """Let a standby end at once whoever holds up its replay, for a while."""
        name = "max_standby_streaming_delay"
        with self.superuser(number) as connection:
            connection.execute(f"ALTER SYSTEM SET {name} = 0")
            connection.execute("SELECT pg_reload_conf()")
        try:
            yield
        finally:
            with self.superuser(number) as connection:
                connection.execute(f"ALTER SYSTEM RESET {name}")
                connection.execute("SELECT pg_reload_conf()")


def _children(pid: int) -> list[int]:
    return [*map(int, Path(f"/proc/{pid}/task/{pid}/children").read_text().split())]


def _send(processes: list[int], number: signal.Signals) -> None:
    for pid in processes:
        with suppress(ProcessLookupError):
            os.kill(pid, number)


def _wait(connection: psycopg.Connection, place: str) -> None:
    end = time.monotonic() + PATIENCE
    while time.monotonic() < end:
        asked = "SELECT pg_last_wal_replay_lsn() >= %s::pg_lsn FROM pg_sleep(0.01)"
        if connection.execute(asked, [place]).fetchone() == (True,):
            return
    raise AssertionError(f"a standby is not at {place} after {PATIENCE} s")
