"""Fifty people at their screens, at the pace of people, against one alone.

Each is a session of its own over Streamlit's websocket: opens a screen, reads, chooses another
period, and goes on. Prints how long a click takes for one and for all, their ratio, what went
wrong, and what a session costs the server's memory, then and after everybody left. `[SCALE]` as for
the other benchmarks, or `here`: the database that `localpro` uses in this folder.
"""

import asyncio
import os
import random
import statistics
import subprocess
import sys
import time
from collections.abc import AsyncIterator, Iterable, Iterator
from contextlib import asynccontextmanager, contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.proto.ClientState_pb2 import ClientState
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg
from streamlit.proto.WidgetStates_pb2 import WidgetState, WidgetStates
from websockets.asyncio.client import ClientConnection, connect
from websockets.exceptions import WebSocketException

from etl.synthetic.scales import SCALES
from queries.settings import settings as reading
from tests import postgres
from tests.marketplaces import HERE, fill

PEOPLE, MINUTES = 50, 3
PAUSE = (5.0, 15.0)
"""Seconds for which somebody looks at a screen."""

ALONE = 60
"""Clicks of one person, who waits a second in between: nobody else is there to wait for."""

LEFT = 150
"""Seconds after which Streamlit has forgotten who left: it keeps them for two minutes."""

SCREENS = ("", "bookings", "revenue", "providers", "search", "coverage", "data")
PATIENCE = 60
"""Seconds after which a click that had no answer went wrong."""


@dataclass
class Session:
    """A browser's side of a session: what it shows decides what can be clicked."""

    chance: random.Random
    socket: ClientConnection | None = None
    page: str = ""
    link: str = ""
    periods: tuple[str, list[str]] | None = None
    """The widget of the period, and what can be chosen there."""

    taken: list[float] = field(default_factory=list)
    errors: list[str] = field(default_factory=list)

    async def open(self, screen: str | None = None) -> None:
        """Open one of the screens, as its link in the menu does."""
        self.page = self.chance.choice(SCREENS) if screen is None else screen
        self.periods = None
        await self._click(ClientState(page_name=self.page, query_string=self.link))

    async def choose(self, period: str | None = None) -> None:
        """Choose another period on the screen that is open, where it has any."""
        if self.periods is None:
            await self.open()
            return
        widget, options = self.periods
        state = WidgetState(id=widget, string_value=period or self.chance.choice(options))
        await self._click(
            ClientState(
                page_name=self.page,
                query_string=self.link,
                widget_states=WidgetStates(widgets=[state]),
            )
        )

    async def _click(self, state: ClientState) -> None:
        assert self.socket is not None
        started = time.perf_counter()
        await self.socket.send(BackMsg(rerun_script=state).SerializeToString())
        try:
            async with asyncio.timeout(PATIENCE):
                async for message in self.socket:
                    if self._shown(ForwardMsg.FromString(message)):
                        break
        except TimeoutError:
            self.errors.append(f"no answer in {PATIENCE} s")
        self.taken.append(time.perf_counter() - started)

    def _shown(self, message: ForwardMsg) -> bool:
        """Take in what the server says; return whether it was the last of a run."""
        match message.WhichOneof("type"):
            case "page_info_changed":
                self.link = message.page_info_changed.query_string
            case "delta":
                self._drawn(message)
            case "script_finished":
                return message.script_finished == ForwardMsg.FINISHED_SUCCESSFULLY
        return False

    def _drawn(self, message: ForwardMsg) -> None:
        element = message.delta.new_element
        match element.WhichOneof("type"):
            case "exception":
                self.errors.append(element.exception.message)
            case "alert" if element.alert.format == element.alert.ERROR:
                self.errors.append(element.alert.body)
            case "selectbox" if element.selectbox.id.endswith("filter_period"):
                options = list(element.selectbox.options)
                self.periods = (element.selectbox.id, options[:-1])  # the last is dates by hand


@asynccontextmanager
async def session(port: int, number: int) -> AsyncIterator[Session]:
    """Give a session; what ends it before its time is one of its errors."""
    address, person = f"127.0.0.1:{port}", Session(random.Random(number))
    try:
        async with connect(
            f"ws://{address}/_stcore/stream",
            origin=f"http://{address}",
            subprotocols=["streamlit"],
            max_size=None,
            open_timeout=PATIENCE,
        ) as person.socket:
            yield person
    except (OSError, TimeoutError, WebSocketException) as error:
        person.errors.append(repr(error))


async def everything(port: int) -> None:
    """Open every screen in every period: what is kept of them is no part of a session."""
    async with session(port, 0) as person:
        for screen in SCREENS:
            await person.open(screen)
            for period in person.periods[1] if person.periods else ():
                await person.choose(period)


async def alone(port: int, number: int) -> Session:
    """Return what happened to one person, who clicks a number of times."""
    async with session(port, number) as person:
        for _ in range(ALONE // 2):
            await person.open()
            await asyncio.sleep(1)
            await person.choose()
            await asyncio.sleep(1)
    return person


async def visit(port: int, number: int, until: float) -> Session:
    """Return what happened to one of many, who comes at some time and stays until the end."""
    await asyncio.sleep(random.Random(number).uniform(0, PAUSE[1]))
    async with session(port, number) as person:
        while time.monotonic() < until:
            for click in (person.open, person.choose, person.choose):
                await click()
                await asyncio.sleep(person.chance.uniform(*PAUSE))
    return person


async def crowd(port: int, process: int) -> tuple[list[Session], float]:
    """Return what happened to all who came, and the server's memory while they were there."""
    until = time.monotonic() + MINUTES * 60
    visits = [asyncio.create_task(visit(port, number, until)) for number in range(PEOPLE)]
    await asyncio.sleep(MINUTES * 60)
    held = resident(process)
    return await asyncio.gather(*visits), held


@contextmanager
def server(analytics: str, **settings: str) -> Iterator[tuple[int, int]]:
    """Serve the dashboard; yield its port and its process id."""
    command = [sys.executable, "-m", "etl.cli", "dashboard"]
    given = {"analytics_url": analytics, **settings}
    environment = os.environ | {f"LOCALPRO_{name.upper()}": each for name, each in given.items()}
    with subprocess.Popen(command, env=environment, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        try:
            yield int(process.stdout.readline().split()[1].rsplit(":", 1)[1]), process.pid
        finally:
            process.terminate()


def resident(process: int) -> float:
    """Return the resident memory of a process in MB."""
    pages = int(Path(f"/proc/{process}/statm").read_text().split()[1])
    return pages * os.sysconf("SC_PAGE_SIZE") / 1e6


def worked(process: int) -> float:
    """Return the seconds that a process has had of the processor."""
    fields = Path(f"/proc/{process}/stat").read_text().rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


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


@contextmanager
def asked_for() -> Iterator[str]:
    """Give the reader's URL of what the command line names."""
    scale = sys.argv[1] if len(sys.argv) > 1 else "demo"
    if scale == HERE:
        url = reading().analytics_url
        assert url is not None, "no database is set up in this folder"
        yield url.get_secret_value()
        return
    with postgres.in_use():
        cluster = postgres.start()
        database = cluster.migrated()
        try:
            fill(database, SCALES[scale])
            yield database.reader_url
        finally:
            cluster.drop(database)


if __name__ == "__main__":
    with asked_for() as url:
        measure(url)
