"""`scripts/clean`, in a copy of a checkout: what may be nowhere else goes only with a yes."""

import os
import pty
import shutil
import subprocess
from pathlib import Path

import pytest

CLEAN = Path(__file__).resolve().parents[2] / "scripts" / "clean"

LOCALPRO = '#!/bin/sh\necho "$LOCALPRO_VAR_DIR $1" >> "$(dirname "$0")/../../told"\n'


@pytest.fixture
def checkout(tmp_path: Path) -> Path:
    """A checkout with a cluster, a cluster of tests, and a `localpro` that only writes down."""
    root = tmp_path / "checkout"
    for folder in ("scripts", ".venv/bin", "var/postgres/data", "var/test/postgres/data"):
        (root / folder).mkdir(parents=True)
    (root / "var/postgres/data/localpro.conf").touch()
    shutil.copy(CLEAN, root / "scripts/clean")
    localpro = root / ".venv/bin/localpro"
    localpro.write_text(LOCALPRO)
    localpro.chmod(0o755)
    return root


def clean(root: Path, *arguments: str, answer: str | None = None, **environment: str) -> str:
    """Run the script, on a terminal if there is an answer; return what it says and its status."""
    ours, theirs = pty.openpty()
    if answer is not None:
        os.write(ours, f"{answer}\n".encode())
    done = subprocess.run(
        [root / "scripts/clean", *arguments],
        env=os.environ | {"FORCE": ""} | environment,
        stdin=subprocess.DEVNULL if answer is None else theirs,
        capture_output=True,
        text=True,
        check=False,
        timeout=60,
    )
    os.close(ours)
    os.close(theirs)
    return f"{done.stdout}{done.stderr}{done.returncode}"


@pytest.mark.parametrize("answer", [None, "no", "", "y"])
def test_without_a_yes_everything_stays(checkout: Path, answer: str | None) -> None:
    (checkout / "var/archive/search_logs").mkdir(parents=True)
    (checkout / "var/backup/20261128-3f9a2c/wal").mkdir(parents=True)
    said = clean(checkout, answer=answer)
    assert said.endswith("1")
    assert "Nothing was removed" in said
    assert f"the database in {checkout}/var/postgres" in said
    assert "archived weeks of searches in var/archive" in said
    assert "backups in var/backup" in said
    assert (checkout / "var/postgres/data/localpro.conf").exists()
    assert not (checkout / "told").exists(), "the server goes on"


@pytest.mark.parametrize(
    ("arguments", "answer", "environment"),
    [((), None, {"FORCE": "1"}), (("--force",), None, {}), ((), "yes", {})],
)
def test_with_a_yes_all_goes(
    checkout: Path, arguments: tuple[str, ...], answer: str | None, environment: dict[str, str]
) -> None:
    said = clean(checkout, *arguments, answer=answer, **environment)
    assert said.endswith("0"), said
    assert (checkout / "told").read_text().splitlines() == ["var down", "var/test down"]
    assert {path.name for path in checkout.iterdir()} == {"scripts", "told"}


def test_what_is_made_anew_needs_no_yes(checkout: Path) -> None:
    shutil.rmtree(checkout / "var/postgres")
    (checkout / "var/archive").mkdir()
    assert clean(checkout).endswith("0")
    assert {path.name for path in checkout.iterdir()} == {"scripts", "told"}


def test_replicas_go_with_their_primary(checkout: Path, tmp_path: Path) -> None:
    (checkout / "var/replica1/postgres/data").mkdir(parents=True)
    (checkout / "var/replica1/postgres/data/localpro.conf").touch()
    (checkout / "var/replica2").mkdir()
    (checkout / "var/replica2/postgres").symlink_to(tmp_path)
    said = clean(checkout, FORCE="1")
    assert said.endswith("0"), said
    assert f"var/replica2/postgres was a link: {tmp_path} stays" in said
    assert not (checkout / "var").exists()


@pytest.mark.parametrize("linked", ["var/postgres", "var/archive", "var/backup", "var"])
def test_a_link_goes_and_where_it_leads_stays(checkout: Path, tmp_path: Path, linked: str) -> None:
    elsewhere = tmp_path / "elsewhere"
    (elsewhere / "data").mkdir(parents=True)
    (elsewhere / "data/localpro.conf").touch()
    (elsewhere / "20261128-3f9a2c/wal").mkdir(parents=True)
    shutil.rmtree(checkout / linked, ignore_errors=True)
    (checkout / linked).symlink_to(elsewhere)
    said = clean(checkout, FORCE="1")
    assert said.endswith("0"), said
    assert not (checkout / "var").exists()
    assert (elsewhere / "data/localpro.conf").exists()
