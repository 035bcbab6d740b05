"""A replica dies, freezes or falls behind: reads move to the other, then to the primary."""

import logging
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from threading import Event, Thread

import pytest

from dashboard.frame.shell import show
from dashboard.screens import SCREENS
from queries.people import LOCAL
from queries.servers import standing
from tests.dashboard.app import run
from tests.faults.traffic import Traffic, traffic
from tests.replicas.machines import Machines

pytestmark = pytest.mark.proof

log = logging.getLogger("tests.faults")

Fault = Callable[[Machines, int], AbstractContextManager[None]]

FEW_SECONDS = 30
"""Within which reads answer elsewhere, also on a busy machine; one that waits included."""


@pytest.fixture
def looked_at(served: Machines) -> Iterator[Machines]:
    """The machines, looked at every few seconds as the dashboard does."""
    with standing.watched():
        yield served


@contextmanager
def late(machines: Machines, number: int) -> Iterator[None]:
    """Let a standby replay nothing, and the primary be ahead of it by more than the limit."""
    stopped = Event()

    def beat() -> None:
        with machines.connect() as primary:
            while not stopped.wait(0.1):
                primary.execute("UPDATE etl.heartbeat SET at = now() + interval '90 seconds'")

    with machines.paused(number):
        beating = Thread(target=beat)
        beating.start()
        try:
            yield
        finally:
            stopped.set()
            beating.join()


FAULTS = {
    "stopped": Machines.stopped,
    "killed": Machines.killed,
    "frozen": Machines.frozen,
    "late": late,
}


@pytest.mark.parametrize("fault", FAULTS)
def test_reads_move_to_the_other(looked_at: Machines, fault: str) -> None:
    served = looked_at
    with traffic(served.owner_url) as going:
        assert going.viewers["analytics"].seen[-1].server == "replica 1"
        with FAULTS[fault](served, 1):
            moved_to(going, fault, "replica 2")
            going.goes_on()
            named("replica 2")
        served.catch_up(1)
        moved_to(going, f"after {fault}", "replica 1")
        named("replica 1")
    served.catch_up()
    assert [str(each) for viewer in going.viewers.values() for each in viewer.told] == []
    going.require_right()


def test_then_to_the_primary(looked_at: Machines) -> None:
    served = looked_at
    with traffic(served.owner_url) as going:
        with served.killed(1), served.killed(2):
            for workload in going.viewers:
                moved_to(going, "both killed", "primary", workload)
            going.goes_on()
            named("primary")
        served.catch_up()
        for workload, server in {"analytics": "replica 1", "reporting": "replica 2"}.items():
            moved_to(going, "after both killed", server, workload)
    served.catch_up()
    going.require_right()


def moved_to(going: Traffic, after: str, server: str, workload: str = "analytics") -> None:
    """Wait until a workload is read from a server."""
    viewer = going.viewers["reporting" if workload == "reporting" else "analytics"]
    seconds = viewer.seconds_until_shown(lambda each: each.server == server)
    log.info("%s: %s is read from %s after %.1f s", after, workload, server, seconds)
    assert seconds < FEW_SECONDS


def named(server: str) -> None:
    """The line above a screen says who answers."""
    page = run(show, SCREENS["overview"], LOCAL)
    assert not page.error
    assert [said.value for said in page.caption if f"read from {server}" in said.value]
