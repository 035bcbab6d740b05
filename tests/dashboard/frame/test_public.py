"""Behind a proxy that ends TLS: the public name, its base path, and what is for this machine."""

from dataclasses import replace

import pytest
from pydantic import SecretStr
from starlette.datastructures import Headers, MutableHeaders
from starlette.types import Message, Receive, Scope, Send
from streamlit import config

from dashboard.errors import DashboardError
from dashboard.frame import oidc, server
from dashboard.frame.gate import Gate
from dashboard.settings import DashboardSettings
from queries import settings as reading
from tests.dashboard.frame.test_gate import STREAM, run

PUBLIC = "https://example.org/numbers"
LOCAL = "127.0.0.1:8501"
SECRET = "a secret of forty letters, as it should be"


def sign_in(public_url: str = PUBLIC) -> DashboardSettings:
    return DashboardSettings(
        _env_file=None,  # type: ignore[call-arg]
        auth="oidc",
        public_url=public_url,
        oidc_metadata_url="https://issuer.test/.well-known/openid-configuration",
        oidc_client_id="localpro",
        oidc_client_secret=SecretStr("client"),
        cookie_secret=SecretStr(SECRET),
    )


async def inner(scope: Scope, _: Receive, send: Send) -> None:
    """Answer with the scope's scheme, and a cookie."""
    if scope["type"] == "http":
        headers = MutableHeaders({"x-scheme": scope["scheme"], "set-cookie": "a=b; Path=/"})
        await send({"type": "http.response.start", "status": 200, "headers": headers.raw})
    else:
        await send(
            {"type": "websocket.accept", "headers": [(b"x-scheme", scope["scheme"].encode())]}
        )


@pytest.fixture
def gate(monkeypatch: pytest.MonkeyPatch) -> Gate:
    """The gate of a public dashboard, before an application that answers everything."""
    monkeypatch.setattr(server, "settings", sign_in)
    return replace(server.application(8501, ["127.0.0.1"]), app=inner)


def answer(
    gate: Gate, path: str, host: str, origin: str | None = None, kind: str = "http"
) -> Message:
    """Return how the gate's answer begins; a refusal of a websocket is its end."""
    sent: list[Message] = []

    async def receive() -> Message:
        return {"type": "http.request"}

    async def send(message: Message) -> None:
        sent.append(message)

    headers = [(b"host", host.encode())]
    headers += [(b"origin", origin.encode())] if origin else []
    scope = {"type": kind, "scheme": "http", "method": "GET", "path": path, "headers": headers}
    run(gate(scope, receive, send))
    return sent[0]


def status(gate: Gate, path: str, host: str = "example.org", origin: str | None = None) -> int:
    return int(answer(gate, path, host, origin)["status"])


@pytest.mark.parametrize("host", ["example.org", "EXAMPLE.ORG", "example.org:443"])
def test_the_public_name_is_answered_as_browsers_see_it(gate: Gate, host: str) -> None:
    page = answer(gate, "/numbers/revenue", host, "https://example.org")
    assert page["status"] == 200
    headers = Headers(raw=page["headers"])
    assert headers["x-scheme"] == "https"
    assert headers["set-cookie"] == "a=b; Path=/; Secure"
    stream = answer(gate, f"/numbers{STREAM}", host, "https://example.org", "websocket")
    assert stream["headers"] == [(b"x-scheme", b"wss")]


@pytest.mark.parametrize(
    "origin", ["http://example.org", "https://example.org.evil.test", f"http://{LOCAL}", "null"]
)
def test_other_origins_are_refused_under_the_public_name(gate: Gate, origin: str) -> None:
    assert status(gate, "/numbers/revenue", origin=origin) == 403
    refused = answer(gate, f"/numbers{STREAM}", "example.org", origin, "websocket")
    assert refused["type"] == "websocket.close"


@pytest.mark.parametrize("host", ["example.org:80", "example.org:8501", "www.example.org", "org"])
def test_other_names_are_refused(gate: Gate, host: str) -> None:
    assert status(gate, "/numbers/revenue", host) == 400


def test_this_machine_is_answered_without_encryption(gate: Gate) -> None:
    page = answer(gate, "/numbers/", LOCAL, f"http://{LOCAL}")
    headers = Headers(raw=page["headers"])
    assert (headers["x-scheme"], headers["set-cookie"]) == ("http", "a=b; Path=/")


def test_metrics_are_for_this_machine_and_health_is_for_all(gate: Gate) -> None:
    """A proxy on the same machine makes everybody look local: the name decides."""
    assert [status(gate, "/metrics", host) for host in ("example.org", LOCAL)] == [404, 200]
    assert [status(gate, "/healthz", host) for host in ("example.org", LOCAL)] == [200, 200]


@pytest.mark.parametrize(
    ("path", "expected"),
    [
        *((f"/numbers{path}", 200) for path in (oidc.LOGIN, oidc.LOGOUT, oidc.CALLBACK)),
        *((f"/numbers{path}", 200) for path in ("", "/", "/revenue", "/overview", "/favicon.png")),
        *((path, 404) for path in ("/", "/revenue", oidc.LOGIN, "/numbersrevenue", "/media/x")),
        *((f"/numbers{path}", 404) for path in ("/auth", "/auth/login/x", "/healthz", "/metrics")),
        ("/numbers/_stcore/upload_file/a/b", 404),
    ],
)
def test_what_is_served_is_below_the_base_path(gate: Gate, path: str, expected: int) -> None:
    assert status(gate, path) == expected


def test_without_sign_in_nothing_leads_to_it(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(server, "settings", lambda: DashboardSettings(_env_file=None))  # type: ignore[call-arg]
    gate = replace(server.application(8501, ["127.0.0.1"]), app=inner)
    for path in (oidc.LOGIN, oidc.LOGOUT, oidc.CALLBACK):
        assert status(gate, path, LOCAL) == 404
    assert status(gate, "/revenue", LOCAL) == 200


def test_streamlit_is_told_what_the_settings_say(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(config, "_config_options", None)
    monkeypatch.setattr(server, "settings", sign_in)
    server._configure("127.0.0.1", 8501)
    assert config.get_option("server.baseUrlPath") == "numbers"
    assert config.get_option("server.cookieSecret") == SECRET
    assert oidc.secrets(sign_in())["auth"]["redirect_uri"] == f"{PUBLIC}/oauth2callback"


def test_with_sign_in_any_address_is_listened_on(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(server, "settings", sign_in)
    monkeypatch.setattr(reading.settings(), "access_url", SecretStr("postgresql://h/x"))
    server.require_sign_in("0.0.0.0")
    monkeypatch.setattr(reading.settings(), "access_url", None)
    with pytest.raises(DashboardError, match="LOCALPRO_ACCESS_URL"):
        server.require_sign_in("0.0.0.0")
    monkeypatch.setattr(server, "settings", lambda: DashboardSettings(_env_file=None))  # type: ignore[call-arg]
    with pytest.raises(DashboardError, match="LOCALPRO_AUTH=none"):
        server.require_sign_in("0.0.0.0")
