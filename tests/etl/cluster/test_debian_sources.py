"""The archive of the machine's own sources is the archive of the source package."""

from pathlib import Path

import pytest

from etl.cluster.debian_sources import source_entry
from etl.errors import ClusterError

DEB822 = """\
# written by the installer
Types: deb deb-src
# an older archive
URIs: http://archive.example/debian
Suites: bookworm bookworm-updates
Components: main contrib
Signed-By: /usr/share/keyrings/archive.gpg
"""

SECURITY = """\
Types: deb
URIs: http://security.example/debian
Suites: bookworm-security
Components: main
"""

INLINE_KEY = """\
Types: deb
URIs: http://archive.example/debian
Suites: bookworm
Components: main
Signed-By:
 -----BEGIN PGP PUBLIC KEY BLOCK-----
 .
 mQINBF
 -----END PGP PUBLIC KEY BLOCK-----
"""


def _apt(folder: Path, **files: str) -> Path:
    (folder / "sources.list.d").mkdir()
    for name, text in files.items():
        suffix = "sources" if "Types:" in text else "list"
        (folder / "sources.list.d" / f"{name}.{suffix}").write_text(text)
    return folder


def test_a_deb822_entry_keeps_its_archive_and_key(tmp_path: Path) -> None:
    apt = _apt(tmp_path, debian=f"{SECURITY}\n{DEB822}")
    entry = source_entry("trixie", "bookworm", apt)
    assert entry.suffix == ".sources"
    assert entry.text == (
        "Types: deb-src\n"
        "URIs: http://archive.example/debian\n"
        "Suites: trixie\n"
        "Components: main\n"
        "Signed-By: /usr/share/keyrings/archive.gpg\n"
    )


def test_an_inline_key_stays_whole(tmp_path: Path) -> None:
    entry = source_entry("trixie", "bookworm", _apt(tmp_path, debian=INLINE_KEY))
    assert INLINE_KEY[INLINE_KEY.index("Signed-By:") :] in entry.text


@pytest.mark.parametrize("no", ["no", "No", "false", "0"])
def test_a_disabled_entry_does_not_count(tmp_path: Path, no: str) -> None:
    apt = _apt(tmp_path, debian=f"Enabled: {no}\n{DEB822}")
    with pytest.raises(ClusterError, match="offers bookworm"):
        source_entry("trixie", "bookworm", apt)


@pytest.mark.parametrize(
    ("line", "derived"),
    [
        (
            "deb http://archive.example/debian bookworm main contrib",
            "deb-src http://archive.example/debian trixie main\n",
        ),
        (
            "deb [ signed-by=/k.gpg arch=amd64 ]  http://archive.example/debian bookworm main",
            "deb-src [ signed-by=/k.gpg arch=amd64 ] http://archive.example/debian trixie main\n",
        ),
    ],
)
def test_a_one_line_entry_keeps_its_archive_and_options(
    tmp_path: Path, line: str, derived: str
) -> None:
    (tmp_path / "sources.list").write_text(f"# deb http://old.example x main\n\n{line} # ours\n")
    entry = source_entry("trixie", "bookworm", tmp_path)
    assert (entry.suffix, entry.text) == (".list", derived)


def test_another_suite_is_not_taken(tmp_path: Path) -> None:
    apt = _apt(tmp_path, other=SECURITY, tool="deb http://tool.example stable main\n")
    with pytest.raises(ClusterError, match="install the pgvector extension"):
        source_entry("trixie", "bookworm", apt)
