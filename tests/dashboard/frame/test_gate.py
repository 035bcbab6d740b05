"""Only this server's own pages are answered, under its own names, before Streamlit sees anything.

Streamlit is not replaced: what it would do with a request is part of what is tested.
"""

import asyncio
import subprocess
import sys
from collections.abc import Coroutine, Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from http.client import HTTPConnection, HTTPResponse
from pathlib import Path
from typing import Any

import pytest
from starlette.datastructures import Headers
from starlette.types import Message, Receive, Scope, Send
from streamlit import net_util
from streamlit.web.server.starlette.starlette_websocket import _is_origin_allowed
from websockets.exceptions import InvalidStatus
from websockets.sync.client import connect

from dashboard.frame.gate import Gate, names
from dashboard.frame.server import LOOPBACK

STREAM = "/_stcore/stream"


def run(work: Coroutine[Any, Any, Any]) -> Any:
    """Run it in a thread of its own: a browser may have a loop running in this one."""
    with ThreadPoolExecutor(1) as pool:
        return pool.submit(asyncio.run, work).result()


@pytest.fixture(scope="module")
def port() -> Iterator[int]:
    """The port of a running `localpro dashboard`."""
    command = [str(Path(sys.executable).with_name("localpro")), "dashboard"]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        yield int(process.stdout.readline().split()[1].rsplit(":", 1)[1])
        process.kill()


def ask(port: int, path: str, **headers: str) -> HTTPResponse:
    """Return the answer to a GET; `host` is this server's unless it is given."""
    given = {"host": "127.0.0.1:PORT"} | headers
    return asked(
        port, path, [(name, text.replace("PORT", str(port))) for name, text in given.items()]
    )


def asked(port: int, path: str, headers: Iterable[tuple[str, str]]) -> HTTPResponse:
    """Return the answer to a GET with just these headers."""
    with closing(HTTPConnection("127.0.0.1", port, timeout=30)) as connection:
        connection.putrequest("GET", path, skip_host=True)
        for name, value in headers:
            connection.putheader(name, value)
        connection.endheaders()
        with connection.getresponse() as answer:
            answer.read()
            return answer


def refused(port: int, **headers: str) -> int:
    """Return the status that a websocket is refused with."""
    with pytest.raises(InvalidStatus) as error:
        connect(f"ws://127.0.0.1:{port}{STREAM}", additional_headers=headers, proxy=None).close()
    return error.value.response.status_code


@pytest.mark.parametrize(
    "host",
    ["127.0.0.1:PORT", "localhost:PORT", "LOCALHOST:PORT", "[::1]:PORT"],
)
def test_the_names_of_loopback_are_answered(port: int, host: str) -> None:
    assert ask(port, "/healthz", host=host).status == 200
    origin = f"http://{host.lower()}".replace("port", "PORT")
    assert ask(port, "/_stcore/health", host=host, origin=origin).status == 200


@pytest.mark.parametrize(
    "host",
    [
        "evil.test",
        "evil.test:PORT",
        "127.0.0.1",
        "127.0.0.1:1",
        "127.0.0.1.:PORT",
        "localhost.:PORT",
        "127.0.0.1:PORT.evil.test",
        "evil.test@127.0.0.1:PORT",
        "::1",
        "0.0.0.0:PORT",
        "",
    ],
)
@pytest.mark.parametrize("path", ["/", "/healthz", "/static/nothing.js", "/_stcore/health"])
def test_any_other_name_is_refused(port: int, host: str, path: str) -> None:
    assert ask(port, path, host=host).status == 400


def test_a_request_without_a_name_or_with_two_is_refused(port: int) -> None:
    assert asked(port, "/healthz", []).status == 400
    twice = [("host", f"127.0.0.1:{port}"), ("host", "evil.test")]
    assert asked(port, "/healthz", twice).status == 400


@pytest.mark.parametrize(
    "origin",
    [
        "null",
        "http://evil.test",
        "http://127.0.0.1:1",
        "http://127.0.0.1",
        "https://127.0.0.1:PORT",
        "http://localhost:PORT",
        "http://127.0.0.1:PORT.evil.test",
        "HTTP://127.0.0.1:PORT",
        "",
    ],
)
def test_a_page_of_another_origin_is_refused(port: int, origin: str) -> None:
    assert ask(port, "/healthz", origin=origin).status == 403
    assert refused(port, origin=origin.replace("PORT", str(port))) == 403


def test_a_websocket_must_say_where_it_comes_from(port: int) -> None:
    assert refused(port) == 403


def test_our_own_page_opens_the_websocket(port: int) -> None:
    with connect(
        f"ws://127.0.0.1:{port}{STREAM}",
        origin=f"http://127.0.0.1:{port}",  # type: ignore[arg-type]
        subprotocols=["streamlit"],  # type: ignore[list-item]
        proxy=None,
    ) as socket:
        assert socket.subprotocol == "streamlit"


@pytest.mark.parametrize(
    "path",
    [
        "/nosuchpage",
        "/static/js/nosuch.js",
        "/revenue/nosuch",
        "/_stcore/metrics",
        "/_stcore/upload_file/a/b",
        "/_stcore/agent/mcp",
        "/component/x",
        "/.streamlit/config.toml",
    ],
)
def test_what_is_not_there_is_not_found(port: int, path: str) -> None:
    assert ask(port, path).status == 404


@pytest.mark.parametrize("path", ["/", "/revenue", "/provider", "/favicon.png", "/manifest.json"])
def test_pages_and_files_are_served_with_the_policy(port: int, path: str) -> None:
    answer = ask(port, path)
    assert answer.status == 200
    assert answer.headers["x-content-type-options"] == "nosniff"
    assert answer.headers["referrer-policy"] == "same-origin"
    policy = dict(
        part.split(" ", 1) for part in answer.headers["content-security-policy"].split("; ")
    )
    assert policy["frame-ancestors"] == "'none'"
    assert not {"'unsafe-eval'", "'unsafe-inline'"} & set(policy["script-src"].split())
    assert "*" not in answer.headers["content-security-policy"]
    assert "access-control-allow-origin" not in answer.headers


@pytest.mark.parametrize("host", ["127.0.0.1:8501", "LOCALHOST:8501", "[::1]:8501"])
@pytest.mark.parametrize("kind", ["http", "websocket"])
def test_streamlit_never_asks_a_public_service_for_our_address(
    monkeypatch: pytest.MonkeyPatch, host: str, kind: str
) -> None:
    def leak() -> None:
        raise AssertionError("a call left the machine")

    monkeypatch.setattr(net_util, "get_external_ip", leak)
    monkeypatch.setattr(net_util, "get_internal_ip", leak)
    headers = passed_on(kind, host, f"http://{host.lower()}")
    assert headers is not None
    assert _is_origin_allowed(headers.get("origin"), headers["host"])
    assert kind == "websocket" or "origin" not in headers  # its answers would look it up


def passed_on(kind: str, host: str, origin: str) -> Headers | None:
    """Return the headers that the gate passes on, None when it refuses."""
    seen: list[Headers] = []

    async def inner(scope: Scope, _: Receive, __: Send) -> None:
        seen.append(Headers(scope=scope))

    async def receive() -> Message:
        return {"type": f"{kind}.connect"}

    async def send(_: Message) -> None:
        return None

    given = [(b"host", host.encode()), (b"origin", origin.encode())]
    scope = {"type": kind, "scheme": "http", "path": STREAM, "headers": given}
    gate = Gate(inner, names(8501, LOOPBACK), frozenset([STREAM]))
    run(gate(scope, receive, send))
    return seen[0] if seen else None
