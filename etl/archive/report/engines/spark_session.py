"""A Spark of our own: started, attended while it works, ended."""

import os
import re
import shutil
import warnings
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from socket import create_connection
from subprocess import Popen, TimeoutExpired
from tempfile import TemporaryFile
from threading import Event, Thread
from time import monotonic
from typing import IO, Any
from urllib.parse import urlsplit

from py4j.protocol import Py4JError, Py4JJavaError
from pyspark import SparkConf, SparkContext
from pyspark.errors import PySparkException
from pyspark.java_gateway import launch_gateway
from pyspark.logger import PySparkLogger
from pyspark.sql import SparkSession

from etl.errors import ArchiveError, LocalProError, SettingsError

SETTINGS = {
    "spark.app.name": "localpro archive report",
    "spark.sql.session.timeZone": "UTC",
    "spark.ui.enabled": "false",  # it would listen on every address of this machine
}
"""What a report decides; spark-defaults.conf decides the rest."""

TALKATIVE = ("SQLQueryContextLogger", "DataFrameQueryContextLogger")
"""What writes the stack of every error to a person's terminal."""

STANDALONE = "spark://"


@dataclass(frozen=True)
class Running:
    """A Spark that takes statements."""

    session: SparkSession
    jvm: Any
    master: str
    patience: float

    @contextmanager
    def attended(self) -> Iterator[None]:
        """Cancel what runs, and raise ArchiveError, when it is left without executors.

        Spark itself would wait for ever.
        """
        ended, deserted = Event(), Event()
        attendant = Thread(target=self._attend, args=(ended, deserted), daemon=True)
        attendant.start()
        try:
            yield
        except (Py4JError, PySparkException):
            if deserted.is_set():
                raise ArchiveError(
                    f"no worker of {self.master} had room for the report for"
                    f" {self.patience:.0f} seconds: Spark's own page of the master tells why"
                ) from None
            raise
        finally:
            ended.set()
            attendant.join()

    def _attend(self, ended: Event, deserted: Event) -> None:
        seen = monotonic()
        with suppress(Py4JError):  # when Java is gone, the statement fails too, and says so
            while not ended.wait(0.5):
                if self.executors():
                    seen = monotonic()
                elif monotonic() - seen > self.patience:
                    deserted.set()
                    self.session.sparkContext.cancelAllJobs()

    def executors(self) -> int:
        """Return how many executors work for us; on this machine the driver is one."""
        context = self.jvm.org.apache.spark.SparkContext.getOrCreate()
        known = len(context.statusTracker().getExecutorInfos())
        return known if self.master.startswith("local") else known - 1


@contextmanager
def running(master: str, patience: float) -> Iterator[Running]:
    """Return a Spark with that master.

    Raises SettingsError when there is no Java, the master does not answer or Spark does not start.
    """
    for name in TALKATIVE:
        PySparkLogger.getLogger(name).disabled = True
    _find_java()
    _reach(master)
    with TemporaryFile() as log, _virtual_machine(log) as gateway:
        with explained(lambda reason: _not_started(master, log, reason)):
            session = _session(master, gateway)
        try:
            yield Running(session, gateway.jvm, master, patience)
        except Exception:
            session.stop()
            raise
        else:
            session.stop()
        # Whoever interrupts a statement does not wait for it: its Java machine ends at once.


@contextmanager
def explained(wrapped: Callable[[str], LocalProError]) -> Iterator[None]:
    """Raise an error of Spark as one of ours, made from the first line of what it says."""
    try:
        yield
    except Py4JJavaError as error:
        raise wrapped(str(error.java_exception).partition("\n")[0]) from error
    except (Py4JError, PySparkException) as error:
        raise wrapped(str(error).partition("\n")[0]) from error


def _find_java() -> None:
    home = os.environ.get("JAVA_HOME")
    if shutil.which(f"{home}/bin/java" if home else "java") is None:
        raise SettingsError(
            "Spark needs Java 17 or later: install openjdk-17-jre-headless or a newer one,"
            " or set JAVA_HOME"
        )


def _reach(master: str) -> None:
    """Spark would wait for a minute for a master that is not there."""
    if not master.startswith(STANDALONE):
        return
    failures = [_failure(place) for place in master.removeprefix(STANDALONE).split(",")]
    if all(failures):
        raise SettingsError(f"no Spark master answers at {master}: {failures[0]}")


def _failure(place: str) -> str | None:
    """Return why nobody answers at host:port, or None when somebody does."""
    try:
        at = urlsplit(f"//{place}")
        if not (at.hostname and at.port):
            return "a master is written like spark://host:7077"
        with create_connection((at.hostname, at.port), timeout=10):
            return None
    except (OSError, ValueError) as error:
        return str(error)


def _session(master: str, gateway: Any) -> SparkSession:
    conf = SparkConf().setAll([*SETTINGS.items(), ("spark.master", master)])
    with warnings.catch_warnings():  # rows come as Arrow; no frame of pandas is made
        warnings.filterwarnings("ignore", "PySpark does not yet fully support pandas")
        return SparkSession(SparkContext(conf=conf, gateway=gateway))


@contextmanager
def _virtual_machine(log: IO[bytes]) -> Iterator[Any]:
    """What it writes goes to `log`: a person wants the counts, or one line about what failed."""
    with explained(lambda reason: _not_started("this machine", log, reason)):
        gateway = launch_gateway(  # type: ignore[no-untyped-call]
            popen_kwargs={"stdout": log, "stderr": log}
        )
    try:
        yield gateway
    finally:
        # A thread of py4j releases objects in Java: it would complain that Java is gone.
        gateway._gateway_client.is_connected = False  # noqa: SLF001
        _end(gateway.proc)
        gateway.shutdown()
        SparkContext._gateway = SparkContext._jvm = None  # noqa: SLF001 - or it is used again
        SparkContext._active_spark_context = None  # noqa: SLF001


def _end(process: Popen[bytes]) -> None:
    """End a Java machine; Spark takes leave of its master on the way."""
    process.terminate()
    try:
        process.wait(30)
    except TimeoutExpired:
        process.kill()
    process.communicate()


def _not_started(master: str, log: IO[bytes], reason: str) -> SettingsError:
    """Return an error with the first one of the log, which tells more than what follows from it."""
    log.seek(0)
    found = re.search(r" ERROR \S+: (.+)", log.read().decode(errors="replace"))
    return SettingsError(f"Spark does not start on {master}: {found[1] if found else reason}")
