"""What several processes keep together: one reads anew, nobody waits for a Redis that is away."""

import logging
import subprocess
import sys
import threading
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, date, datetime
from decimal import Decimal
from uuid import UUID

import pytest
from pandas import DataFrame
from pandas.testing import assert_frame_equal

from queries import cache, shared
from queries.cache import Key, cached, results
from queries.frames import to_frame
from queries.portable import packed, unpacked
from queries.refill import region
from queries.shared import Shared
from tests.redis_server import RedisServer

KEY = Key("analytics", 7, "an-identity", "moment", "a-digest")
ONE = DataFrame({"n": [1]})

PROCESS = """
import sys, time
from pandas import DataFrame
from queries.cache import Key, cached
def read():
    time.sleep(0.5)
    print("read")
    return DataFrame({"n": [1]})
sys.stdin.read()
assert cached(Key("analytics", 7, "an-identity", "moment", "a-digest"), read)["n"][0] == 1
"""


def process(server: RedisServer, own_for: float = 0) -> cache.CacheRegion:
    """Return what a process of its own would have."""
    return region(Shared(server.url), kept_for=60, own_for=own_for)


def test_a_result_of_one_process_is_there_for_another(shared_redis: RedisServer) -> None:
    assert cached(KEY, lambda: ONE)["n"][0] == 1
    results.clear()
    assert_frame_equal(cached(KEY, _fail), ONE)
    assert shared_redis.held() == {"localpro-1:analytics:7:an-identity:moment:a-digest"}
    with pytest.raises(AssertionError):
        cached(KEY._replace(identity="another"), _fail)


def test_what_the_admin_reader_reads_is_not_there(shared_redis: RedisServer) -> None:
    key = KEY._replace(role="reporting")
    cached(key, lambda: ONE)
    assert not shared_redis.held()
    results.clear()
    with pytest.raises(AssertionError, match="this was read"):
        cached(key, _fail)


def test_a_result_leaves_after_five_minutes_and_a_large_one_does_not_come(
    shared_redis: RedisServer,
) -> None:
    cached(KEY, lambda: ONE)
    client = shared.shared().client
    assert client is not None
    (key,) = shared_redis.held()
    assert 290 < int(str(client.ttl(key))) <= 300
    shared_redis.forget()
    cached(KEY._replace(query="large"), lambda: DataFrame({"n": ["x" * 2 * 1024**2]}))
    assert not shared_redis.held()


@pytest.mark.usefixtures("shared_redis")
def test_one_process_reads_and_the_others_wait() -> None:
    processes = [
        subprocess.Popen(
            [sys.executable, "-c", PROCESS],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )
        for _ in range(2)
    ]
    said = ThreadPoolExecutor(2).map(lambda each: each.communicate(), processes)
    assert sorted(out for out, _ in said) == ["", "read\n"]
    assert [each.returncode for each in processes] == [0, 0]


def test_who_reads_is_killed_and_another_does(shared_redis: RedisServer) -> None:
    """The turn of a process that is gone ends by itself."""
    one, other = process(shared_redis), process(shared_redis)
    turn = one.backend.get_mutex("key")
    assert turn.acquire()
    assert not other.backend.get_mutex("key").acquire(wait=False)
    shared_redis.forget()  # what the time does
    assert other.backend.get_mutex("key").acquire(wait=False)
    turn.release()  # not its own any more


def test_while_one_refills_the_others_have_what_was_there(shared_redis: RedisServer) -> None:
    one, other = process(shared_redis, own_for=60), process(shared_redis, own_for=60)
    one.set("key", ONE)
    begun, go_on = threading.Event(), threading.Event()

    def read() -> DataFrame:
        begun.set()
        assert go_on.wait(10)
        return DataFrame({"n": [2]})

    with ThreadPoolExecutor() as threads:
        newer = threads.submit(one.get_or_create, "key", read, expiration_time=0)
        assert begun.wait(10)
        assert other.get_or_create("key", _fail, expiration_time=0)["n"][0] == 1
        go_on.set()
        assert newer.result()["n"][0] == 2
    assert other.get("key")["n"][0] == 2


