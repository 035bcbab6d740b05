"""Running other programs: quietly, as another user where needed, with their words in the error."""

import os
import subprocess
from collections.abc import Mapping, Sequence
from pathlib import Path
from pwd import struct_passwd
from tempfile import TemporaryFile

from etl.errors import ClusterError


def run(
    command: Sequence[str | Path],
    *,
    user: struct_passwd | None = None,
    cwd: Path = Path("/"),
    env: Mapping[str, str] | None = None,
) -> str:
    """Run `command` and return what it printed; raise ClusterError with its last lines if it fails.

    As root with `user`, the program runs as that user and belongs to no other group.
    """
    identity = None if user is None or user.pw_uid == os.geteuid() else user
    # a file, not a pipe: children that outlive a program that was killed would hold that open
    with TemporaryFile("w+", encoding="utf-8", errors="replace") as output:
        result = subprocess.run(  # noqa: S603 - every command line is built by this package
            [str(word) for word in command],
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=subprocess.STDOUT,
            cwd=cwd,
            env=_environment() | dict(env or {}),
            check=False,
            user=identity and identity.pw_uid,
            group=identity and identity.pw_gid,
            extra_groups=identity and [],
        )
        output.seek(0)
        said = output.read()
    if result.returncode != 0:
        raise ClusterError(f"`{_shown(command)}` failed: {_last_lines(said)}")
    return said


def succeeds(command: Sequence[str | Path], *, user: struct_passwd | None = None) -> bool:
    """Return whether `command` exits with status 0; a program that is not there does not."""
    try:
        run(command, user=user)
    except (ClusterError, OSError):
        return False
    return True


def _environment() -> dict[str, str]:
    """Return our environment without PG* variables, which would redirect PostgreSQL's programs."""
    return {name: value for name, value in os.environ.items() if not name.startswith("PG")}


def _shown(command: Sequence[str | Path]) -> str:
    return " ".join(str(word) for word in command)


def _last_lines(output: str, count: int = 5) -> str:
    return " / ".join(output.strip().splitlines()[-count:]) or "it printed nothing"
