"""Commands of `localpro` as operators run them: processes, which say one line when they fail."""

import os
import subprocess
import sys
from dataclasses import dataclass


@dataclass(frozen=True)
class Ended:
    """How a command ended, and what it said."""

    status: int
    said: str
    """On its standard error."""


def started(*words: str) -> subprocess.Popen[str]:
    """Start a command under the settings of this process."""
    return subprocess.Popen(
        [sys.executable, "-m", "etl.cli", *words],
        env=os.environ,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )


def ended(process: subprocess.Popen[str]) -> Ended:
    """Wait for a command and return how it ended."""
    _, said = process.communicate()
    assert "Traceback" not in said, said
    return Ended(process.returncode, said.strip())


def localpro(*words: str) -> Ended:
    """Run a command to its end."""
    return ended(started(*words))


def require_one_line(found: Ended, *parts: str) -> None:
    """A command that failed said why in its last line, and no statement."""
    line = found.said.splitlines()[-1]
    assert found.status == 1, found
    assert line.startswith("localpro: "), found
    assert all(part in line for part in parts), found
    assert not any(word in line for word in ("SELECT ", "INSERT ", "UPDATE ", "COPY ")), found
