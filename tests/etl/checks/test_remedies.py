"""Whatever the doctor recommends exists: every command in its words is asked for its help."""

import re
from pathlib import Path

import pytest
from typer.testing import CliRunner

from etl import cli

ETL = Path(cli.__file__).parent
ADVISERS = (
    *(ETL / "checks").rglob("*.*"),
    *(ETL / "cluster").glob("*.py"),
    *(ETL / "jobs").glob("*.py"),
    *(ETL / "partitions").glob("*.py"),
    *(ETL / "archive").glob("*.py"),
    ETL / "clock.py",
    ETL / "errors.py",
    ETL.parent / "docs" / "operations.md",
)


def recommended() -> list[str]:
    """Return what stands as `localpro …` in what operators are told."""
    texts = (path.read_text("utf-8") for path in ADVISERS if path.suffix in (".py", ".sql", ".md"))
    found = {command for text in texts for command in re.findall(r"`(localpro [^`\n]*)`", text)}
    return sorted(re.sub(r"\s+", " ", command) for command in found)


@pytest.mark.parametrize("command", recommended())
def test_commands_exist(command: str) -> None:
    """Each option that is recommended is one that the command's help names."""
    words = command.split()[1:]
    named = [word for word in words if word.startswith("--") and word != "--help"]
    path = [word for word in words if re.fullmatch(r"[a-z-]+", word) and not word.startswith("-")]
    told = CliRunner().invoke(cli.app, [*path[:2], "--help"], env={"COLUMNS": "200"})
    if told.exit_code:
        told = CliRunner().invoke(cli.app, [*path[:1], "--help"], env={"COLUMNS": "200"})
    assert told.exit_code == 0, command
    assert [option for option in named if option not in told.output] == [], command


def test_there_are_some() -> None:
    assert "localpro reputation recalc --counters" in recommended()
