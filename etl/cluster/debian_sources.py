"""The machine's own apt sources, read to derive one for the source packages of another suite."""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from etl.errors import ClusterError

APT = Path("/etc/apt")
ANOTHER_SUITES_FIELDS = {"types", "suites", "components", "enabled"}


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
        for stanza in _stanzas(path.read_text()):
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


def _stanzas(text: str) -> Iterator[dict[str, str]]:
    """Yield each deb822 stanza as field → value, the value with all its blanks and lines."""
    for block in "\n".join(_uncommented(text)).split("\n\n"):
        stanza: dict[str, str] = {}
        name = ""
        for line in block.splitlines():
            if line[:1] in " \t":
                stanza[name] += f"\n{line}"
            elif ":" in line:
                name, _, value = line.partition(":")
                stanza[name] = value.rstrip()
        if stanza:
            yield stanza


def _uncommented(text: str) -> Iterator[str]:
    """Yield lines without comments; a line of blanks separates stanzas like an empty one."""
    return (line if line.strip() else "" for line in text.splitlines() if line[:1] != "#")


def _offers(stanza: dict[str, str], codename: str) -> bool:
    fields = {name.lower(): value for name, value in stanza.items()}
    is_enabled = fields.get("enabled", "yes").strip().lower() not in ("no", "false", "off", "0")
    return (
        is_enabled
        and "deb" in fields.get("types", "").split()
        and codename in fields.get("suites", "").split()
    )


def _deb822_source(stanza: dict[str, str], suite: str) -> str:
    kept = {
        name: value for name, value in stanza.items() if name.lower() not in ANOTHER_SUITES_FIELDS
    }
    fields = {"Types": " deb-src", **kept, "Suites": f" {suite}", "Components": " main"}
    return "".join(f"{name}:{value}\n" for name, value in fields.items())


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
