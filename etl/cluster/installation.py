"""Finding a PostgreSQL on this machine that has every extension the product needs."""

import re
import shutil
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

from etl.cluster.process import run
from etl.errors import ClusterError

OLDEST_MAJOR = 15
EXTENSIONS = ("postgis", "vector", "hll", "pg_trgm", "uuid-ossp")

PLACES = (
    "usr/lib/postgresql/*/bin",  # Debian, Ubuntu
    "usr/pgsql-*/bin",  # Red Hat, PostgreSQL's own packages
    "opt/homebrew/opt/postgresql@*/bin",  # Homebrew on Apple silicon
    "usr/local/opt/postgresql@*/bin",  # Homebrew on Intel
    "Applications/Postgres.app/Contents/Versions/*/bin",
    "usr/local/pgsql/bin",  # built from source
)


@dataclass(frozen=True)
class Installation:
    """One PostgreSQL server installation, known by the folder of its programs."""

    bin: Path

    @cached_property
    def major(self) -> int:
        """Major version, e.g. 15; 0 when the server program does not tell."""
        told = re.search(r"\(PostgreSQL\) (\d+)", run([self.bin / "postgres", "--version"]))
        return int(told[1]) if told else 0

    @cached_property
    def extension_folder(self) -> Path:
        """Where the control files of its extensions lie."""
        return Path(run([self.bin / "pg_config", "--sharedir"]).strip()) / "extension"

    @property
    def missing_extensions(self) -> tuple[str, ...]:
        """Names of the needed extensions that this installation lacks."""
        return tuple(
            name for name in EXTENSIONS if not (self.extension_folder / f"{name}.control").exists()
        )

    @property
    def is_complete(self) -> bool:
        """Whether the product can run on it as it is."""
        return self.major >= OLDEST_MAJOR and not self.missing_extensions


def installations() -> list[Installation]:
    """Return every usable server installation of this machine, newest major version first."""
    found = {Installation(folder.resolve()) for folder in _folders() if _has_server(folder)}
    usable = (installation for installation in found if installation.major >= OLDEST_MAJOR)
    return sorted(usable, key=lambda installation: installation.major, reverse=True)


def find(major: int | None = None) -> Installation | None:
    """Return the newest complete installation (of version `major` if given), or None."""
    for installation in installations():
        if installation.is_complete and major in (None, installation.major):
            return installation
    return None


def _folders() -> Iterator[Path]:
    if pg_config := shutil.which("pg_config"):
        with suppress(ClusterError):  # Debian's wrapper fails when there is no server package
            yield Path(run([pg_config, "--bindir"]).strip())
    for pattern in PLACES:
        yield from Path("/").glob(pattern)


def _has_server(folder: Path) -> bool:
    return all((folder / name).exists() for name in ("postgres", "initdb", "pg_ctl", "pg_config"))
