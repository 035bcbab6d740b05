"""Viewers of the dashboard, over Streamlit's own websocket: what other benchmarks are made of.

A `Session` is a browser's side of a session: what it shows decides what can be clicked. `server`
serves the dashboard to them, and `resident` and `worked` say what that costs. Prints nothing.
"""

import asyncio
import os
import random
import re
import subprocess
import sys
import time
from collections.abc import Awaitable, Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.proto.ClientState_pb2 import ClientState
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg
from streamlit.proto.WidgetStates_pb2 import WidgetState, WidgetStates
from websockets.asyncio.client import ClientConnection, connect
from websockets.exceptions import WebSocketException
from websockets.typing import Origin, Subprotocol

from etl.synthetic.scales import SCALES
from queries.settings import settings as reading
from tests import postgres
from tests.marketplaces import HERE, fill

LIVE = "live"
SCREENS = ("", "bookings", "revenue", "providers", "search", "coverage", "data")
"""Those of a data version, as their links call them; `LIVE` is of none."""

PATIENCE = 60
"""Seconds after which a click that had no answer went wrong."""

LONGEST = 300
"""Seconds for which its viewer waits for the answer all the same, before coming again."""

AGAIN = 1.0
"""Seconds after which a viewer who was left alone comes again."""

AS_OF = re.compile(r"Data as of (?P<as_of>[^·]*[^· ])(?: · read from (?P<server>[^·]*[^· ]))?")
"""What every page of a data version says of it, and of who answered where there are several."""

VERSION = re.compile(r"version \*\*(\d+)\*\* holds")
"""What the Data screen says more exactly than other pages."""

DONE = (
    ForwardMsg.FINISHED_SUCCESSFULLY,
    ForwardMsg.FINISHED_FRAGMENT_RUN_SUCCESSFULLY,
)


class Lost(Exception):
    """The connection ended amid a click, or is of no use any more: the click says why."""


@dataclass
class Click:
    """What came of one click; times are of `time.monotonic`."""

    page: str
    began: float
    seconds: float = 0.0
    as_of: str = ""
    """Of when the figures are, in the page's words; nothing where it said nothing."""

    server: str = ""
    version: int | None = None
    """Where the page says that, too."""

    errors: list[str] = field(default_factory=list)

    @property
    def ended(self) -> float:
        """When all of the page was there."""
        return self.began + self.seconds


@dataclass
class Session:
    """A browser's side of a session."""

    chance: random.Random
    socket: ClientConnection | None = None
    page: str = ""
    link: str = ""
    periods: tuple[str, list[str]] | None = None
    """The widget of the period, and what can be chosen there."""

    renewed: dict[str, float] = field(default_factory=dict)
    """The seconds after which a part of the page is to be asked for again."""

    clicks: list[Click] = field(default_factory=list)
    lost: list[str] = field(default_factory=list)
    """What ended a connection between two clicks, or let none come about."""

    @property
    def taken(self) -> list[float]:
        """The seconds of each click."""
        return [click.seconds for click in self.clicks]

    @property
    def errors(self) -> list[str]:
        """All that went wrong."""
        return [*(error for click in self.clicks for error in click.errors), *self.lost]

    async def stay(self, port: int, visit: Callable[[], Awaitable[None]]) -> None:
        """Connect, and do something; what ends that before its time is one of the errors."""
        address = f"127.0.0.1:{port}"
        try:
            async with connect(
                f"ws://{address}/_stcore/stream",
                origin=Origin(f"http://{address}"),
                subprotocols=[Subprotocol("streamlit")],
                max_size=None,
                open_timeout=PATIENCE,
                ping_interval=None,  # no browser asks whether the server is still there
            ) as self.socket:
                await visit()
        except Lost:
            return
        except (OSError, TimeoutError, WebSocketException) as error:
            self.lost.append(repr(error))

    async def open(self, screen: str | None = None) -> None:
        """Open one of the screens, as its link in the menu does."""
        self.page = self.chance.choice(SCREENS) if screen is None else screen
        self.periods, self.renewed = None, {}
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

    async def look(self, until: float) -> None:
        """Open the Live screen, and ask for what is renewed as often as the page says."""
        await self.open(LIVE)
        while time.monotonic() < until:
            if not self.renewed:
                self.clicks[-1].errors.append("a Live screen that is not renewed")
                await asyncio.sleep(AGAIN)
                await self.open(LIVE)
                continue
            [(part, every)] = self.renewed.items()
            await asyncio.sleep(every)
            state = ClientState(page_name=LIVE, query_string=self.link, fragment_id=part)
            await self._click(state)

    async def _click(self, state: ClientState) -> None:
        assert self.socket is not None
        click = Click(self.page, time.monotonic())
        self.clicks.append(click)
        try:
            async with asyncio.timeout(LONGEST):
                await self.socket.send(BackMsg(rerun_script=state).SerializeToString())
                # not by iterating: that ends in silence when the server closes the connection
                while not self._shown(ForwardMsg.FromString(await self._received())):
                    pass
        except TimeoutError as error:
            # what comes after all would be taken for the answer to the next click
            raise Lost from error
        except (OSError, WebSocketException) as error:
            click.errors.append(repr(error))
            raise Lost from error
        finally:
            click.seconds = time.monotonic() - click.began
            if click.seconds > PATIENCE:
                click.errors.append(f"no answer in {PATIENCE} s")

    async def _received(self) -> bytes:
        assert self.socket is not None
        message = await self.socket.recv()
        assert isinstance(message, bytes)
        return message

    def _shown(self, message: ForwardMsg) -> bool:
        """Take in what the server says; return whether it was the last of a run."""
        match message.WhichOneof("type"):
            case "page_info_changed":
                self.link = message.page_info_changed.query_string
            case "auto_rerun":
                self.renewed = {message.auto_rerun.fragment_id: message.auto_rerun.interval}
            case "delta":
                self._drawn(message)
            case "page_not_found":
                self.clicks[-1].errors.append(f"no page called {message.page_not_found.page_name}")
            case "script_finished":
                if message.script_finished == ForwardMsg.FINISHED_WITH_COMPILE_ERROR:
                    self.clicks[-1].errors.append("the page's script does not compile")
                    return True
                return message.script_finished in DONE
        return False

    def _drawn(self, message: ForwardMsg) -> None:
        element, click = message.delta.new_element, self.clicks[-1]
        match element.WhichOneof("type"):
            case "exception":
                click.errors.append(element.exception.message)
            case "alert" if element.alert.format == element.alert.ERROR:
                click.errors.append(f"{element.alert.title} {element.alert.body}".strip())
            case "markdown" if said := AS_OF.search(element.markdown.body):
                click.as_of, click.server = said["as_of"], said["server"] or ""
            case "markdown" if said := VERSION.search(element.markdown.body):
                click.version = int(said[1])
            case "selectbox" if element.selectbox.id.endswith("filter_period"):
                options = list(element.selectbox.options)
                self.periods = (element.selectbox.id, options[:-1])  # the last is dates by hand


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


@contextmanager
def readers_url() -> Iterator[str]:
    """Give the reader's URL of what the command line names: a scale, or `here`."""
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
