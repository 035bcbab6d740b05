"""After a publication the server asks first: what people open is read before they do.

It looks for a new data version now and then, and gathers of each screen the view that people of
each role see who have chosen nothing. One connection, one thread, one screen after another with as
much rest as work: whoever clicks meanwhile goes on. What fails or takes too long is left to who
asks for it.
"""

import logging
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from uuid import UUID

from dashboard.frame import kept, links
from dashboard.screens import SCREENS
from queries import Allowed, Snapshot, filters, read
from queries.errors import QueryError
from queries.filters import Available
from queries.people import Person, Role

log = logging.getLogger("localpro.dashboard")

EVERY = 15
"""Seconds between two looks."""


@dataclass
class Warmer:
    """What looks for new versions; `known` is the last that was read.

    It rests `rest` times as long as it has worked.
    """

    known: tuple[int, UUID] | None = None
    rest: float = 1
    _stopped: threading.Event = field(default_factory=threading.Event)

    def run(self) -> None:
        """Look until it is stopped."""
        while not self._stopped.is_set():
            self.look()
            self._stopped.wait(EVERY)

    def stop(self) -> None:
        """End it after the screen that is being gathered."""
        self._stopped.set()

    def look(self) -> None:
        """Gather the usual views of a version that is new. Raises nothing."""
        try:
            with read("analytics", accepts=self._is_not_older) as snapshot:
                version = (snapshot.version, snapshot.identity)
                if version != self.known:
                    for role in Role:
                        self._gather(Allowed(snapshot, Person("ahead", "nobody", role)))
                    self.known = version
        except QueryError as error:
            log.debug("nothing was read ahead: %s", error)
        except Exception:
            log.exception("Reading ahead failed")

    def _is_not_older(self, found: Snapshot) -> bool:
        """Of several servers one may not have yet what was read from another."""
        oldest = self.known[0] if self.known else 0
        return found.endpoint.is_primary or found.version >= oldest

    def _gather(self, source: Allowed) -> None:
        """Gather what somebody of a role sees first."""
        available = filters.available(source)
        if not isinstance(available, Available):
            return
        usual, _ = links.parse({}, available)
        for screen in (each for each in SCREENS.values() if source.person.may(each.right)):
            started = time.monotonic()
            taken = screen.taking(usual, available)
            kept.view(screen, source, taken, screen.choose(taken))
            if self._stopped.wait(self.rest * (time.monotonic() - started)):
                return


@contextmanager
def ahead() -> Iterator[None]:
    """Read ahead, in a thread of its own, while something else runs."""
    warmer = Warmer()
    thread = threading.Thread(target=warmer.run, name="reading ahead", daemon=True)
    thread.start()
    try:
        yield
    finally:
        warmer.stop()
