"""The server listens where it is told, never where it must not, and answers its own routes."""

import gc
import signal
import socket
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from urllib.request import urlopen

import pytest

from dashboard.errors import DashboardError
from dashboard.frame.server import listen, require_loopback, settle, url


@pytest.mark.parametrize("host", ["127.0.0.1", "localhost", "::1"])
def test_loopback_needs_no_sign_in(host: str) -> None:
    require_loopback(host)


@pytest.mark.parametrize("host", ["0.0.0.0", "::", "192.0.2.1"])
def test_other_addresses_are_refused_without_sign_in(host: str) -> None:
    with pytest.raises(DashboardError, match="LOCALPRO_AUTH=none"):
        require_loopback(host)


def test_a_host_that_does_not_exist_is_named() -> None:
    with pytest.raises(DashboardError, match=r"nowhere\.invalid"):
        require_loopback("nowhere.invalid")


def test_a_taken_port_is_refused_when_asked_for_and_passed_over_when_not() -> None:
    with socket.create_server(("127.0.0.1", 0)) as other:
        taken = other.getsockname()[1]
        with pytest.raises(DashboardError, match=f"port {taken} of 127.0.0.1 is taken"):
            listen("127.0.0.1", taken, exactly=True)
        with listen("127.0.0.1", taken, exactly=False) as listener:
            port = listener.getsockname()[1]
            assert port > taken
            assert url(listener) == f"http://127.0.0.1:{port}"


def test_what_is_loaded_is_not_looked_at_after_every_rerun() -> None:
    settle()
    try:
        assert gc.get_freeze_count() > 100_000
        garbage: list[object] = []
        garbage.append(garbage)
        del garbage
        assert gc.collect() >= 1  # what sessions leave behind is still collected
    finally:
        gc.unfreeze()


@pytest.fixture
def process() -> Iterator[subprocess.Popen[str]]:
    """A running `localpro dashboard`."""
    command = [str(Path(sys.executable).with_name("localpro")), "dashboard"]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as running:
        yield running
        running.kill()


@pytest.mark.slow
def test_it_prints_its_address_answers_there_and_stops_on_ctrl_c(
    process: subprocess.Popen[str],
) -> None:
    assert process.stdout is not None
    address = process.stdout.readline().split()[1]
    with urlopen(f"{address}/healthz") as answer:
        assert answer.read() == b"ok"
    with urlopen(f"{address}/revenue") as answer:
        assert b"<html" in answer.read()
    process.send_signal(signal.SIGINT)
    assert process.wait() == 0
