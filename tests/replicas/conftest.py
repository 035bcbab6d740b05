"""Two real standbys that these tests share: whoever hurts one heals it."""

from collections.abc import Callable, Iterator

import pytest

from etl.cluster import lifecycle
from etl.cluster.environment import Role
from etl.migrate.run import migrate
from etl.settings import settings as etl_settings
from queries.cache import results
from queries.engine import engine_of
from queries.servers import breaker, shown, standing
from queries.settings import settings
from tests import postgres
from tests.replicas.machines import Machines


@pytest.fixture(scope="session")
def machines() -> Iterator[Machines]:
    """A primary at this release with one version, and two standbys that have it."""
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
        _forget()
        standing.look()

    yield _use
    for each in standing.fleet().orders.values():
        for endpoint in each:
            standing.engine_at(endpoint).dispose()
            engine_of(endpoint.url, most=1).dispose()
    engine_of(settings().access_url.get_secret_value(), writes=True).dispose()  # type: ignore[union-attr]
    _forget()


@pytest.fixture
def served(machines: Machines, use_machines: Callable[[Machines], None]) -> Machines:
    """The shared machines, which the settings name."""
    machines.catch_up()
    use_machines(machines)
    return machines


def _forget() -> None:
    for known in (etl_settings, settings, standing.fleet_of, engine_of):
        known.cache_clear()
    results.clear()
    shown.forget()
