"""A real dashboard over a generated month, and a real Chromium to look at it."""

import json
import os
import shutil
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO

import pytest
from playwright.sync_api import Browser, expect, sync_playwright

from tests import month, random_marketplace
from tests.conftest import SharedDatabase
from tests.postgres import ROOT, Database, TestCluster

SCREENSHOTS = Path(__file__).with_name("screenshots")
expect.set_options(timeout=30_000)

FLAGS = ("--no-sandbox", "--disable-gpu", "--disable-background-networking")


@pytest.fixture(scope="session")
def published_month(shared_database: SharedDatabase) -> Database:
    """A marketplace of the document's month-1 size, published."""
    return shared_database("month1", month.load)


@pytest.fixture(scope="session")
def dashboard(published_month: Database) -> Iterator[str]:
    """The address of a dashboard process that serves the month."""
    with serving(published_month) as address:
        yield address


@contextmanager
def serving(
    database: Database, port: int | None = None, said: IO[bytes] | None = None, **settings: str
) -> Iterator[str]:
    """Give the address of a dashboard process that serves a database; `said` keeps its words."""
    port = port or free_port()
    process = subprocess.Popen(
        [sys.executable, "-m", "etl.cli", "dashboard", "--port", str(port)],
        cwd=ROOT,
        env=os.environ
        | {
            "LOCALPRO_ANALYTICS_URL": database.reader_url,
            "LOCALPRO_REPORTING_URL": database.admin_url,
            "LOCALPRO_ACCESS_URL": database.access_url,
        }
        | {f"LOCALPRO_{name.upper()}": value for name, value in settings.items()},
        stdout=said or subprocess.DEVNULL,
        stderr=said,
    )
    address = f"http://127.0.0.1:{port}"
    try:
        wait_until(f"{address}/healthz", process)
        yield address
    finally:
        process.terminate()
        process.wait(timeout=20)


def free_port() -> int:
    """Return a port of the loopback address that nothing listens on."""
    with socket.create_server(("127.0.0.1", 0)) as listener:
        return int(listener.getsockname()[1])


def wait_until(url: str, process: subprocess.Popen[bytes]) -> None:
    """Wait for a server's first answer; fail when it ends before."""
    for _ in range(900):
        if process.poll() is not None:
            pytest.fail(f"the server of {url} ended with status {process.returncode}")
        try:
            with urllib.request.urlopen(url, timeout=1):
                return
        except (urllib.error.URLError, OSError):
            time.sleep(0.1)
    pytest.fail(f"{url} did not answer within 90 seconds")


@pytest.fixture(scope="session")
def chromium() -> Iterator[Browser]:
    """A headless Chromium: the system's own, else Playwright's."""
    with sync_playwright() as playwright:
        path = shutil.which("chromium")
        browser = playwright.chromium.launch(executable_path=path, args=list(FLAGS))
        yield browser
        browser.close()


@pytest.fixture(scope="module")
def issuer() -> Iterator[str]:
    """The address of an OpenID provider, which knows nobody yet."""
    port = free_port()
    program = Path(sys.executable).with_name("oidc-provider-mock")
    with subprocess.Popen([program, "--port", str(port)], stderr=subprocess.DEVNULL) as process:
        address = f"http://127.0.0.1:{port}"
        wait_until(f"{address}/.well-known/openid-configuration", process)
        yield address
        process.terminate()


@pytest.fixture(scope="module")
def marketplace(cluster: TestCluster, shared_database: SharedDatabase) -> Iterator[Database]:
    """A copy of the random marketplace: people are let in, and the log is written."""
    copy = cluster.clone(shared_database("marketplace", random_marketplace.load))
    yield copy
    cluster.drop(copy)


@pytest.fixture
def known(issuer: str) -> Callable[..., None]:
    """`known(subject, **claims)`: the issuer knows somebody."""

    def _known(subject: str, **claims: object) -> None:
        request = urllib.request.Request(
            f"{issuer}/users/{subject}",
            json.dumps(claims).encode(),
            {"content-type": "application/json"},
            method="PUT",
        )
        urllib.request.urlopen(request).close()

    return _known
