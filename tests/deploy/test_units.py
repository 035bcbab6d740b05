"""The units of systemd are read by systemd, and nothing of them runs as root."""

import configparser
import shutil
import subprocess
from pathlib import Path

import pytest

from tests.postgres import ROOT

UNITS = ROOT / "deploy" / "systemd"
PROGRAM = "/srv/localpro/.venv/bin/localpro"
SERVICES = sorted(UNITS.glob("*.service"))


@pytest.mark.proof
def test_systemd_reads_them(tmp_path: Path) -> None:
    """As they are, but for the place of the program."""
    analyze = shutil.which("systemd-analyze")
    assert analyze is not None
    for unit in UNITS.iterdir():
        (tmp_path / unit.name).write_text(unit.read_text().replace(PROGRAM, "/bin/true"))
    command = [analyze, "verify", "--man=no", *sorted(tmp_path.iterdir())]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert (done.returncode, done.stderr) == (0, "")


@pytest.mark.parametrize("unit", SERVICES, ids=lambda unit: unit.name)
def test_no_service_runs_as_root_or_becomes_it(unit: Path) -> None:
    said = configparser.ConfigParser(interpolation=None)
    said.optionxform = str  # type: ignore[assignment, method-assign]
    said.read(unit)
    service = said["Service"]
    assert service["User"] == "localpro"
    assert service["NoNewPrivileges"] == "yes"
    assert service["CapabilityBoundingSet"] == ""
    assert service["ProtectSystem"] == "strict"
    assert service["ExecStart"].startswith(f"{PROGRAM} ")
