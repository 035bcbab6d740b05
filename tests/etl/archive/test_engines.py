"""Which engine counts, and what a person is told when it cannot. None of this starts a Spark."""

import socket
import subprocess
import sys
from collections.abc import Callable

import pytest
from typer.testing import CliRunner

from etl.archive import commands
from etl.archive.report.engines.choose import EngineName, choose
from etl.archive.report.engines.spark import Spark
from etl.archive.report.engines.spark_session import running
from etl.archive.run import archive
from etl.archive.store import Store
from etl.errors import SettingsError
from tests.etl.archive.conftest import rows
from tests.postgres import Database

JANUARY = ("--from", "2025-01-01", "--to", "2025-01-31")


def test_without_a_master_spark_runs_on_this_machine() -> None:
    assert choose(EngineName.SPARK) == Spark("local[*]")
    assert choose(EngineName.SPARK, "spark://far:7077") == Spark("spark://far:7077")


def test_a_master_is_for_spark() -> None:
    done = CliRunner().invoke(commands.app, ["report", *JANUARY, "--master", "spark://far:7077"])
    assert isinstance(done.exception, SettingsError)
    assert "--engine spark" in str(done.exception)


@pytest.mark.slow
def test_spark_is_loaded_only_when_it_is_asked_for() -> None:
    look = "import sys, etl.archive.commands; sys.exit('pyspark' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", look], check=False).returncode == 0


def test_a_missing_extra_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in [name for name in sys.modules if ".engines.spark" in name]:
        monkeypatch.delitem(sys.modules, name)
    monkeypatch.setitem(sys.modules, "pyspark", None)
    with pytest.raises(SettingsError, match="scripts/setup spark"):
        choose(EngineName.SPARK)


def test_a_missing_java_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("JAVA_HOME", raising=False)
    monkeypatch.setenv("PATH", "/nowhere")
    with pytest.raises(SettingsError, match="Java 17"), running("local[*]", patience=1):
        pass


@pytest.mark.parametrize("master", ["spark://far", "spark://", "spark://far:port"])
def test_a_master_has_an_address(master: str) -> None:
    with pytest.raises(SettingsError, match="no Spark master answers"), running(master, patience=1):
        pass


def test_a_master_that_does_not_answer(
    searched: Database,
    store: Store,
    use_database: Callable[[Database], None],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("LOCALPRO_ARCHIVE_URL", store.root)
    use_database(searched)
    archive(store, searched.owner_url)
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))  # and does not listen
        master = f"spark://127.0.0.1:{taken.getsockname()[1]}"
        command = ["report", *JANUARY, "--engine", "spark", "--master", master]
        done = CliRunner().invoke(commands.app, command)
    assert isinstance(done.exception, SettingsError)
    assert f"no Spark master answers at {master}: " in str(done.exception)
    runs = rows(searched, "SELECT outcome FROM etl.runs WHERE job = 'archive report'")
    assert runs == [("failed",)]
