"""Thirty people clicking through the screens while a refresh publishes every ten seconds.

Prints, with Streamlit's collection after each rerun and without it, how long a click takes and how
much the server's memory grew, and their ratio. `[SCALE]` as for the other benchmarks.
"""

import asyncio
import os
import random
import socket
import statistics
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.proto.ClientState_pb2 import ClientState
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg
from websockets.asyncio.client import ClientConnection, connect

from etl.refresh.publish import publish
from etl.synthetic.scales import SCALES
from tests import postgres
from tests.marketplaces import fill
from tests.postgres import Database

PEOPLE, SECONDS, REFRESH_EVERY = 30, 60, 10
SCREENS = ("", "bookings", "revenue", "providers", "search", "coverage", "data")
PERIODS = ("", "from=2025-10-01&to=2025-10-31&compare=previous", "from=2025-11-01&to=2025-11-20")


async def click(person: ClientConnection, chance: random.Random) -> float:
    """Open a screen; return after how many seconds its script was done."""
    state = ClientState(page_name=chance.choice(SCREENS), query_string=chance.choice(PERIODS))
    started = time.perf_counter()
    await person.send(BackMsg(rerun_script=state).SerializeToString())
    async for message in person:
        if ForwardMsg.FromString(message).WhichOneof("type") == "script_finished":
            break
    return time.perf_counter() - started


async def visit(port: int, number: int, until: float) -> list[float]:
    """Click until the time is over; return what each click took."""
    chance, taken = random.Random(number), []
    address = f"ws://127.0.0.1:{port}/_stcore/stream"
    options = {
        "origin": f"http://127.0.0.1:{port}",
        "max_size": None,
        "subprotocols": ["streamlit"],
    }
    async with connect(address, **options) as person:
        while time.monotonic() < until:
            taken.append(await click(person, chance))
            await asyncio.sleep(chance.uniform(0, 2))
    return taken


@contextmanager
def server(analytics: str, *, collects: bool) -> Iterator[tuple[int, int]]:
    """Serve the dashboard; yield its port and its process id."""
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    environment = os.environ | {
        "LOCALPRO_ANALYTICS_URL": analytics,
        "STREAMLIT_RUNNER_POST_SCRIPT_GC": str(collects).lower(),
    }
    command = [sys.executable, "-m", "etl.cli", "dashboard", "--port", str(port)]
    with subprocess.Popen(command, env=environment, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        process.stdout.readline()
        time.sleep(3)
        try:
            yield port, process.pid
        finally:
            process.terminate()


def resident(pid: int) -> float:
    """Return the resident memory of a process in MB."""
    pages = int(Path(f"/proc/{pid}/statm").read_text().split()[1])
    return pages * os.sysconf("SC_PAGE_SIZE") / 1e6


def refresh_often(database: Database, stop: threading.Event) -> None:
    """Publish a new version every few seconds, of which something differs."""
    while not stop.wait(REFRESH_EVERY):
        with database.connect() as connection:
            connection.execute(
                "UPDATE bookings SET updated_at = now(), final_price = final_price + 1 WHERE id ="
                " (SELECT id FROM bookings WHERE final_price < 90000 ORDER BY random() LIMIT 1)"
            )
        publish(database.owner_url)


async def crowd(port: int) -> list[float]:
    """Let everybody click at once; return what all clicks took."""
    until = time.monotonic() + SECONDS
    taken = await asyncio.gather(*(visit(port, number, until) for number in range(PEOPLE)))
    return [seconds for each in taken for seconds in each]


def measure(database: Database, *, collects: bool) -> float:
    """Print and return the median of the clicks."""
    stop = threading.Event()
    refresher = threading.Thread(target=refresh_often, args=(database, stop))
    with server(database.reader_url, collects=collects) as (port, pid):
        before = resident(pid)
        refresher.start()
        taken = asyncio.run(crowd(port))
        grown = resident(pid) - before
        stop.set()
        refresher.join()
    middle = statistics.median(taken)
    slow = statistics.quantiles(taken, n=20)[-1]
    print(
        f"{'with' if collects else 'without'} collection: {len(taken)} clicks,"
        f" p50 {middle:.2f} s, p95 {slow:.2f} s, memory +{grown:.0f} MB"
    )
    return middle


def main() -> None:
    """Measure both ways, in turn."""
    scale = SCALES[sys.argv[1] if len(sys.argv) > 1 else "demo"]
    with postgres.in_use():
        cluster = postgres.start()
        database = cluster.migrated()
        try:
            fill(database, scale)
            kept, dropped = (measure(database, collects=each) for each in (True, False))
            print(f"with ÷ without: {kept / dropped:.2f}")
        finally:
            cluster.drop(database)


if __name__ == "__main__":
    main()
