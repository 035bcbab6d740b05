"""The servers as this process knows them: who answers, how far behind each is, whom to ask.

Nothing here connects: `look` is given what does, and time comes from a clock that tests set.
"""

import logging
import threading
import time
from collections import deque
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime

from prometheus_client import Counter, Gauge
from pybreaker import CircuitBreaker, CircuitBreakerError

from queries.errors import QueryError
from queries.servers.breaker import Clock, breaker, is_closed, is_failure
from queries.servers.endpoints import Endpoint

log = logging.getLogger("localpro.queries")

LAG = Gauge("localpro_replica_lag_seconds", "How far a replica is behind the primary.", ["server"])
LAG_BYTES = Gauge("localpro_replica_lag_bytes", "The same, in the log of changes.", ["server"])
SWITCHES = Counter("localpro_server_switches", "Times that reads moved.", ["workload", "server"])

MOST_MOVES = 200
"""How many of the last are remembered until they are written down."""

NONE = "no server"


@dataclass(frozen=True)
class Sight:
    """What was seen of a server that answered."""

    beat: datetime | None
    """The last beat of the primary that it has."""

    place: int
    """Its place in the log of changes, in bytes."""

    version: int | None
    at: datetime
    """When it was seen."""


@dataclass(frozen=True)
class Lag:
    """How far a server is behind the primary: as it was when both were last seen."""

    seconds: float
    bytes: int


@dataclass(frozen=True)
class Move:
    """A workload that moved from one server to another."""

    at: datetime
    workload: str
    before: str
    after: str
    why: str


@dataclass
class Server:
    """What is remembered of one server."""

    circuit: CircuitBreaker
    sight: Sight | None = None
    trouble: str = ""
    """Why it did not answer the last time; nothing when it did."""


@dataclass
class Fleet:
    """The servers of this process, by their addresses, and where each workload reads."""

    orders: Mapping[str, Sequence[Endpoint]]
    """Of each workload, the servers in the order in which they are to be asked."""

    lag_limit: float
    clock: Clock = time.monotonic
    unsaved: deque[Move] = field(default_factory=lambda: deque(maxlen=MOST_MOVES))
    """Those that nobody has written down yet, the oldest first."""

    _servers: dict[str, Server] = field(default_factory=dict)
    _serving: dict[str, str] = field(default_factory=dict)
    _lock: threading.RLock = field(default_factory=threading.RLock)
    _looked_at: float | None = None

    @property
    def has_replicas(self) -> bool:
        """Whether there is anything to choose."""
        return any(len(order) > 1 for order in self.orders.values())

    def every(self) -> list[Endpoint]:
        """Return each server once, the primary first."""
        found = {each.address: each for order in self.orders.values() for each in order}
        return sorted(found.values(), key=lambda each: (not each.is_primary, each.name))

    def of(self, endpoint: Endpoint) -> Server:
        """Return what is remembered of a server."""
        with self._lock:
            return self._servers.setdefault(endpoint.address, Server(breaker(self.clock)))

    def order(self, workload: str) -> list[Endpoint]:
        """Return whom to ask, one after another: those who answer and are not too far behind, in
        the workload's order; then, for when there is nobody else, those who are, the nearest first.
        """
        if len(self.orders[workload]) == 1:
            return list(self.orders[workload])
        answering = [each for each in self.orders[workload] if is_closed(self.of(each).circuit)]
        late = [each for each in answering if self.is_late(each)]
        return [
            *(each for each in answering if each not in late),
            *sorted(late, key=lambda each: self.lag(each).seconds),
        ]

    def lag(self, endpoint: Endpoint) -> Lag:
        """Return how far behind the primary a server is.

        In seconds it is told by beats of the primary's own clock, so it grows on no standby whose
        primary is gone or idle.
        """
        seen, ahead = self.of(endpoint).sight, self._primary_seen()
        if seen is None or ahead is None or seen.place >= ahead.place:
            return Lag(0.0, 0)
        beats = (seen.beat, ahead.beat)
        seconds = (beats[1] - beats[0]).total_seconds() if beats[0] and beats[1] else 0.0
        return Lag(max(seconds, 0.0), ahead.place - seen.place)

    def is_late(self, endpoint: Endpoint) -> bool:
        """Return whether a server is too far behind to be asked while another is not."""
        return self.lag(endpoint).seconds > self.lag_limit

    @contextmanager
    def asking(self, endpoint: Endpoint) -> Iterator[None]:
        """Connect to a server inside; that it does not answer is remembered.

        Raises CircuitBreakerError where it is to be left alone.
        """
        if not self.has_replicas:
            yield
            return
        server = self.of(endpoint)
        try:
            with server.circuit.calling():
                yield
        except QueryError as error:
            if is_failure(error):
                server.trouble = str(error)
                self.note()
            raise
        server.trouble = ""

    def look(self, sight: Callable[[Endpoint], Sight]) -> None:
        """See how each server stands, the primary first; whoever does not answer is remembered."""
        for endpoint in self.every():
            try:
                with self.asking(endpoint):
                    self.of(endpoint).sight = sight(endpoint)
            except (QueryError, CircuitBreakerError) as error:
                log.debug("%s: %s", endpoint.name, error)
            if not endpoint.is_primary:
                LAG.labels(endpoint.name).set(self.lag(endpoint).seconds)
                LAG_BYTES.labels(endpoint.name).set(self.lag(endpoint).bytes)
        self._looked_at = self.clock()
        self.note()

    def age(self) -> float:
        """Return how many seconds ago the last look was; infinitely many before the first."""
        return float("inf") if self._looked_at is None else self.clock() - self._looked_at

    def note(self) -> None:
        """Remember where a workload is read now, if that has changed."""
        with self._lock:
            for workload in self.orders:
                now = next((each.name for each in self.order(workload)), NONE)
                before = self._serving.get(workload, self.orders[workload][0].name)
                self._serving[workload] = now
                if now != before:
                    self._moved(workload, before, now)

    def _moved(self, workload: str, before: str, after: str) -> None:
        said = Move(datetime.now(UTC), workload, before, after, self._why(workload, before))
        self.unsaved.append(said)
        SWITCHES.labels(workload, after).inc()
        log.warning("%s is read from %s, no more from %s: %s", workload, after, before, said.why)

    def _why(self, workload: str, before: str) -> str:
        """Return what is the matter with the server that was asked before."""
        left = next((each for each in self.orders[workload] if each.name == before), None)
        if left is None:
            return "a server answers again"
        if not is_closed(self.of(left).circuit):
            return f"{left.name}: {self.of(left).trouble}"
        if self.is_late(left):
            return f"{left.name} is {self.lag(left).seconds:.0f} s behind"
        return "the one that comes before it can be asked again"

    def _primary_seen(self) -> Sight | None:
        return next((self.of(each).sight for each in self.every() if each.is_primary), None)
