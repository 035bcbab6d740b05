"""Fifty people at their screens, at the pace of people, against one alone.

Each is a session of its own over Streamlit's websocket: opens a screen, reads, chooses another
period, and goes on. Prints how long a click takes for one and for all, their ratio, what went
wrong, and what a session costs the server's memory, then and after everybody left. `[SCALE]` as for
the other benchmarks, or `here`: the database that `localpro` uses in this folder.
"""

import asyncio
import random
import statistics
import time
from collections.abc import Iterable

from benchmarks.viewers import (
    SCREENS,
    Session,
    readers_url,
    resident,
    server,
    worked,
)

PEOPLE, MINUTES = 50, 3
PAUSE = (5.0, 15.0)
"""Seconds for which somebody looks at a screen."""

ALONE = 60
"""Clicks of one person, who waits a second in between: nobody else is there to wait for."""

LEFT = 150
"""Seconds after which Streamlit has forgotten who left: it keeps them for two minutes."""


async def everything(port: int) -> None:
    """Open every screen in every period: what is kept of them is no part of a session."""
    person = Session(random.Random(0))

    async def visit() -> None:
        for screen in SCREENS:
            await person.open(screen)
            for period in person.periods[1] if person.periods else ():
                await person.choose(period)

    await person.stay(port, visit)


async def alone(port: int, number: int) -> Session:
    """Return what happened to one person, who clicks a number of times."""
    person = Session(random.Random(number))

    async def visit() -> None:
        for _ in range(ALONE // 2):
            await person.open()
            await asyncio.sleep(1)
            await person.choose()
            await asyncio.sleep(1)

    await person.stay(port, visit)
    return person


async def one_of_many(port: int, number: int, until: float) -> Session:
    """Return what happened to one of many, who comes at some time and stays until the end."""
    person = Session(random.Random(number))

    async def visit() -> None:
        while time.monotonic() < until:
            for click in (person.open, person.choose, person.choose):
                await click()
                await asyncio.sleep(person.chance.uniform(*PAUSE))

    await asyncio.sleep(person.chance.uniform(0, PAUSE[1]))
    await person.stay(port, visit)
    return person


async def crowd(port: int, process: int) -> tuple[list[Session], float]:
    """Return what happened to all who came, and the server's memory while they were there."""
    until = time.monotonic() + MINUTES * 60
    visits = [asyncio.create_task(one_of_many(port, number, until)) for number in range(PEOPLE)]
    await asyncio.sleep(MINUTES * 60)
    held = resident(process)
    return await asyncio.gather(*visits), held


def told(who: str, people: Iterable[Session], seconds: float) -> float:
    """Print how long the clicks took, and the processor; return their 95th percentile."""
    taken = [each for person in people for each in person.taken]
    errors = [error for person in people for error in person.errors]
    slow = statistics.quantiles(taken, n=20)[-1]
    print(
        f"{who:12}{len(taken):5} clicks, p50 {statistics.median(taken):5.2f} s,"
        f" p95 {slow:5.2f} s, worst {max(taken):5.2f} s, errors {len(errors)},"
        f" processor {seconds / len(taken):.3f} s a click"
    )
    for error in sorted({*errors})[:5]:
        print(f"            {error}")
    return slow


def measure(analytics: str) -> None:
    """Print what is measured."""
    with server(analytics) as (port, process):
        asyncio.run(everything(port))
        begun = worked(process)
        person = asyncio.run(alone(port, PEOPLE))
        one = told("one person", [person], worked(process) - begun)
        begun, before = worked(process), resident(process)
        people, held = asyncio.run(crowd(port, process))
        many = told(f"{PEOPLE} people", people, worked(process) - begun)
        time.sleep(LEFT)
        asyncio.run(everything(port))  # what is left behind is collected meanwhile
        after = resident(process)
    print(f"p95 of {PEOPLE} ÷ p95 of one   {many / one:.2f}")
    print(f"memory a session          {(held - before) / PEOPLE:.1f} MB ({held - before:.0f} MB)")
    print(f"kept after they left      {after - before:.0f} MB")


if __name__ == "__main__":
    with readers_url() as url:
        measure(url)
