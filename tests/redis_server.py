"""A Redis of a test's own, which can be killed, stopped in its tracks and started again."""

import os
import shutil
import signal
import socket
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path
from tempfile import TemporaryDirectory

from redis import Redis
from redis.exceptions import RedisError

STARTS_IN = 10


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
        assert isinstance(port, int)
        return port


@dataclass
class RedisServer:
    """A server that keeps nothing on disk."""

    folder: Path
    port: int = field(default_factory=_free_port)
    process: subprocess.Popen[bytes] | None = None

    @property
    def url(self) -> str:
        """Where it is asked."""
        return f"redis://127.0.0.1:{self.port}/0"

    def start(self) -> None:
        """Start it, and return when it answers."""
        program = shutil.which("redis-server")
        assert program is not None, "run scripts/redis"
        options = ("--bind", "127.0.0.1", "--port", str(self.port), "--save", "")
        self.process = subprocess.Popen(
            [program, *options, "--appendonly", "no"],
            cwd=self.folder,
            stdout=subprocess.DEVNULL,
        )
        until = time.monotonic() + STARTS_IN
        with Redis.from_url(self.url) as client:
            while time.monotonic() < until:
                with suppress(RedisError):
                    client.ping()
                    return
                time.sleep(0.02)
        raise AssertionError("Redis did not start")

    def kill(self) -> None:
        """End it at once, as a crash does."""
        assert self.process is not None
        self.process.kill()
        self.process.wait()

    def revive(self) -> None:
        """Start it again where it was killed."""
        if self.process is None or self.process.poll() is not None:
            self.start()

    def freeze(self) -> None:
        """Let it take connections and answer nothing."""
        assert self.process is not None
        os.kill(self.process.pid, signal.SIGSTOP)

    def held(self) -> set[str]:
        """Return what it holds."""
        with Redis.from_url(self.url, decode_responses=True) as client:
            return {*client.keys()}

    def forget(self) -> None:
        """Empty it."""
        with Redis.from_url(self.url) as client:
            client.flushall()


@contextmanager
def running() -> Iterator[RedisServer]:
    """Yield a server that runs, and end it."""
    with TemporaryDirectory(prefix="localpro-redis-") as folder:
        server = RedisServer(Path(folder))
        server.start()
        try:
            yield server
        finally:
            server.kill()
