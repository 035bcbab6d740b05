"""What operators are told: a real server is scraped, its log is read, and it is taken away."""

import json
import os
import re
import socket
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import closing
from http.client import HTTPConnection, HTTPResponse
from pathlib import Path
from typing import IO

import pytest
from prometheus_client import Metric
from prometheus_client.parser import text_string_to_metric_families
from pydantic import SecretStr, ValidationError
from starlette.requests import Request

from dashboard.frame import operations
from dashboard.frame.gate import REQUEST_ID
from dashboard.settings import DashboardSettings
from queries.settings import settings as reading
from tests import random_marketplace
from tests.conftest import SharedDatabase
from tests.dashboard.frame.test_gate import run
from tests.postgres import ROOT, Database

TOKEN = "a token of forty letters, as it should be"
GRAFANA = ROOT / "deploy" / "grafana.json"

EXPECTED = {
    *("localpro_query_seconds", "localpro_slow_queries", "localpro_failed_queries"),
    *("localpro_screen_seconds", "localpro_turn_seconds", "localpro_views_bytes"),
    *("localpro_cache_requests", "localpro_cache_misses"),
    *("localpro_cache_bytes", "localpro_cache_entries", "localpro_redis_failures"),
    *("localpro_pool_connections_open", "localpro_pool_connections_used"),
    "localpro_pool_connections_max",
    *("localpro_exports", "localpro_export_bytes", "localpro_exports_running"),
    *("localpro_endpoint_up", "localpro_data_version"),
    *("localpro_replica_lag_seconds", "localpro_replica_lag_bytes", "localpro_server_switches"),
    *("localpro_server_up", "localpro_server_data_version"),
    "localpro_data_version_published_timestamp_seconds",
    "localpro_data_version_as_of_timestamp_seconds",
    *("localpro_job_success_timestamp_seconds", "localpro_job_start_timestamp_seconds"),
    *("localpro_job_due_timestamp_seconds", "localpro_job_failing"),
    *("localpro_wal_files_archived", "localpro_wal_files_failed"),
    *("localpro_statement_seconds", "localpro_statement_calls"),
}
"""Measures, as Prometheus calls them."""

SOMETIMES = {"localpro_wal_archived_timestamp_seconds"}
"""Measures of what has not always happened yet."""

UNITS = r"_(seconds|bytes|connections_(open|used|max)|entries|version|up|failing|running)"
COUNTED = r"_(queries|switches|requests|misses|failures|exports|calls|archived|failed)"


@pytest.fixture
def marketplace(
    shared_database: SharedDatabase, use_database: Callable[[Database], None]
) -> Database:
    database = shared_database("marketplace", random_marketplace.load)
    use_database(database)
    return database


@pytest.fixture
def unused_port() -> int:
    """A port of the loopback address that nothing listens on."""
    with socket.create_server(("127.0.0.1", 0)) as listener:
        return int(listener.getsockname()[1])


@pytest.fixture
def server(
    marketplace: Database,  # noqa: ARG001 - what it serves
    tmp_path: Path,
    unused_port: int,
) -> Iterator[tuple[str, int, Path]]:
    """A running dashboard with an address for operators: its own, theirs, and its log."""
    said = tmp_path / "log"
    own = {
        "LOCALPRO_METRICS_ADDRESS": f"127.0.0.1:{unused_port}",
        "LOCALPRO_METRICS_TOKEN": TOKEN,
        "LOCALPRO_LOG_FORMAT": "json",
        "LOCALPRO_SLOW_QUERY_SECONDS": "0.000001",
    }
    command = [sys.executable, "-m", "etl.cli", "dashboard"]
    with said.open("wb") as log, started(command, log, own) as process:
        assert process.stdout is not None
        address = process.stdout.readline().split()[1].decode()
        yield address, unused_port, said
        process.terminate()


def started(command: list[str], log: IO[bytes], own: dict[str, str]) -> subprocess.Popen[bytes]:
    return subprocess.Popen(command, stdout=subprocess.PIPE, stderr=log, env=os.environ | own)


def ask(port: int, path: str, token: str | None = None) -> HTTPResponse:
    with closing(HTTPConnection("127.0.0.1", port, timeout=30)) as connection:
        shown = {} if token is None else {"Authorization": f"Bearer {token}"}
        connection.request("GET", path, headers=shown)
        answer = connection.getresponse()
        answer.text = answer.read().decode()  # type: ignore[attr-defined]
        return answer


def scraped(port: int) -> dict[str, Metric]:
    answer = ask(port, "/metrics", TOKEN)
    assert answer.status == 200
    return {each.name: each for each in text_string_to_metric_families(answer.text)}  # type: ignore[attr-defined]


def test_a_server_is_scraped_and_says_in_its_log_what_it_did(
    server: tuple[str, int, Path],
) -> None:
    address, port, said = server
    own = int(address.rsplit(":", 1)[1])
    assert [ask(at, "/healthz").status for at in (own, port)] == [200, 200]
    assert [ask(at, "/readyz").status for at in (own, port)] == [200, 200]
    assert [ask(at, "/metrics").status for at in (own, port)] == [401, 401]
    assert ask(port, "/metrics", f"{TOKEN}.").status == 401
    assert ask(port, "/revenue", TOKEN).status == 404, "there are no screens"
    assert re.fullmatch("[0-9a-f]{8}", ask(own, "/healthz").headers[REQUEST_ID])
    assert scraped(own).keys() == scraped(port).keys()
    measures = scraped(port)
    names = {name for name in measures if name.startswith("localpro_")}
    assert names - SOMETIMES == EXPECTED
    check_versions(measures)
    check_named_as_prometheus_does(measures)
    check_grafana(names | SOMETIMES)
    check_log([json.loads(line) for line in said.read_text("utf-8").splitlines()])


