"""Fixtures that every test may use: databases on a real PostgreSQL. See `tests/postgres.py`."""

import os
from collections.abc import Callable, Iterator
from contextlib import ExitStack

import psycopg
import pytest
from hypothesis import HealthCheck
from hypothesis import settings as hypothesis_settings
from sqlalchemy import Engine
from xdist.remote import Producer
from xdist.scheduler import LoadGroupScheduling

from dashboard.settings import settings as dashboard_settings
from etl.cluster import lifecycle
from etl.cluster.environment import Role
from etl.migrate.run import migrate
from etl.settings import settings as etl_settings
from queries import shared
from queries.cache import results
from queries.engine import engine_of
from queries.servers import breaker, shown, standing
from queries.settings import settings as query_settings
from tests import postgres
from tests import redis_server as redis
from tests.postgres import Database, TestCluster
from tests.redis_server import RedisServer
from tests.replicas.machines import Machines

# A busy machine is no failure: properties are judged by what they find, not by the clock.
hypothesis_settings.register_profile(
    "unhurried", deadline=None, suppress_health_check=[HealthCheck.too_slow]
)
hypothesis_settings.load_profile("unhurried")

SharedDatabase = Callable[[str, Callable[[Database], None]], Database]


def pytest_configure(config: pytest.Config) -> None:
    """Hold the test cluster for the whole run: workers come and go within it.

    What is served from this checkout is nothing that a test may find.
    """
    os.environ["LOCALPRO_VAR_DIR"] = str(postgres.HOME.var / "unused")
    if not hasattr(config, "workerinput"):
        stack = ExitStack()
        stack.enter_context(postgres.in_use())
        config.add_cleanup(stack.close)


SERVERS = {
    "cluster",
    "place",
    "new_place",
    "browser",
    "page",
    "port",
    "spark",
    "machines",
    "service",
    "redis_server",
}
"""Fixtures that start something, or need what they start."""


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Mark what needs a server: `make quick` runs everything else."""
    for item in items:
        if SERVERS & {*getattr(item, "fixturenames", ())}:
            item.add_marker("server")


@pytest.fixture(autouse=True)
def _own_settings() -> Iterator[None]:
    """What one test has set, another does not find."""
    _forget_settings()
    yield
    _forget_settings()


@pytest.fixture(scope="session")
def cluster() -> TestCluster:
    """The running test cluster."""
    return postgres.start()


@pytest.fixture
def database(cluster: TestCluster) -> Iterator[Database]:
    """A migrated database of this test's own."""
    clone = cluster.migrated()
    yield clone
    cluster.drop(clone)


@pytest.fixture
def empty_database(cluster: TestCluster) -> Iterator[Database]:
    """A database of this test's own with roles and extensions, but without the schema."""
    clone = cluster.empty()
    yield clone
    cluster.drop(clone)


@pytest.fixture
def connection(database: Database) -> Iterator[psycopg.Connection]:
    """The owner's connection to a migrated database of this test's own."""
    with database.connect() as connection:
        yield connection


@pytest.fixture(scope="session")
def shared_database(cluster: TestCluster) -> SharedDatabase:
    """`shared_database(name, load)`: one database for all tests that only read it.

    `load(database)` fills it, once per run however many workers ask.
    """
    return cluster.shared


@pytest.fixture
def clone(cluster: TestCluster) -> Iterator[Callable[[Database], Database]]:
    """`clone(shared)`: a copy of a shared database that this test may write to."""
    clones: list[Database] = []

    def _clone(source: Database) -> Database:
        clones.append(cluster.clone(source))
        return clones[-1]

    yield _clone
    for made in clones:
        cluster.drop(made)


