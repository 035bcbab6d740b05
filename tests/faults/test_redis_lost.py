"""Redis dies, or answers nothing, under open dashboards: slower, and never an error."""

import logging
import time
from collections.abc import Callable

import pytest

from dashboard.frame.shell import show
from dashboard.screens import SCREENS
from queries import cache
from queries.people import LOCAL
from tests.dashboard.app import run
from tests.faults.conftest import Machine
from tests.faults.traffic import traffic, until
from tests.redis_server import RedisServer

pytestmark = pytest.mark.proof

log = logging.getLogger("tests.faults")

SLOWER = 10
"""Seconds by which a screen may take longer, on a busy machine."""


@pytest.mark.parametrize("fault", [RedisServer.kill, RedisServer.freeze])
def test_it_goes_away_and_comes_back(
    machine: Machine, shared_redis: RedisServer, fault: Callable[[RedisServer], None]
) -> None:
    with traffic(machine.url) as going:
        going.goes_on()
        until(shared_redis.held, "nothing is shared")
        usual = seconds_of_every_screen()
        fault(shared_redis)
        without = seconds_of_every_screen()
        log.info("%s: every screen in %.1f s, %.1f s before", fault.__name__, without, usual)
        assert without < usual + SLOWER
        going.goes_on()
        shared_redis.kill()
        shared_redis.revive()
        until(shared_redis.held, "it is not found again")
        going.goes_on()
    assert [str(each) for viewer in going.viewers.values() for each in viewer.told] == []
    going.require_right()


def seconds_of_every_screen() -> float:
    """Open every screen as if for the first time; return how long that took."""
    cache.results.clear()
    begun = time.monotonic()
    for name in SCREENS:
        page = run(show, SCREENS[name], LOCAL)
        assert not page.error, (name, page.error[0].value)
    return time.monotonic() - begun
