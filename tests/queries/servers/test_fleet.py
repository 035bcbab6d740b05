"""Whom a workload asks, by a clock of the tests' own: no server is needed for that."""

from collections.abc import Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta

import pytest
from pybreaker import CircuitBreakerError

from queries.errors import Crowded, QueryTimeout, Unavailable
from queries.servers.breaker import FAILURES, REST
from queries.servers.endpoints import Endpoint
from queries.servers.fleet import NONE, Fleet, Sight

NOON = datetime(2026, 3, 1, 12, tzinfo=UTC)
ONE, TWO, PRIMARY = (Endpoint(name, name, "") for name in ("replica 1", "replica 2", "primary"))
ORDERS = {"analytics": (ONE, TWO, PRIMARY), "reporting": (TWO, ONE, PRIMARY)}
LIMIT = 30.0


@dataclass
class Machines:
    """Three servers that are as a test says, and their fleet."""

    down: set[str] = field(default_factory=set)
    paused: dict[str, Sight] = field(default_factory=dict)
    now: float = 0.0
    looks: int = 0
    fleet: Fleet = field(init=False)

    def __post_init__(self) -> None:
        self.fleet = Fleet(ORDERS, LIMIT, lambda: self.now)

    def look(self, times: int = 1, after: float = 5.0) -> None:
        """Look so often, each time so many seconds after the last; the primary beats meanwhile."""
        for _ in range(times):
            self.now += after
            self.looks += 1
            self.fleet.look(self._sight)

    def pause(self, endpoint: Endpoint) -> None:
        self.paused[endpoint.name] = self._newest()

    def _newest(self) -> Sight:
        beat = NOON + timedelta(seconds=self.now)
        return Sight(beat, 1000 * self.looks, 7, NOON)

    def _sight(self, endpoint: Endpoint) -> Sight:
        if endpoint.name in self.down:
            raise Unavailable("connection refused")
        return self.paused.get(endpoint.name, self._newest())

    def order(self, workload: str) -> list[str]:
        return [each.name for each in self.fleet.order(workload)]


@pytest.fixture
def machines() -> Machines:
    """Three servers that were seen once, and answer."""
    made = Machines()
    made.look()
    return made


def test_each_workload_has_its_replica_then_the_other_then_the_primary(machines: Machines) -> None:
    assert machines.order("analytics") == ["replica 1", "replica 2", "primary"]
    assert machines.order("reporting") == ["replica 2", "replica 1", "primary"]
    assert not machines.fleet.unsaved


def test_a_replica_that_does_not_answer_is_passed_over_until_it_does(machines: Machines) -> None:
    machines.down.add("replica 1")
    machines.look(FAILURES)
    assert machines.order("analytics") == ["replica 2", "primary"]
    machines.down.clear()
    machines.look(after=REST - 1)
    assert machines.order("analytics")[0] == "replica 2"  # it rests
    machines.look(after=2)
    assert machines.order("analytics")[0] == "replica 1"
    told = [(each.workload, each.before, each.after) for each in machines.fleet.unsaved]
    assert told == [
        ("analytics", "replica 1", "replica 2"),
        ("analytics", "replica 2", "replica 1"),
    ]
    assert machines.fleet.unsaved[0].why == "replica 1: connection refused"


def test_a_reader_that_fails_to_connect_counts_as_a_look_does(machines: Machines) -> None:
    for _ in range(FAILURES):
        with pytest.raises(Unavailable), machines.fleet.asking(ONE):
            raise Unavailable("connection refused")
    assert machines.order("analytics")[0] == "replica 2"
    with pytest.raises(CircuitBreakerError), machines.fleet.asking(ONE):
        pytest.fail("it was to be left alone")


@pytest.mark.parametrize("error", [QueryTimeout("too long"), Crowded("every connection")])
def test_what_is_no_failure_of_the_server_closes_nothing(
    machines: Machines, error: Exception
) -> None:
    for _ in range(3 * FAILURES):
        with suppress(type(error)), machines.fleet.asking(ONE):
            raise error
    assert machines.order("analytics")[0] == "replica 1"


def test_a_replica_whose_replay_stops_is_passed_over_when_it_is_too_late(
    machines: Machines,
) -> None:
    machines.pause(ONE)
    machines.look(times=6)  # 30 s: as late as may be
    assert machines.fleet.lag(ONE).seconds == LIMIT
    assert machines.order("analytics")[0] == "replica 1"
    machines.look()
    assert machines.fleet.lag(ONE).bytes == 7000
    assert machines.order("analytics") == ["replica 2", "primary", "replica 1"]
    assert machines.fleet.unsaved[-1].why == "replica 1 is 35 s behind"
    machines.paused.clear()
    machines.look()
    assert machines.order("analytics")[0] == "replica 1"


def test_replicas_of_a_primary_that_is_gone_are_not_late(machines: Machines) -> None:
    machines.down.add("primary")
    for name in ("replica 1", "replica 2"):
        machines.paused[name] = machines._newest()
    machines.look(times=100, after=60)
    assert machines.fleet.lag(ONE).seconds == 0
    assert machines.order("analytics") == ["replica 1", "replica 2"]


def test_late_ones_are_asked_when_nobody_else_answers_the_nearest_first(
    machines: Machines,
) -> None:
    machines.pause(ONE)
    machines.look(times=10)
    machines.pause(TWO)
    machines.look(times=10)
    machines.down.add("primary")
    machines.look(FAILURES)
    assert machines.order("analytics") == ["replica 2", "replica 1"]


def test_nobody_answers(machines: Machines) -> None:
    machines.down |= {"replica 1", "replica 2", "primary"}
    machines.look(FAILURES)
    assert machines.order("analytics") == []
    assert machines.fleet.unsaved[-1].after == NONE
    machines.down.clear()
    machines.look(after=REST + 1)
    assert machines.order("reporting") == ["replica 2", "replica 1", "primary"]


def test_one_server_alone_is_asked_whatever_it_did() -> None:
    alone: Mapping[str, tuple[Endpoint, ...]] = {"analytics": (PRIMARY,)}
    fleet = Fleet(alone, LIMIT)
    for _ in range(3 * FAILURES):
        with pytest.raises(Unavailable), fleet.asking(PRIMARY):
            raise Unavailable("connection refused")
    assert fleet.order("analytics") == [PRIMARY]


def test_a_clock_that_is_set_back_leaves_no_server_alone(
    machines: Machines, monkeypatch: pytest.MonkeyPatch
) -> None:
    machines.down.add("replica 1")
    machines.look(FAILURES)
    machines.down.clear()

    class Earlier(datetime):
        @classmethod
        def now(cls, tz: object = None) -> datetime:
            assert tz is UTC
            return datetime.now(UTC) - timedelta(hours=2)

    monkeypatch.setattr("pybreaker.datetime", Earlier)
    monkeypatch.setattr("queries.servers.breaker.datetime", Earlier)
    machines.look(after=REST + 1)
    assert machines.order("analytics")[0] == "replica 1"


@pytest.fixture(autouse=True)
def quiet(caplog: pytest.LogCaptureFixture) -> Iterator[None]:
    """Moves are warnings: these are meant."""
    with caplog.at_level("CRITICAL", "localpro.queries"):
        yield