@pytest.fixture
def use_database(monkeypatch: pytest.MonkeyPatch) -> Iterator[Callable[[Database], None]]:
    """`use_database(database)`: the settings of both sides point to it until the test ends."""

    def _use(database: Database) -> None:
        monkeypatch.setenv("LOCALPRO_DATABASE_URL", database.owner_url)
        monkeypatch.setenv("LOCALPRO_ANALYTICS_URL", database.reader_url)
        monkeypatch.setenv("LOCALPRO_REPORTING_URL", database.admin_url)
        monkeypatch.setenv("LOCALPRO_ACCESS_URL", database.access_url)
        _forget_settings()
        results.clear()  # every new database has a version 1
        engines.extend(engine_of(url) for url in (database.reader_url, database.admin_url))
        engines.append(engine_of(database.access_url, writes=True))

    engines: list[Engine] = []
    yield _use
    for engine in engines:
        engine.dispose()
    engine_of.cache_clear()


@pytest.fixture(scope="session")
def redis_server() -> Iterator[RedisServer]:
    """A Redis of this worker's own."""
    with redis.running() as server:
        yield server


@pytest.fixture
def shared_redis(
    redis_server: RedisServer, monkeypatch: pytest.MonkeyPatch
) -> Iterator[RedisServer]:
    """A Redis that the settings name: empty, and asked again soon after it was away."""
    monkeypatch.setattr(shared, "AWAY_FOR", 0.2)
    monkeypatch.setenv("LOCALPRO_REDIS_URL", redis_server.url)
    _forget_settings()
    results.clear()
    redis_server.forget()
    yield redis_server
    results.clear()
    _forget_settings()
    shared.shared_by.cache_clear()
    redis_server.revive()


@pytest.fixture(scope="session")
def machines() -> Iterator[Machines]:
    """A primary at this release with one version, and two real standbys that have it: whoever
    hurts one heals it.
    """
    with postgres.own_place(postgres.ROOT / "var" / "replicas") as place:
        addresses = lifecycle.up(place, durable=False, replicas=2)
        migrate(addresses.url(Role.OWNER))
        made = Machines(place, addresses)
        made.publish("Plumbers")
        made.catch_up()
        yield made


@pytest.fixture
def use_machines(monkeypatch: pytest.MonkeyPatch) -> Iterator[Callable[[Machines], None]]:
    """`use_machines(machines)`: the settings name these; who fails is tried at the next look."""

    def _use(machines: Machines) -> None:
        for role in Role:
            monkeypatch.setenv(role.variable, machines.addresses.url(role))
        monkeypatch.setattr(breaker, "REST", 0)
        monkeypatch.setenv("LOCALPRO_FALLBACK_CONNECTIONS", "2")
        _forget_servers()
        standing.look()

    yield _use
    for each in standing.fleet().orders.values():
        for endpoint in each:
            standing.engine_at(endpoint).dispose()
            engine_of(endpoint.url, most=1).dispose()
    engine_of(query_settings().access_url.get_secret_value(), writes=True).dispose()  # type: ignore[union-attr]
    _forget_servers()


@pytest.fixture
def served(machines: Machines, use_machines: Callable[[Machines], None]) -> Machines:
    """The shared machines, which the settings name."""
    machines.catch_up()
    use_machines(machines)
    return machines


def _forget_servers() -> None:
    _forget_settings()
    for known in (standing.fleet_of, engine_of):
        known.cache_clear()
    results.clear()
    shown.forget()


def _forget_settings() -> None:
    for settings in (etl_settings, query_settings, dashboard_settings):
        settings.cache_clear()


TOGETHER = (
    ("tests/browser/",),
    ("tests/sessions/",),
    ("tests/replicas/", "tests/faults/test_replica_lost"),
    ("tests/faults/",),
    ("tests/etl/backup/",),
    ("tests/etl/archive/test_spark",),
)
"""Tests of one worker, since they share what takes long to start."""


class Together(LoadGroupScheduling):
    """Gives tests to workers one by one, and those that belong together to one of them.

    Marks say so no more: xdist 3.8 notes them where pytest 9.2 does not look.
    """

    def _split_scope(self, nodeid: str) -> str:
        return next((parts[0] for parts in TOGETHER if nodeid.startswith(parts)), nodeid)


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_make_scheduler(config: pytest.Config, log: Producer) -> Together:
    """Return how tests are given to workers."""
    return Together(config, log)
