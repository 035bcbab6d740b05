"""Many viewers at once, while the marketplace writes and versions are published.

    python benchmarks/load.py year1 --viewers 200 --minutes 10 --writes 200 --refresh-every 60
    python benchmarks/load.py here --kill-replica

Each viewer is a session over Streamlit's own websocket who opens a screen, reads, chooses another
period, and goes on; one in ten looks at the Live screen. Beside them a process writes at a rate
(`writer.py`), and `localpro refresh` runs again and again. With `--kill-replica` the replica that
they all read from is killed half-way (SIGKILL), and started again at the end.

Prints by minute what clicks took, what went wrong, and the server's memory and processor time; then
how the data aged, what was written, and all errors: a page that tells one, an exception, a
connection that ended, no answer, an older version than the same person had seen, or one that nobody
published. Its exit status is 1 where there was any.

A scale is generated in a cluster of its own under `var/load`, removed afterwards; `here` is the
private cluster of this folder, or of LOCALPRO_VAR_DIR, where rows are added.
"""

import argparse
import asyncio
import os
import random
import signal
import sys
import time
from collections.abc import Iterator
from concurrent.futures import ProcessPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass
from multiprocessing import get_context

from benchmarks.load_report import MINUTE, Load, Refresh, Sample, Version, tell
from benchmarks.viewers import AGAIN, Session, resident, server, worked
from benchmarks.writer import write
from dashboard.parts import format
from etl.cluster import home, lifecycle, postmaster, standbys
from etl.cluster.environment import Addresses, Role
from etl.cluster.home import Home
from etl.db import connect
from etl.embeddings import HashedNgrams
from etl.migrate.run import migrate
from etl.refresh.publish import publish
from etl.settings import settings
from etl.synthetic.generate import finished_day
from etl.synthetic.load import load as load_marketplace
from etl.synthetic.marketplace import Recipe
from etl.synthetic.scales import SCALES
from tests import postgres
from tests.marketplaces import HERE

LIVE_VIEWERS = 10
"""One in so many looks at the Live screen."""

LATE_EVERY = 0.2
"""Seconds between two looks at whether this process keeps up."""

VICTIM = 1
"""The replica from which all screens are read."""

VERSIONS = "SELECT version_id, as_of, published_at FROM analytics.data_versions ORDER BY 1"


@dataclass(frozen=True)
class Asked:
    """What is to be measured."""

    scale: str
    viewers: int
    minutes: float
    writes: float
    refresh_every: float
    pause: tuple[float, float]
    kill_replica: bool

    @property
    def seconds(self) -> float:
        """How long it lasts."""
        return self.minutes * MINUTE


@dataclass(frozen=True)
class Place:
    """The cluster that is measured on."""

    home: Home
    addresses: Addresses

    @property
    def settings(self) -> dict[str, str]:
        """What the dashboard and the commands are told of it."""
        urls = {role.variable.removeprefix("LOCALPRO_").lower(): role for role in Role}
        found = {name: self.addresses.url(role) for name, role in urls.items()}
        return {"var_dir": str(self.home.var), **found}

    @property
    def owner_url(self) -> str:
        """The owner's address of the primary."""
        return self.addresses.url(Role.OWNER)


