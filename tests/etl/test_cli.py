"""The `localpro` command: every contributed sub-command loads, and failures are one line."""

import subprocess
import sys
from importlib.metadata import entry_points

import pytest
from typer.testing import CliRunner

from etl.cli import app

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
