"""The gate around the whole server: who may ask, for what, and what a browser may do with it.

A page of any site can make a browser talk to this machine, under its own name (DNS rebinding) or
across origins. So the name that was asked for and the page that asks are checked before anything
else sees a request or a websocket, and nobody is asked whether they are right.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from urllib.parse import urlsplit

from starlette.datastructures import Headers, MutableHeaders
from starlette.responses import PlainTextResponse
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from dashboard.settings import is_of_this_machine
from queries import tracing

POLICY_VIOLATED = 1008

REQUEST_ID = "X-Request-Id"
"""By which the lines of the log are found that an answer left there."""


@dataclass(frozen=True)
class Gate:
    """An ASGI application that lets through what is asked under one of its names."""

    app: ASGIApp
    hosts: Mapping[str, str]
    """What `Host` may say, in lower case, and the origin of the pages under that name."""

    paths: frozenset[str]
    """What is served, exactly."""

    below: tuple[str, ...] = ()
    """What is served with all that is below it; each ends with a slash."""

    private: frozenset[str] = frozenset()
    """What of it is served under names of this machine alone: a proxy makes everybody local."""

    headers: Mapping[str, str] = field(default_factory=dict)
    """What every answer says."""

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Refuse at once, or pass on."""
        if scope["type"] not in {"http", "websocket"}:
            await self.app(scope, receive, send)
            return
        request = tracing.begin()
        refused = self._refusal(scope)
        if refused is None:
            origin = self.hosts[_host(scope)]
            answer = self._with_headers(send, request, origin)
            await self.app(_plain(scope, origin), receive, answer)
        elif scope["type"] == "websocket":
            await send({"type": "websocket.close", "code": POLICY_VIOLATED})
        else:
            await refused(scope, receive, self._with_headers(send, request))

    def _refusal(self, scope: Scope) -> PlainTextResponse | None:
        headers = Headers(scope=scope)
        if len(headers.getlist("host")) != 1 or _host(scope) not in self.hosts:
            return PlainTextResponse("This server has another name.", 400)
        origin = self.hosts[_host(scope)]
        if not _is_from(origin, headers.getlist("origin"), scope["type"]):
            return PlainTextResponse("This page may not ask that.", 403)
        if not self._serves(scope["path"], origin):
            return PlainTextResponse("There is no such page.", 404)
        return None

    def _serves(self, path: str, origin: str) -> bool:
        exact = path.rstrip("/") or "/"
        if exact in self.private and not is_of_this_machine(urlsplit(origin).hostname or ""):
            return False
        return exact in self.paths or path.startswith(self.below)

    def _with_headers(self, send: Send, request: str, origin: str = "") -> Send:
        async def answer(message: Message) -> None:
            if message["type"] == "http.response.start":
                MutableHeaders(scope=message).update({**self.headers, REQUEST_ID: request})
                if origin.startswith("https:"):
                    message["headers"] = [_secured(*header) for header in message["headers"]]
            await send(message)

        return answer


def names(port: int, hosts: Iterable[str], public_url: str | None = None) -> dict[str, str]:
    """Return how a browser names these hosts at a port, and the origin of pages there; those of a
    public URL, too, which a proxy answers at a port of its own.

    >>> names(8501, ["localhost", "::1"])
    {'localhost:8501': 'http://localhost:8501', '[::1]:8501': 'http://[::1]:8501'}
    >>> names(8501, [], "https://example.org/analytics")
    {'example.org': 'https://example.org', 'example.org:443': 'https://example.org'}
    """
    plain = [f"[{host}]" if ":" in host else host.lower() for host in hosts]
    origins = [f"http://{host}:{port}" for host in plain]
    if public_url is not None:
        public = urlsplit(public_url)
        origins.append(f"{public.scheme}://{public.netloc}")
    return {name: origin for given in origins for name, origin in _named(given)}


def _named(given: str) -> Iterator[tuple[str, str]]:
    """Yield each name of an origin with the origin as browsers say it: a usual port is left out."""
    parts = urlsplit(given)
    usual = {"http": ":80", "https": ":443"}[parts.scheme]
    name = parts.netloc.removesuffix(usual)
    origin = f"{parts.scheme}://{name}"
    yield name, origin
    if parts.port is None or name != parts.netloc:
        yield f"{name}{usual}", origin


def _host(scope: Scope) -> str:
    return Headers(scope=scope).get("host", "").lower()


def _is_from(origin: str, said: list[str], kind: str) -> bool:
    """Return whether the page that asks is one of this origin's; a websocket must say so."""
    return set(said) <= {origin} if said else kind == "http"


def _plain(scope: Scope, origin: str) -> Scope:
    """Return the scope as a browser sees it, without what is checked already: an origin that
    Streamlit does not know at first sight makes it ask a public service for this machine's address.
    """
    dropped = {b"host"} if scope["type"] == "websocket" else {b"host", b"origin"}
    kept = [(name, value) for name, value in scope["headers"] if name not in dropped]
    schemes = ("https", "wss") if origin.startswith("https:") else ("http", "ws")
    return {
        **scope,
        "scheme": schemes[scope["type"] == "websocket"],
        "headers": [(b"host", urlsplit(origin).netloc.encode("latin-1")), *kept],
    }


def _secured(name: bytes, value: bytes) -> tuple[bytes, bytes]:
    """Return a header of an answer; a cookie is for encrypted connections only."""
    return (name, value + b"; Secure") if name == b"set-cookie" else (name, value)