def check_versions(measures: dict[str, Metric]) -> None:
    for name in ("localpro_endpoint_up", "localpro_data_version"):
        values = {each.labels["workload"]: each.value for each in measures[name].samples}
        assert values == {"analytics": 1, "reporting": 1}
    for name in ("localpro_server_up", "localpro_server_data_version"):
        values = {each.labels["server"]: each.value for each in measures[name].samples}
        assert values == {"primary": 1}
    (used, *_) = measures["localpro_pool_connections_used"].samples
    assert used.labels.keys() == {"endpoint", "role"}
    ran = {each.labels["job"] for each in measures["localpro_job_start_timestamp_seconds"].samples}
    assert "refresh" in ran


def check_named_as_prometheus_does(measures: dict[str, Metric]) -> None:
    """Base units at the end, counters in `_total` (which the parser takes off), and a sentence."""
    for name, metric in measures.items():
        if name.startswith("localpro_"):
            ending = COUNTED if metric.type == "counter" else UNITS
            assert re.fullmatch(rf"localpro(_[a-z]+)*({ending}|{UNITS})", name), name
            assert metric.documentation.endswith(".")


def check_grafana(names: set[str]) -> None:
    """Every panel asks for something that there is."""
    board = json.loads(GRAFANA.read_text("utf-8"))
    panels = [panel for panel in board["panels"] if panel["type"] != "row"]
    asked = [target["expr"] for panel in panels for target in panel["targets"]]
    wanted = {name for expr in asked for name in re.findall(r"localpro_\w+", expr)}
    assert len(panels) >= 15
    assert {re.sub("_(total|bucket)$", "", name) for name in wanted} <= names
    assert len({panel["id"] for panel in board["panels"]}) == len(board["panels"])


def check_log(lines: list[dict[str, object]]) -> None:
    """One object a line; a slow query by its name and the kinds of its parameters."""
    slow = [line for line in lines if str(line["message"]).startswith("slow query")]
    assert slow
    for line in slow:
        assert line["level"] == "warning"
        assert line["version"] == 1
        assert re.fullmatch(r"127\.0\.0\.1:\d+", str(line["endpoint"]))
        assert isinstance(line["seconds"], float)
    kinds = {str(line["parameters"]) for line in slow}
    assert any("date" in kind for kind in kinds) or "no parameters" in kinds
    assert not any(re.search(r"\d{4}-\d\d-\d\d", kind) for kind in kinds)


def asked_by(client: str, host: str = "127.0.0.1:8501") -> Request:
    headers = [(b"host", host.encode())]
    scope = {"type": "http", "path": "/metrics", "query_string": b"", "scheme": "http"}
    return Request({**scope, "client": (client, 50_000), "headers": headers})


@pytest.mark.usefixtures("marketplace")
def test_without_a_token_this_machine_alone_is_told() -> None:
    told = run(operations.metrics(asked_by("127.0.0.1")))
    assert told.headers["content-type"].startswith("text/plain; version=")
    assert b"# TYPE localpro_query_seconds histogram" in told.body
    for client, host in (("192.0.2.7", "127.0.0.1:8501"), ("127.0.0.1", "evil.test:8501")):
        assert run(operations.metrics(asked_by(client, host))).status_code == 404


def test_without_a_database_it_is_alive_and_not_ready_and_still_measured(
    monkeypatch: pytest.MonkeyPatch, unused_port: int
) -> None:
    gone = SecretStr(f"postgresql://reader:hidden@127.0.0.1:{unused_port}/gone")
    for name in ("analytics_url", "reporting_url"):
        monkeypatch.setattr(reading(), name, gone)
    operations._unready.cache_clear()  # type: ignore[attr-defined]
    request = asked_by("127.0.0.1")
    assert run(operations.healthz(request)).status_code == 200
    ready = run(operations.readyz(request))
    assert (ready.status_code, ready.body) == (503, b"not ready")
    text = run(operations.metrics(request)).body.decode()
    assert 'localpro_endpoint_up{workload="analytics"} 0.0' in text
    assert 'localpro_server_up{server="primary"} 0.0' in text
    assert "hidden" not in text
    operations._unready.cache_clear()  # type: ignore[attr-defined]


@pytest.mark.parametrize("address", ["0.0.0.0:9464", "[::]:9464", "example.org:9464"])
def test_an_address_that_others_reach_needs_a_token(address: str) -> None:
    with pytest.raises(ValidationError, match="LOCALPRO_METRICS_TOKEN"):
        DashboardSettings(metrics_address=address, _env_file=None)  # type: ignore[call-arg]
    token = SecretStr(TOKEN)
    guarded = DashboardSettings(metrics_address=address, metrics_token=token, _env_file=None)  # type: ignore[call-arg]
    assert guarded.metrics_address == address


@pytest.mark.parametrize("address", ["9464", "127.0.0.1", "http://127.0.0.1:9464", ":9464", "a:b"])
def test_what_is_no_address_is_refused(address: str) -> None:
    with pytest.raises(ValidationError):
        DashboardSettings(metrics_address=address, _env_file=None)  # type: ignore[call-arg]
