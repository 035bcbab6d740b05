"""The Live screen for one viewer and for fifty: what the database is asked, and what it costs.

Each viewer is a session over Streamlit's websocket that is renewed as a browser does it. At first
one process, then two that share a Redis (`scripts/redis`). `[SCALE]` as for the other benchmarks,
or `here`.
"""

import asyncio
import random
import re
import statistics
import time
import urllib.request
from collections.abc import Sequence
from contextlib import ExitStack

from benchmarks.viewers import Session, readers_url, server, worked
from queries.cache import RECENT
from tests.redis_server import running

SECONDS = 60
COUNTED = re.compile(
    r'^localpro_query_seconds_(count|sum)\{query="live_now"\} (\S+)$', re.MULTILINE
)

Process = tuple[int, int]
"""The port and the id of a server."""


async def viewer(port: int, number: int, until: float) -> Session:
    """Return what somebody has seen who came at some time."""
    person = Session(random.Random(number))
    await asyncio.sleep(person.chance.uniform(0, RECENT))
    await person.stay(port, lambda: person.look(until))
    return person


async def crowd(processes: Sequence[Process], people: int) -> list[Session]:
    """Return what all viewers have seen, who are spread over the processes."""
    until = time.monotonic() + SECONDS
    ports = [port for port, _ in processes]
    return await asyncio.gather(
        *(viewer(ports[number % len(ports)], number, until) for number in range(people))
    )


def asked(processes: Sequence[Process]) -> tuple[float, float]:
    """Return how often the moment was read from the database, and how many seconds that took."""
    count = seconds = 0.0
    for port, _ in processes:
        with urllib.request.urlopen(f"http://127.0.0.1:{port}/metrics") as answer:
            found = dict(COUNTED.findall(answer.read().decode()))
        count, seconds = count + float(found.get("count", 0)), seconds + float(found.get("sum", 0))
    return count, seconds


def measure(processes: Sequence[Process], people: int) -> None:
    """Print what so many viewers cost."""
    begun, before = time.monotonic(), asked(processes)
    spent = sum(worked(process) for _, process in processes)
    seen = asyncio.run(crowd(processes, people))
    took = time.monotonic() - begun
    count, seconds = (after - start for after, start in zip(asked(processes), before, strict=True))
    spent = sum(worked(process) for _, process in processes) - spent
    taken = [each for person in seen for each in person.taken]
    errors = [error for person in seen for error in person.errors]
    print(
        f"{people:3} viewers, {len(processes)} processes: {count / took * RECENT:.2f} queries in"
        f" {RECENT} s ({seconds / max(count, 1) * 1000:.0f} ms each), {len(taken)} times shown,"
        f" p50 {statistics.median(taken) * 1000:.0f} ms, p95"
        f" {statistics.quantiles(taken, n=20)[-1] * 1000:.0f} ms,"
        f" processor {spent / took:.2f}, errors {len(errors)}"
    )
    for error in sorted({*errors})[:5]:
        print(f"            {error}")


def main() -> None:
    """Print all that is measured."""
    with readers_url() as url:
        with server(url) as alone:
            for people in (1, 50):
                measure([alone], people)
        with running() as redis, ExitStack() as stack:
            both = [stack.enter_context(server(url, redis_url=redis.url)) for _ in range(2)]
            for people in (2, 50):
                measure(both, people)


if __name__ == "__main__":
    main()
