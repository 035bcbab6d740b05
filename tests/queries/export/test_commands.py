"""`localpro export` writes what is whole or nothing, and `localpro verify` proves it."""

import json
import os
import signal
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from click.testing import Result
from typer.testing import CliRunner

from etl.cli import app
from etl.refresh.publish import publish
from queries.export.manifest import beside
from tests import random_marketplace
from tests.conftest import SharedDatabase
from tests.postgres import Database

DAYS = ("--from", "2025-01-01", "--to", "2025-03-31")
BY_DISTRICT = (
    "export",
    "requested",
    "gross_amount",
    "--by",
    "district",
    "--currency",
    "INR",
    *DAYS,
)


@pytest.fixture(autouse=True)
def marketplace(
    shared_database: SharedDatabase,
    clone: Callable[[Database], Database],
    use_database: Callable[[Database], None],
) -> Database:
    """A marketplace that this test may change."""
    database = clone(shared_database("marketplace", random_marketplace.load))
    use_database(database)
    return database


def run(*arguments: str | Path) -> Result:
    return CliRunner().invoke(app, [str(each) for each in arguments])


@pytest.fixture(params=["csv", "parquet", "xlsx"])
def file(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Path]:
    """A file that was exported just now."""
    written = tmp_path / f"by district.{request.param}"
    result = run(*BY_DISTRICT, "--format", request.param, "--out", written)
    assert result.exit_code == 0, result.output
    yield written
    assert not list(tmp_path.glob(".*.part"))


def test_a_file_is_proved_by_its_manifest(file: Path, marketplace: Database) -> None:
    told = json.loads(beside(file).read_text())
    assert (told["rows"], told["bytes"]) == (3, file.stat().st_size)
    assert told["columns"] == ["district", "requested", "gross_amount (INR)"]
    assert told["time_zone"] == "Asia/Kolkata"
    assert told["export"]["asked"]["days"] == {"start": "2025-01-01", "end": "2025-03-31"}
    assert set(told["metrics"]) == {"requested", "gross_amount"}
    result = run("verify", file)
    assert (result.exit_code, "is what the data says" in result.output) == (0, True)
    with marketplace.connect() as connection:
        lines = connection.execute(
            "SELECT action, details ->> 'sha256' FROM admin_logs WHERE entity_type = 'FILE'"
        ).fetchall()
    assert lines == [("EXPORT", None), ("EXPORTED", told["sha256"])]


def test_what_was_changed_since_is_told(file: Path, marketplace: Database) -> None:
    content = file.read_bytes()
    file.write_bytes(content[:-1] + bytes([content[-1] ^ 1]))
    result = run("verify", file)
    assert (result.exit_code, "was changed after it was exported" in result.output) == (1, True)
    file.write_bytes(content[:-9])
    assert "bytes and had" in run("verify", file).output
    file.write_bytes(content)
    publish(marketplace.owner_url)  # another version that says the same
    assert run("verify", file).exit_code == 0
    with marketplace.connect() as connection:
        connection.execute("UPDATE payments SET amount = amount + 1")
    publish(marketplace.owner_url)
    result = run("verify", file)
    assert (result.exit_code, "published no more" in result.output) == (1, True)


def test_without_a_manifest_nothing_is_proved(tmp_path: Path) -> None:
    alone = tmp_path / "alone.csv"
    alone.write_text("a\r\n")
    assert "there is no alone.csv.manifest.json" in str(run("verify", alone).exception)


def test_it_is_written_to_the_standard_output_alike(tmp_path: Path) -> None:
    file = tmp_path / "file.csv"
    assert run(*BY_DISTRICT, "--out", file).exit_code == 0
    assert run(*BY_DISTRICT, "--out", "-").stdout_bytes == file.read_bytes()


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("nonsense",), "no metric and no query called 'nonsense'"),
        (("requested", "--where", "category=Gardeners"), "no category 'Gardeners'"),
        (("gross_amount",), "ask for one (where currency=INR), or by currency"),
        (("providers_reputation", "--param", "district="), "asked with these"),
    ],
)
def test_what_cannot_be_asked_is_said(
    tmp_path: Path, arguments: tuple[str, ...], said: str
) -> None:
    result = run("export", *arguments, "--out", tmp_path / "file.csv")
    assert result.exit_code != 0
    assert said in " ".join(result.output.replace("│", " ").split()) + str(result.exception)
    assert not list(tmp_path.iterdir())


def test_what_is_killed_leaves_no_file(tmp_path: Path) -> None:
    file = tmp_path / "file.csv"
    command = [sys.executable, "-m", "etl.cli", "export", "requested", "--by", "provider"]
    days = ["--grain", "day", "--from", "2000-01-01", "--to", "2025-03-31", "--out", str(file)]
    with subprocess.Popen([*command, *days], env=os.environ) as process:
        while not list(tmp_path.glob(".*.part")):
            assert process.poll() is None
        process.send_signal(signal.SIGKILL)
    assert not file.exists()
    assert not beside(file).exists()
