"""A PostgreSQL is taken only when it is complete."""

from pathlib import Path

import pytest

from etl.cluster.installation import EXTENSIONS, Installation, find


def _program(file: Path, says: str) -> None:
    file.write_text(f"#!/bin/sh\necho '{says}'\n")
    file.chmod(0o755)


def _installation(folder: Path, version: str, extensions: tuple[str, ...]) -> Installation:
    """Return an installation of programs that say what the real ones would."""
    (folder / "extension").mkdir()
    _program(folder / "postgres", f"postgres (PostgreSQL) {version}")
    _program(folder / "pg_config", str(folder))
    for name in extensions:
        (folder / "extension" / f"{name}.control").touch()
    return Installation(folder)


def test_this_machine_has_a_complete_one() -> None:
    found = find()
    assert found is not None
    assert found.is_complete
    assert find(found.major) == found


def test_a_version_that_is_not_here_is_not_found() -> None:
    assert find(99) is None


@pytest.mark.parametrize("version", ["15.13 (Debian 15.13-0+deb12u1)", "17.5", "18devel"])
def test_versions_are_read(tmp_path: Path, version: str) -> None:
    assert _installation(tmp_path, version, EXTENSIONS).major == int(version[:2])


def test_an_old_one_is_not_complete(tmp_path: Path) -> None:
    assert not _installation(tmp_path, "14.9", EXTENSIONS).is_complete


def test_missing_extensions_are_named(tmp_path: Path) -> None:
    installation = _installation(tmp_path, "16.1", ("postgis", "pg_trgm", "uuid-ossp"))
    assert installation.missing_extensions == ("vector", "hll")
    assert not installation.is_complete
