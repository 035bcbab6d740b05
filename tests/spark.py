"""The tests' own Spark: a standalone master and its workers on 127.0.0.1, from the package pyspark.

It leaves neither processes nor files: all it writes goes to the folder that it is given.
"""

import os
import re
import signal
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path
from subprocess import PIPE, STDOUT, Popen
from time import monotonic, sleep
from typing import TypeVar

import pyspark

T = TypeVar("T")

HOME = Path(pyspark.__file__).parent
QUICK = "-XX:TieredStopAtLevel=1 -XX:+UseSerialGC"
DEFAULTS = "spark-defaults.conf"
SETTINGS = f"""
spark.cores.max 2
spark.executor.cores 1
spark.executor.memory 512m
spark.sql.shuffle.partitions 4
spark.driver.extraJavaOptions {QUICK}
spark.executor.extraJavaOptions {QUICK}
"""
"""Each report has two executors, one of them on each of two workers."""

WITH_US = '"$@" & read -r _; kill -KILL 0'
"""Shell that runs a command until its input ends: when we do, whatever ends us."""

DEADLINE_SECONDS = 240
"""For what takes seconds; more than a busy machine needs."""


@dataclass
class Process:
    """A master or a worker, with the executors that it has started."""

    name: str
    log: Path
    popen: Popen[bytes]

    def said(self, pattern: str) -> str:
        """Wait until the log has the pattern, and return its group."""

        def found() -> re.Match[str] | None:
            return re.search(pattern, self.log.read_text(errors="replace"))

        match = wait_for(found, f"{pattern} in {self.log}")
        assert match is not None
        return match.group(1)

    def is_left(self) -> bool:
        """Whether any process of its group is still there."""
        with suppress(ProcessLookupError):
            os.killpg(self.popen.pid, 0)
            return True
        return False

    def kill(self) -> None:
        """End it and its executors at once, as a machine that loses its power."""
        with suppress(ProcessLookupError):
            os.killpg(self.popen.pid, signal.SIGKILL)
        self.popen.communicate()
        wait_for(lambda: not self.is_left(), f"the end of {self.name}")


@dataclass
class SparkCluster:
    """A master and its workers."""

    folder: Path
    started: list[Process] = field(default_factory=list)

    @property
    def environment(self) -> dict[str, str]:
        """What a driver of this cluster is to have in its environment; no other Spark's."""
        return {name: text for name, text in os.environ.items() if "SPARK" not in name} | {
            "SPARK_CONF_DIR": str(self.folder),
            "SPARK_LOCAL_DIRS": str(self.folder),
            "SPARK_LOCAL_IP": "127.0.0.1",
        }

    @property
    def url(self) -> str:
        """Where the master listens."""
        return self.started[0].said(r"Starting Spark master at (spark://127\.0\.0\.1:\d+)")

    @property
    def workers(self) -> list[Process]:
        """The workers, dead or alive, in the order of their start."""
        return self.started[1:]

    def start_master(self) -> None:
        """Start the master on a free port."""
        self._start("master.Master")

    def start_workers(self, number: int) -> None:
        """Start workers, and wait until the master knows them."""
        for _ in range(number):
            work = str(self.folder / f"work{len(self.started)}")
            options = ("--cores", "4", "--memory", "2g", "--work-dir", work)
            self._start("worker.Worker", self.url, *options)
        for worker in self.workers[len(self.workers) - number :]:
            worker.said(r"Successfully (registered) with master")

    def end(self) -> None:
        """End all that was started, workers first; whatever is left then is an error."""
        for process in reversed(self.started):
            process.kill()

    def _start(self, role: str, *arguments: str) -> Process:
        name = f"{role.lower()}.{len(self.started)}"
        command = [str(HOME / "bin/spark-class"), f"org.apache.spark.deploy.{role}", *arguments]
        options = ["--host", "127.0.0.1", "--port", "0", "--webui-port", "0"]
        daemon = {"SPARK_DAEMON_JAVA_OPTS": QUICK, "SPARK_DAEMON_MEMORY": "256m"}
        with (self.folder / f"{name}.log").open("wb") as log:
            popen = Popen(
                ["/bin/sh", "-c", WITH_US, "sh", *command, *options],
                stdin=PIPE,
                env=self.environment | daemon,
                cwd=self.folder,
                stdout=log,
                stderr=STDOUT,
                start_new_session=True,
            )
        self.started.append(Process(name, Path(log.name), popen))
        return self.started[-1]


@contextmanager
def cluster(folder: Path, workers: int) -> Iterator[SparkCluster]:
    """A running cluster, with nothing of it left afterwards."""
    (folder / DEFAULTS).write_text(SETTINGS)
    made = SparkCluster(folder)
    try:
        made.start_master()
        made.start_workers(workers)
        yield made
    finally:
        made.end()


def wait_for(happens: Callable[[], T], what: str) -> T:
    """Return what `happens` returns as soon as it is true."""
    end = monotonic() + DEADLINE_SECONDS
    while not (found := happens()):
        assert monotonic() < end, f"waited in vain for {what}"
        sleep(0.1)
    return found
