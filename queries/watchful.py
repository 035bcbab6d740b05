"""A connection on which nobody waits for a server that has fallen silent.

Where a server's processes are frozen its sockets stay open, and the system goes on to acknowledge
what is sent to it: no limit of the server and none of TCP ends the wait.
"""

import time
from typing import TypeVar

import psycopg
from psycopg.abc import PQGen
from psycopg.errors import ConnectionTimeout
from psycopg.waiting import Ready, Wait
from typing_extensions import override

T = TypeVar("T")

SILENT = 1.0
"""Seconds without a word after which it is seen whether the server still takes connections."""


class WatchfulConnection(psycopg.Connection):
    """A connection that is given up where its server takes no other while something waits."""

    @override
    def wait(self, gen: PQGen[T], interval: float = 0.1, timeout: float | None = None) -> T:
        """Return what is waited for. Raises OperationalError where the server does not answer."""
        try:
            wanted = next(gen)
        except StopIteration as found:  # it was there: rows of COPY mostly are
            return found.value  # type: ignore[no-any-return]
        return super().wait(self._watched(wanted, gen), interval, timeout)

    def _watched(self, wanted: Wait, gen: PQGen[T]) -> PQGen[T]:
        since = time.monotonic()
        while True:
            came = yield wanted
            if came != Ready.NONE:
                since = time.monotonic()
            elif time.monotonic() - since > SILENT:
                self._require_answer()
                since = time.monotonic()
            try:
                wanted = gen.send(came)
            except StopIteration as found:
                return found.value  # type: ignore[no-any-return]

    def _require_answer(self) -> None:
        """Raise where the server takes no connection within the time for that; one that refuses
        it answers.
        """
        try:
            psycopg.Connection.connect(self.info.dsn, password=self.info.password).close()
        except ConnectionTimeout:
            self.close()
            raise psycopg.OperationalError("it takes no connection while this one waits") from None
        except psycopg.OperationalError:
            return
