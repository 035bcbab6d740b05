"""An image followed step by step in a bare Debian root, where there is no engine to build it."""

import fnmatch
import json
import os
import shlex
import shutil
import subprocess
from dataclasses import dataclass, field
from pathlib import Path

from tests.postgres import ROOT

FILE = ROOT / "deploy" / "Containerfile"
IGNORED = ROOT / "deploy" / "Containerfile.dockerignore"

NETWORK = ("etc/resolv.conf", "etc/hosts")
"""What an engine gives a build of this machine's network."""

BELIEVED = "/etc/ssl/certs/ca-certificates.crt"
FOR_BUILD = "run/believed.crt"
"""Whom this machine believes: beside what is installed, which a step of the build makes anew."""


OF = {
    "USER": "user",
    "WORKDIR": "folder",
    "ENTRYPOINT": "entrypoint",
    "CMD": "command",
    "HEALTHCHECK": "health",
}
"""Where an image keeps what an instruction says."""


@dataclass
class Image:
    """A root folder, and what the steps said of how it is run."""

    root: Path
    user: str = "root"
    folder: str = "/"
    variables: dict[str, str] = field(default_factory=dict)
    entrypoint: list[str] = field(default_factory=list)
    command: list[str] = field(default_factory=list)
    health: list[str] = field(default_factory=list)

    def build(self) -> None:
        """Make the root, and follow all steps."""
        bare(self.root)
        for word, rest in steps(FILE.read_text()):
            self._follow(word, rest)

    def inside(self, words: list[str]) -> list[str]:
        """Return the command that runs these words in the root, as its user."""
        script = f"cd {shlex.quote(self.folder)} && exec {shlex.join(words)}"
        return ["chroot", f"--userspec={self.user}", str(self.root), "/bin/sh", "-c", script]

    def environment(self, **more: str) -> dict[str, str]:
        """Return the variables of what runs inside."""
        path = "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin"
        return {"PATH": path, "HOME": "/root"} | self.variables | more

    def _follow(self, word: str, rest: str) -> None:
        match word:
            case "RUN":
                words = self.inside(["/bin/sh", "-c", rest])
                subprocess.run(words, env=self.environment(**of_network()), check=True)
            case "COPY":
                copy(self.root / rest.split()[1].lstrip("/"))
            case "ENV":
                self.variables |= dict(pair.split("=", 1) for pair in shlex.split(rest))
            case "USER" | "WORKDIR":
                setattr(self, OF[word], rest)
            case "ENTRYPOINT" | "CMD" | "HEALTHCHECK":
                setattr(self, OF[word], json.loads(rest.removeprefix("CMD ")))


def steps(text: str) -> list[tuple[str, str]]:
    """Return each instruction with what follows it. Each stands on a line of its own."""
    lines = [line for line in text.splitlines() if line and not line.startswith("#")]
    return [(word, rest) for word, _, rest in (line.partition(" ") for line in lines)]


def bare(root: Path) -> None:
    """Make the smallest Debian 12, with what it takes to reach others."""
    made = ["mmdebstrap", "--variant=minbase", "bookworm", str(root)]
    subprocess.run(made, check=True, capture_output=True)
    for name in NETWORK:
        (root / name).unlink(missing_ok=True)
        shutil.copy(Path("/", name), root / name)
    shutil.copy(os.environ.get("SSL_CERT_FILE", BELIEVED), root / FOR_BUILD)
    for settings in Path("/etc/apt/apt.conf.d").glob("*proxy*"):
        shutil.copy(settings, root / "etc/apt/apt.conf.d")


def of_network() -> dict[str, str]:
    """Return this machine's own variables of how to reach others."""
    wanted = ("*_proxy", "*_PROXY", "PIP_INDEX_URL", "UV_DEFAULT_INDEX")
    own = {
        name: value
        for name, value in os.environ.items()
        if any(fnmatch.fnmatchcase(name, each) for each in wanted)
    }
    return own | dict.fromkeys(("PIP_CERT", "SSL_CERT_FILE"), f"/{FOR_BUILD}")


def copy(target: Path) -> None:
    """Copy what the list of the ignored lets through."""
    lines = IGNORED.read_text().splitlines()
    kept = [line[1:] for line in lines if line.startswith("!")]
    left = [line.removeprefix("**/") for line in lines if line.startswith("**/")]
    target.mkdir(parents=True)
    for name in kept:
        source = ROOT / name
        if source.is_dir():
            shutil.copytree(source, target / name, ignore=shutil.ignore_patterns(*left))
        else:
            shutil.copy(source, target / name)