@pytest.mark.parametrize("fault", [RedisServer.kill, RedisServer.freeze])
def test_a_redis_that_goes_away_is_slower_and_no_error(
    shared_redis: RedisServer,
    fault: Callable[[RedisServer], None],
    caplog: pytest.LogCaptureFixture,
) -> None:
    cached(KEY, lambda: ONE)
    fault(shared_redis)
    try:
        started = time.monotonic()
        for number in range(50):
            key = KEY._replace(digest=str(number))
            assert cached(key, lambda: ONE)["n"][0] == 1
        assert time.monotonic() - started < 10  # a question that is not answered takes PATIENCE
    finally:
        shared_redis.kill()
    assert [record.levelno for record in caplog.records] == [logging.WARNING]
    shared_redis.start()
    _until(
        lambda: bool(cached(KEY._replace(digest=_next()), lambda: ONE).size and shared_redis.held())
    )
    assert "answers again" in caplog.messages[-1]


def test_it_goes_while_somebody_reads_and_while_others_wait(shared_redis: RedisServer) -> None:
    """Without it each process reads for itself, and its other threads wait for that."""
    one, other = process(shared_redis, own_for=60), process(shared_redis, own_for=60)
    begun, reads = threading.Barrier(3), list[int]()

    def read() -> DataFrame:
        reads.append(1)
        time.sleep(0.3)
        return ONE

    def ask(known: cache.CacheRegion) -> DataFrame:
        begun.wait()
        return known.get_or_create("key", read)  # type: ignore[no-any-return]

    with ThreadPoolExecutor() as threads:
        asked = [threads.submit(ask, known) for known in (one, one, other)]
        time.sleep(0.1)
        shared_redis.kill()
        assert [each.result()["n"][0] for each in asked] == [1, 1, 1]
    assert len(reads) == 2


def test_frames_come_back_as_they_were() -> None:
    frame = to_frame(
        ["n", "many", "amount", "day", "at", "name", "list", "what", "is", "share", "none", "id"],
        [
            (
                *(1, None, Decimal("1.50"), date(24, 3, 1), datetime(2025, 3, 1, 12, tzinfo=UTC)),
                *("नाम", [1, None], {"$": Decimal("2.0"), "bytes": "x"}, True, 0.1, None),
                UUID(int=7),
            ),
            (2, 2**60, None, None, None, None, None, None, False, float("nan"), None, None),
        ],
    )
    again = unpacked(packed(frame))
    assert_frame_equal(again, frame)
    assert str(again["amount"][0]) == "1.50"
    assert_frame_equal(unpacked(packed(frame.iloc[:0])), frame.iloc[:0])
    assert unpacked(packed(DataFrame())).empty


def test_what_another_wrote_there_is_read_anew(shared_redis: RedisServer) -> None:
    """Nothing that is found there is run, or believed to be a frame."""
    client = shared.shared().client
    assert client is not None
    cached(KEY, lambda: ONE)
    (key,) = shared_redis.held()
    for written in (
        b"",
        b"[]|x",
        b'{"ct": 1.0}|[]',
        b'{"ct": 1.0, "v": 2}|{"n": 7}',
        b'{"ct": 1.0, "v": 2}|[["n", "decimal", [{"decimal": "x"}]]]',
        b"cos\nsystem\n(S'true'\ntR.",
        b'{"ct": 1, "v": 2}|[["n", "int64", ["x"]]]',
    ):
        client.set(key, written)
        results.clear()
        assert_frame_equal(cached(KEY, lambda: ONE), ONE)


_digests = iter(range(1_000_000))


def _next() -> str:
    return f"next {next(_digests)}"


def _fail() -> DataFrame:
    raise AssertionError("this was read")


def _until(is_so: Callable[[], bool]) -> None:
    until = time.monotonic() + 10
    while not is_so():
        assert time.monotonic() < until
        time.sleep(0.05)
