"""Building pgvector from Debian's source package, where the distribution has no binary one."""

import platform
from pathlib import Path
from tempfile import TemporaryDirectory

from etl.cluster.debian_sources import source_entry
from etl.cluster.packages import Machine
from etl.cluster.process import run
from etl.errors import ClusterError

SUITE = "trixie"
"""The first Debian release that has pgvector."""


def build(major: int, machine: Machine) -> None:
    """Download, build and install pgvector for PostgreSQL `major`.

    apt works on a private configuration: the machine's own sources and lists stay as they are.
    """
    with TemporaryDirectory(prefix="localpro-pgvector-") as folder:
        work = Path(folder)
        source = _download(work)
        # OPTFLAGS is empty so that the library runs on every processor, not only on this one.
        make: list[str | Path] = [
            "make",
            "-s",
            "-C",
            source,
            "OPTFLAGS=",
            f"PG_CONFIG={_pg_config(major)}",
        ]
        run(make)
        run([*machine.privileged, *make, "install"])


def _download(work: Path) -> Path:
    """Return the unpacked source tree."""
    apt = ["apt-get", "-qq", *_private_apt(work)]
    run([*apt, "update"])
    run([*apt, "source", "--download-only", "pgvector"], cwd=work)
    archives = list(work.glob("pgvector_*.orig.tar.*"))
    if not archives:
        raise ClusterError(f"apt downloaded no pgvector source from {SUITE}")
    source = work / "source"
    source.mkdir()
    run(["tar", "-xf", archives[0], "-C", source, "--strip-components=1"])
    return source


def _private_apt(work: Path) -> list[str]:
    """Return apt options that keep its state, cache and sources inside `work`."""
    for folder in ("state/lists/partial", "cache/archives/partial", "sources"):
        (work / folder).mkdir(parents=True)
    codename = platform.freedesktop_os_release().get("VERSION_CODENAME", "")
    entry = source_entry(SUITE, codename)
    (work / "sources" / f"{SUITE}{entry.suffix}").write_text(entry.text)
    settings = {
        "Dir::State": work / "state",
        "Dir::State::status": "/var/lib/dpkg/status",
        "Dir::Cache": work / "cache",
        "Dir::Etc::sourceparts": work / "sources",
        "Dir::Etc::sourcelist": "/dev/null",
        "APT::Sandbox::User": "root",  # apt's own download user cannot enter a private folder
    }
    return [word for name, value in settings.items() for word in ("-o", f"{name}={value}")]


def _pg_config(major: int) -> Path:
    return Path(f"/usr/lib/postgresql/{major}/bin/pg_config")