def asked() -> Asked:
    """Return what the command line asks for."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("scale", nargs="?", default="demo", choices=[*SCALES, HERE])
    parser.add_argument("--viewers", type=int, default=200)
    parser.add_argument("--minutes", type=float, default=10)
    parser.add_argument("--writes", type=float, default=200, help="rows a second")
    parser.add_argument("--refresh-every", type=float, default=60, help="seconds")
    parser.add_argument("--pause", type=float, nargs=2, default=(15, 45), help="seconds of reading")
    parser.add_argument("--kill-replica", action="store_true", help="half-way")
    given = vars(parser.parse_args())
    return Asked(**given | {"pause": tuple(given["pause"])})


@contextmanager
def place(wanted: Asked) -> Iterator[Place]:
    """Give the cluster that is asked for, running."""
    if wanted.scale == HERE:
        there = home.at(settings().var_dir)
        yield Place(there, lifecycle.addresses(there))
        return
    folder = postgres.ROOT / "var" / "load"
    with postgres.own_place(folder):
        pass  # what a killed run left
    with postgres.own_place(folder) as there:
        _fill(lifecycle.up(there).url(Role.OWNER), wanted.scale)
        yield Place(there, lifecycle.up(there, replicas=2 if wanted.kill_replica else 0))


def _fill(url: str, scale: str) -> None:
    """Generate a marketplace until yesterday, and publish it."""
    migrate(url)
    with connect(url, autocommit=True) as connection:
        load_marketplace(connection, Recipe(SCALES[scale], 1, finished_day(None), HashedNgrams()))
    publish(url)


async def measure(wanted: Asked, there: Place, port: int, process: int) -> Load:
    """Return what happened to all viewers, and to the server."""
    found = Load(time.monotonic())
    found.people = [Session(random.Random(number)) for number in range(wanted.viewers)]
    until = found.began + wanted.seconds
    async with asyncio.TaskGroup() as group:
        group.create_task(sampled(found, process, until))
        group.create_task(refreshed(found, wanted, there, until))
        group.create_task(late(found, until))
        group.create_task(killed(found, wanted, there))
        for number, person in enumerate(found.people, 1):
            is_live = number % LIVE_VIEWERS == 0
            group.create_task(visit(person, port, wanted, until, is_live=is_live))
    found.samples.append(_sample(process))
    found.ended = time.monotonic()
    return found


async def visit(person: Session, port: int, wanted: Asked, until: float, *, is_live: bool) -> None:
    """Let somebody come at some time and stay until the end; who is thrown out comes again."""
    await asyncio.sleep(person.chance.uniform(0, min(wanted.pause[1], wanted.seconds / 2)))

    async def walk() -> None:
        while time.monotonic() < until:
            for click in (person.open, person.choose, person.choose):
                await click()
                await asyncio.sleep(min(person.chance.uniform(*wanted.pause), left(until)))

    while time.monotonic() < until:
        await person.stay(port, (lambda: person.look(until)) if is_live else walk)
        await asyncio.sleep(min(AGAIN, left(until)))


def left(until: float) -> float:
    """Return how many seconds there are until a moment."""
    return max(until - time.monotonic(), 0.0)


async def sampled(found: Load, process: int, until: float) -> None:
    """Look at the server at the beginning, and each minute."""
    while left(until):
        found.samples.append(_sample(process))
        await asyncio.sleep(min(MINUTE, left(until)))


def _sample(process: int) -> Sample:
    return Sample(time.monotonic(), resident(process), worked(process))


async def refreshed(found: Load, wanted: Asked, there: Place, until: float) -> None:
    """Publish a version every so many seconds, as `localpro schedule` does."""
    given = {f"LOCALPRO_{name.upper()}": each for name, each in there.settings.items()}
    while left(until):
        began = time.monotonic()
        command = await asyncio.create_subprocess_exec(
            *(sys.executable, "-m", "etl.cli", "refresh"),
            env=os.environ | given,
            stdout=asyncio.subprocess.PIPE,
            stderr=asyncio.subprocess.STDOUT,
        )
        said, _ = await command.communicate()
        took = time.monotonic() - began
        trouble = said.decode().strip().splitlines()[-1:] if command.returncode else []
        found.refreshes.append(Refresh(took, *trouble))
        await asyncio.sleep(min(max(wanted.refresh_every - took, 0.0), left(until)))


async def late(found: Load, until: float) -> None:
    """See by how much this process is late, which is all viewers and measures what they wait."""
    while left(until):
        began = time.monotonic()
        await asyncio.sleep(LATE_EVERY)
        found.lags.append(time.monotonic() - began - LATE_EVERY)


async def killed(found: Load, wanted: Asked, there: Place) -> None:
    """Kill the replica half-way, where that is asked for."""
    if not wanted.kill_replica:
        return
    await asyncio.sleep(wanted.seconds / 2)
    running = postmaster.running(standbys.home_of(there.home, VICTIM))
    assert running is not None, "there is no replica: `localpro up --replicas 2`"
    found.killed, found.killed_at = f"replica {VICTIM}", time.monotonic()
    os.kill(running.pid, signal.SIGKILL)


def started_again(there: Place) -> float:
    """Start what was killed; return the seconds that took."""
    began = time.monotonic()
    lifecycle.up(there.home)
    return time.monotonic() - began


def versions(url: str) -> list[Version]:
    """Return every version that was published, and what its page says of when it is."""
    with connect(url) as connection:
        rows = connection.execute(VERSIONS).fetchall()
    return [
        Version(number, as_of, published_at, format.moment(as_of))
        for number, as_of, published_at in rows
    ]


def main() -> int:
    """Print all that is measured; return the exit status."""
    wanted = asked()
    with place(wanted) as there, ProcessPoolExecutor(1, get_context("spawn")) as apart:
        given, before = there.settings, versions(there.owner_url)
        with server(given.pop("analytics_url"), **given) as (port, process):
            writing = apart.submit(write, there.owner_url, wanted.writes, wanted.seconds)
            found = asyncio.run(measure(wanted, there, port, process))
        found.written = writing.result()
        found.versions = versions(there.owner_url)[len(before) - 1 :]
        errors = tell(found)
        if wanted.kill_replica:
            print(f"up again        {found.killed}, in {started_again(there):.1f} s")
    return 1 if errors else 0


if __name__ == "__main__":
    sys.exit(main())
