"""The image serves without root, holds no secret, and changes nothing of itself."""

import os
import re
import subprocess
import time
from collections.abc import Iterator
from pathlib import Path
from urllib.request import urlopen

import pytest

from tests import random_marketplace
from tests.browser.conftest import free_port
from tests.conftest import SharedDatabase
from tests.deploy.image import FILE, Image, steps
from tests.postgres import Database

ID = 10_001
"""The user whose number the image promises."""


def test_its_last_word_on_users_is_not_root() -> None:
    said = steps(FILE.read_text())
    words = [word for word, _ in said]
    assert [rest for word, rest in said if word == "USER"] == ["localpro"]
    assert "RUN" not in words[words.index("USER") :]
    assert f"--uid {ID} " in FILE.read_text()
    assert not re.search(r"(?i)password|secret=|token=|postgresql://", FILE.read_text())


@pytest.fixture(scope="module")
def image(tmp_path_factory: pytest.TempPathFactory) -> Image:
    root = tmp_path_factory.mktemp("image") / "root"
    made = Image(root)
    made.build()
    return made


@pytest.fixture
def served(
    image: Image, shared_database: SharedDatabase
) -> Iterator[tuple[subprocess.Popen[bytes], int]]:
    """The image's own command, but on loopback: nobody signs in here."""
    database: Database = shared_database("marketplace", random_marketplace.load)
    port, own = free_port(), free_port()
    variables = image.environment(
        LOCALPRO_ANALYTICS_URL=database.reader_url,
        LOCALPRO_REPORTING_URL=database.admin_url,
        LOCALPRO_ACCESS_URL=database.access_url,
        LOCALPRO_DASHBOARD_HOST="127.0.0.1",
        LOCALPRO_METRICS_ADDRESS=f"127.0.0.1:{own}",
    )
    words = image.inside([*image.entrypoint, *image.command[:-1], str(port)])
    with subprocess.Popen(words, env=variables) as process:
        yield process, own
        process.terminate()


@pytest.mark.proof
@pytest.mark.timeout(1_200)
def test_it_serves_as_its_own_user(
    image: Image, served: tuple[subprocess.Popen[bytes], int]
) -> None:
    process, port = served
    address = f"http://127.0.0.1:{port}"
    assert until_it_answers(f"{address}/readyz", process) == b"ready"
    health = [word.replace(":9464", f":{port}") for word in image.health]
    subprocess.run(image.inside(health), env=image.environment(), check=True)
    uids = re.search(r"Uid:\s+(.+)", Path(f"/proc/{process.pid}/status").read_text())
    assert uids is not None
    assert set(uids[1].split()) == {str(ID)}
    program = image.root / "srv/localpro"
    theirs = [path for path in program.rglob("*") if path.lstat().st_uid == ID]
    assert theirs == [], "it owns nothing of what it runs"
    home = image.root / "var/lib/localpro"
    assert (home.stat().st_uid, home.stat().st_mode & 0o777) == (ID, 0o700)


@pytest.mark.proof
@pytest.mark.timeout(1_200)
@pytest.mark.parametrize("words", [["--help"], ["schedule", "--help"], ["backup", "--help"]])
def test_its_commands_are_there(image: Image, words: list[str]) -> None:
    command = image.inside([*image.entrypoint, *words])
    assert subprocess.run(command, env=image.environment(), check=False).returncode == 0


def until_it_answers(url: str, process: subprocess.Popen[bytes]) -> bytes:
    """Return its first answer; fail where it ends before."""
    deadline = time.monotonic() + 90
    while time.monotonic() < deadline and process.poll() is None:
        try:
            with urlopen(url, timeout=5) as answer:
                return bytes(answer.read())
        except OSError:
            os.sched_yield()
    raise AssertionError(f"{url} did not answer; its process ended with {process.poll()}")
