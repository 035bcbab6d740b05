"""What is read of this moment: once for everybody, and anew after some seconds."""

from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor

import pytest
from prometheus_client import REGISTRY

from queries import Again, Allowed, Snapshot, cache, live, read
from queries.cache import RECENT
from queries.errors import Gone
from queries.people import LOCAL
from queries.source import Source
from tests import random_marketplace
from tests.conftest import SharedDatabase
from tests.postgres import Database
from tests.redis_server import RedisServer

PEOPLE = 50


@pytest.fixture
def later(
    shared_database: SharedDatabase, use_database: Callable[[Database], None]
) -> Iterator[Source]:
    """The marketplace, for somebody whose page was shown before."""
    use_database(shared_database("marketplace", random_marketplace.load))
    cache._shared_recent.cache_clear()
    with read("analytics") as snapshot:
        pass
    yield Allowed(Again(snapshot, "analytics"), LOCAL)
    cache._shared_recent.cache_clear()


def queries() -> float:
    """Return how often the moment was read."""
    name, labels = "localpro_query_seconds_count", {"query": "live_now"}
    return REGISTRY.get_sample_value(name, labels) or 0


def look(source: Source) -> None:
    """Let many people look at once."""
    with ThreadPoolExecutor(16) as threads:
        shown = [*threads.map(lambda _: live.now(source).read_at, range(PEOPLE))]
    assert len({*shown}) == 1


def test_however_many_look_it_is_read_once(later: Source) -> None:
    before = queries()
    look(later)
    look(later)
    assert queries() - before == 1


def test_it_is_read_anew_after_some_seconds(later: Source, monkeypatch: pytest.MonkeyPatch) -> None:
    before, one = queries(), live.now(later).read_at
    monkeypatch.setattr(cache, "RECENT", 0)
    assert live.now(later).read_at > one
    assert queries() - before == 2
    assert 1 <= RECENT <= 10


def test_processes_read_it_once_together(shared_redis: RedisServer, later: Source) -> None:
    before = queries()
    look(later)
    cache._shared_recent.cache_clear()  # as in another process
    look(later)
    assert queries() - before == 1
    shared_redis.kill()
    look(later)
    look(later)
    assert queries() - before == 2, "each process reads it for itself"
    cache._shared_recent.cache_clear()
    look(later)
    assert queries() - before == 3


def test_what_is_read(later: Source) -> None:
    now = live.now(later)
    assert len(now.minutes) == live.MINUTES
    assert [*now.bookings["status"]][:2] == ["PENDING", "CONFIRMED"]
    by_state = [now.providers(state) for state in live.STATES]
    assert by_state == [int(now.by_district[state].sum()) for state in live.STATES]
    assert sum(by_state) > 0
    assert {str(now.by_category[state].dtype) for state in live.STATES} == {"int64"}
    assert [*now.by_district["available"]] == sorted(now.by_district["available"], reverse=True)


def test_what_is_of_a_version_is_of_that_one(later: Source) -> None:
    assert not later.frame("available_districts").empty
    assert not later.live_frame("data_jobs").empty
    assert isinstance(later, Allowed)
    assert isinstance(later.source, Again)
    old = Snapshot(**vars(later.source.source) | {"identity": None})
    with pytest.raises(Gone):
        Again(old, "analytics").frame("available_districts")
