"""The gate around the whole server: who may ask, for what, and what a browser may do with it.

A page of any site can make a browser talk to this machine, under its own name (DNS rebinding) or
across origins. So the name that was asked for and the page that asks are checked before anything
else sees a request or a websocket, and nobody is asked whether they are right.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from starlette.datastructures import Headers, MutableHeaders
from starlette.responses import PlainTextResponse
from starlette.types import ASGIApp, Message, Receive, Scope, Send

POLICY_VIOLATED = 1008
SECURE = {"https", "wss"}


@dataclass(frozen=True)
class Gate:
    """An ASGI application that lets through what is asked under one of its names."""

    app: ASGIApp
    hosts: frozenset[str]
    """What `Host` may say: names with their port, in lower case. Public names will be added here
    when the dashboard stands behind a proxy."""

    paths: frozenset[str]
    """What is served, exactly."""

    below: tuple[str, ...] = ()
    """What is served with all that is below it; each ends with a slash."""

    headers: Mapping[str, str] = field(default_factory=dict)
    """What every answer says."""

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Refuse at once, or pass on."""
        if scope["type"] not in {"http", "websocket"}:
            await self.app(scope, receive, send)
            return
        refused = self._refusal(scope)
        if refused is None:
            await self.app(_plain(scope), receive, self._with_headers(send))
        elif scope["type"] == "websocket":
            await send({"type": "websocket.close", "code": POLICY_VIOLATED})
        else:
            await refused(scope, receive, self._with_headers(send))

    def _refusal(self, scope: Scope) -> PlainTextResponse | None:
        headers = Headers(scope=scope)
        hosts = [host.lower() for host in headers.getlist("host")]
        if len(hosts) != 1 or hosts[0] not in self.hosts:
            return PlainTextResponse("This server has another name.", 400)
        if not _from_here(scope, headers.getlist("origin"), hosts[0]):
            return PlainTextResponse("This page may not ask that.", 403)
        if not self._serves(scope["path"]):
            return PlainTextResponse("There is no such page.", 404)
        return None

    def _serves(self, path: str) -> bool:
        return (path.rstrip("/") or "/") in self.paths or path.startswith(self.below)

    def _with_headers(self, send: Send) -> Send:
        async def answer(message: Message) -> None:
            if message["type"] == "http.response.start":
                MutableHeaders(scope=message).update(self.headers)
            await send(message)

        return answer


def names(port: int, hosts: Iterable[str]) -> frozenset[str]:
    """Return how a browser names these hosts at a port.

    >>> sorted(names(8501, ["localhost", "::1"])), sorted(names(80, ["localhost"]))
    (['[::1]:8501', 'localhost:8501'], ['localhost', 'localhost:80'])
    """
    plain = [f"[{host}]" if ":" in host else host.lower() for host in hosts]
    return frozenset([f"{host}:{port}" for host in plain] + (plain if port == 80 else []))


def _from_here(scope: Scope, origins: list[str], host: str) -> bool:
    """Return whether the page that asks is one of this server's; a websocket must say so."""
    if not origins:
        return bool(scope["type"] == "http")
    scheme = "https" if scope["scheme"] in SECURE else "http"
    here = f"{scheme}://{host}"
    return set(origins) <= {here, here.removesuffix(":80")}


def _plain(scope: Scope) -> Scope:
    """Return the scope without what is checked already: an origin that Streamlit does not know at
    first sight makes it ask a public service for this machine's address.
    """
    dropped = {b"host"} if scope["type"] == "websocket" else {b"host", b"origin"}
    kept = [(name, value) for name, value in scope["headers"] if name not in dropped]
    host = Headers(scope=scope)["host"].lower().encode("latin-1")
    return {**scope, "headers": [(b"host", host), *kept]}
