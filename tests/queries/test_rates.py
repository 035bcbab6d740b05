"""Limits are counted by all processes together, and by each alone while Redis is away."""

from collections.abc import Iterator
from contextlib import suppress
from secrets import token_hex

import pytest

from queries import rates
from queries.errors import TooOften
from queries.shared import Shared
from tests.redis_server import RedisServer


@pytest.fixture
def who() -> str:
    """Somebody new."""
    return token_hex(8)


@pytest.fixture(autouse=True)
def new_counters() -> Iterator[None]:
    yield
    rates._together.cache_clear()


def counted(who: str, what: str = "files", limit: str = "3 per minute") -> int:
    """Return how many more were within the limit."""
    for number in range(100):
        with suppress(TooOften):
            rates.count(limit, what, who)
            continue
        with pytest.raises(
            TooOften, match=f"^too many {what}: at most {limit}; try again in"
        ) as it:
            rates.count(limit, what, who)
        assert 1 <= it.value.seconds <= 60
        return number
    raise AssertionError("there is no limit")


def test_somebody_may_do_something_so_often(who: str) -> None:
    assert counted(who) == 3
    assert counted(who) == 0
    assert counted(who, what="sign-ins") == 3
    assert counted(f"{who} another") == 3


def test_processes_count_together(
    shared_redis: RedisServer, who: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    for _ in range(2):
        process = Shared(shared_redis.url)
        monkeypatch.setattr(rates, "shared", lambda known=process: known)
        rates.count("3 per minute", "files", who)
    assert counted(who) == 1
    assert not any(who in key for key in shared_redis.held())


def test_while_redis_is_away_a_process_counts_alone(shared_redis: RedisServer, who: str) -> None:
    rates.count("3 per minute", "files", who)
    shared_redis.kill()
    assert counted(who) == 3
