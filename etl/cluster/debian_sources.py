"""The machine's own apt sources, read to derive one for the source packages of another suite."""

from dataclasses import dataclass
from pathlib import Path

from debian.deb822 import Deb822

from etl.errors import ClusterError

APT = Path("/etc/apt")


@dataclass(frozen=True)
class SourceEntry:
    """One apt source: a file name suffix that fixes its format, and its text."""

    suffix: str
    text: str


def source_entry(suite: str, codename: str, apt: Path = APT) -> SourceEntry:
    """Return a `deb-src` entry for `suite`, with the archive and key that serve `codename`.

    Raises ClusterError when no enabled entry of the machine offers `codename`.
    """
    for path in sorted(apt.glob("sources.list.d/*.sources")):
        for stanza in Deb822.iter_paragraphs(path.read_text(), use_apt_pkg=False):
            if _offers(stanza, codename):
                return SourceEntry(".sources", _deb822_source(stanza, suite))
    for path in [apt / "sources.list", *sorted(apt.glob("sources.list.d/*.list"))]:
        for line in path.read_text().splitlines() if path.exists() else []:
            options, words = _one_line(line)
            if codename in words[1:2]:
                text = " ".join(["deb-src", *options, words[0], suite, "main"])
                return SourceEntry(".list", f"{text}\n")
    raise ClusterError(
        f"no apt source of this machine offers {codename}: "
        "install the pgvector extension for PostgreSQL by hand, then try again"
    )


def _offers(stanza: Deb822, codename: str) -> bool:
    is_enabled = stanza.get("Enabled", "yes").lower() not in ("no", "false", "off", "0")
    return (
        is_enabled
        and "deb" in stanza.get("Types", "").split()
        and codename in stanza.get("Suites", "").split()
    )


def _deb822_source(stanza: Deb822, suite: str) -> str:
    source = Deb822({**stanza, "Types": "deb-src", "Suites": suite, "Components": "main"})
    source.pop("Enabled", None)
    return str(source.dump())


def _one_line(line: str) -> tuple[list[str], list[str]]:
    """Return the bracketed options and the words [URI, suite, components…] of a `deb` line."""
    kind, _, rest = line.split("#", 1)[0].strip().partition(" ")
    rest = rest.strip()
    if kind != "deb":
        return [], []
    if not rest.startswith("["):
        return [], rest.split()
    options, _, rest = rest.partition("]")
    return [f"{options}]"], rest.split()
