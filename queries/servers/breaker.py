"""A circuit breaker whose waits are measured by a clock that nobody sets."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta

from pybreaker import STATE_CLOSED, CircuitBreaker, CircuitMemoryStorage
from typing_extensions import override

from queries.errors import Crowded, ServerFull, Unavailable

Clock = Callable[[], float]

FAILURES = 2
"""Connections in a row that fail before a server is left alone."""

REST = 10
"""Seconds that it is left alone before the next look tries it again."""


class Steady(CircuitMemoryStorage):
    """What a breaker remembers. When it opened is told from how long ago that was, so that a clock
    set back leaves no server alone for hours.
    """

    def __init__(self, clock: Clock) -> None:
        super().__init__(STATE_CLOSED)
        self._clock, self._since = clock, 0.0

    @property
    @override
    def opened_at(self) -> datetime:
        """When the circuit opened, by today's clock."""
        return datetime.now(UTC) - timedelta(seconds=self._clock() - self._since)

    @opened_at.setter
    def opened_at(self, _: datetime) -> None:
        self._since = self._clock()


def is_failure(error: BaseException) -> bool:
    """Return whether an error says that its server does not answer, and not that it refuses."""
    return isinstance(error, Unavailable | ServerFull) and not isinstance(error, Crowded)


def breaker(clock: Clock) -> CircuitBreaker:
    """Return a closed breaker."""
    return CircuitBreaker(
        fail_max=FAILURES,
        reset_timeout=REST,
        exclude=[lambda error: not is_failure(error)],
        state_storage=Steady(clock),
        throw_new_error_on_trip=False,
    )


def is_closed(circuit: CircuitBreaker) -> bool:
    """Return whether the server behind it is to be asked."""
    return circuit.current_state == STATE_CLOSED
