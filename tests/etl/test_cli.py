"""The `localpro` command: every contributed sub-command loads, and failures are one line."""

import os
import subprocess
import sys
from importlib.metadata import entry_points
from time import sleep

import pytest
from typer.testing import CliRunner

from etl.cli import app
from tests.locks import waiting_for
from tests.postgres import Database

COMMANDS = sorted(entry.name for entry in entry_points(group="localpro.commands"))


def test_the_help_lists_every_command() -> None:
    result = CliRunner().invoke(app, ["--help"])
    assert result.exit_code == 0
    assert [name for name in COMMANDS if f" {name} " not in result.output] == []


@pytest.mark.parametrize("name", COMMANDS)
def test_every_command_has_help(name: str) -> None:
    result = CliRunner().invoke(app, [name, "--help"])
    assert result.exit_code == 0, result.output
    assert f"localpro {name}" in result.output


def test_an_unknown_command_is_named() -> None:
    result = CliRunner().invoke(app, ["nonsense"])
    assert result.exit_code == 2
    assert "No such command 'nonsense'" in result.output


def test_an_expected_failure_is_one_line_without_a_password() -> None:
    result = subprocess.run(
        [sys.executable, "-m", "etl.cli", "refresh"],
        env={"LOCALPRO_DATABASE_URL": "postgresql://owner:hidden-word@127.0.0.1:1/localpro"},
        capture_output=True,
        text=True,
        check=False,
    )
    assert result.returncode == 1
    assert result.stderr.startswith("localpro: cannot connect to the database: ")
    assert result.stderr.count("\n") == 1
    assert "hidden-word" not in result.stderr


def test_a_lost_connection_is_one_line(database: Database) -> None:
    """Lost while the run waits to be written down, where no job has begun yet."""
    with database.connect() as blocker, database.connect(autocommit=True) as observer:
        blocker.execute("LOCK TABLE etl.runs IN EXCLUSIVE MODE")
        process = subprocess.Popen(
            [sys.executable, "-m", "etl.cli", "refresh"],
            env=os.environ | {"LOCALPRO_DATABASE_URL": database.owner_url},
            stderr=subprocess.PIPE,
            text=True,
        )
        while not (waiting := waiting_for(observer, "etl.runs")):
            assert process.poll() is None
            sleep(0.05)
        observer.execute("SELECT pg_terminate_backend(unnest(%s::integer[]))", (waiting,))
        _, told = process.communicate()
    assert process.returncode == 1
    assert told.startswith("localpro: an operator ended the connection, or stopped the server: ")
    assert told.count("\n") == 1
