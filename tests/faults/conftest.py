"""A durable machine of these tests' own, with a marketplace that people visit."""

import os
import signal
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import pytest

from etl.cluster import home, lifecycle, postmaster, server
from etl.cluster.environment import DATABASE, Role
from etl.cluster.home import Home
from etl.cluster.install import ensure_installed
from etl.migrate.run import migrate
from etl.refresh.publish import publish
from queries.servers import shown
from tests import postgres
from tests.faults.traffic import until
from tests.postgres import Database


@dataclass(frozen=True)
class Machine:
    """A server with its database, and what happens to such a machine."""

    place: Home
    database: Database

    @property
    def url(self) -> str:
        """The owner's address."""
        return self.database.owner_url

    def stop(self, how: signal.Signals) -> None:
        """Stop the server as `pg_ctl stop` does: SIGQUIT is `-m immediate`, SIGINT `-m fast`."""
        running = postmaster.running(self.place)
        assert running is not None
        os.kill(running.pid, how)
        until(lambda: postmaster.running(self.place) is None, "it does not stop")

    def start(self) -> None:
        """Start it again, at the same port."""
        installation, user = ensure_installed(self.place.major), home.server_user(self.place)
        server.start(self.place, installation, user, durable=True)


@contextmanager
def machine_at(place: Home) -> Iterator[Machine]:
    """Yield a machine in a home, at this release and with one version."""
    made = Machine(place, Database(DATABASE, lifecycle.up(place)))
    migrate(made.url)
    publish(made.url)
    yield made


@pytest.fixture(scope="session")
def own_machine(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Machine]:
    """The machine that these tests share: whoever hurts it heals it."""
    with (
        postgres.own_place(tmp_path_factory.mktemp("faults") / "var") as place,
        machine_at(place) as made,
    ):
        yield made


@pytest.fixture
def use_machine(
    use_database: Callable[[Database], None], monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> Callable[[Machine], None]:
    """`use_machine(machine)`: the settings name it, and folders of this test's own."""

    def _use(machine: Machine) -> None:
        for role in Role:
            monkeypatch.setenv(role.variable, machine.database.addresses.url(role))
        monkeypatch.setenv("LOCALPRO_VAR_DIR", str(machine.place.var))
        monkeypatch.setenv("LOCALPRO_ARCHIVE_URL", str(tmp_path / "archive"))
        use_database(machine.database)
        shown.forget()

    return _use


@pytest.fixture
def machine(own_machine: Machine, use_machine: Callable[[Machine], None]) -> Machine:
    """The shared machine, which the settings name."""
    use_machine(own_machine)
    return own_machine
