"""The web server: Streamlit's pages and our own routes in one process."""

import contextlib
import gc
import ipaddress
import logging
import socket
from collections.abc import Iterable, Iterator
from pathlib import Path
from urllib.parse import urlsplit

import streamlit as st
import uvicorn
from starlette.requests import Request
from starlette.responses import FileResponse, RedirectResponse
from starlette.routing import Route
from streamlit import config, file_util

from dashboard.errors import DashboardError
from dashboard.frame import files, oidc, operations, policy, printed, tickets, warming
from dashboard.frame.assets import Assets, compressible
from dashboard.frame.gate import Gate, names
from dashboard.frame.hardening import harden
from dashboard.frame.pace import Paced
from dashboard.frame.way_back import WayBack
from dashboard.screens import SCREENS
from dashboard.settings import settings
from queries import settings as reading
from queries.servers import standing

SCRIPT = Path(__file__).parents[1] / "app.py"
PORTS_TRIED = 50
LOOPBACK = ("localhost", "127.0.0.1", "::1")
CORE = ("/_stcore/health", "/_stcore/host-config", "/_stcore/stream")
"""What the page needs of Streamlit; uploads and its interface for agents are not among it."""

OVERVIEW = "/overview"

LARGEST_MESSAGE = 4 * 1024 * 1024
"""Bytes that a browser may send at once: clicks and filters are a few hundred."""


async def overview(request: Request) -> RedirectResponse:
    """Lead to the first screen, which Streamlit serves at the root only, with its filters."""
    root = request.url.path.removesuffix(OVERVIEW)
    return RedirectResponse(f"{root}/?{request.url.query}" if request.url.query else f"{root}/")


async def print_script(_: Request) -> FileResponse:
    """Answer with what the button to print does."""
    return FileResponse(printed.SCRIPT_FILE, media_type="text/javascript")


PRIVATE = {operations.METRICS: operations.metrics}
"""Routes for this machine, whatever address people type."""

OPEN = {operations.ALIVE: operations.healthz, operations.READY: operations.readyz}
"""Routes that say nothing of the business."""

SIGNED = {tickets.FILE: files.file, tickets.MANIFEST: files.manifest_of}
"""Routes that lead somewhere by links which are signed."""


def application(port: int, hosts: Iterable[str]) -> Gate:
    """Return the ASGI application, which answers to these hosts, and to its public address."""
    values = settings()
    base = urlsplit(values.public_url or "").path
    ours = {OVERVIEW: overview, f"/{printed.SCRIPT}": print_script, **SIGNED}
    below = {f"{base}{path}": answer for path, answer in ours.items()}
    routes = {**PRIVATE, **OPEN, **below}
    static = Path(file_util.get_static_dir())
    pages = frozenset([f"{base}/", *(f"{base}/{name}" for name in SCREENS)])
    app = st.App(
        SCRIPT,
        routes=[Route(path, answer) for path, answer in routes.items()],
        secrets=oidc.secrets(values),
    )
    paced = Paced(app, {f"{base}{path}": values.sign_in_limit for path in oidc.ROUTES})
    return Gate(
        Assets(WayBack(paced, base, pages), compressible(static, base)),
        hosts=names(port, hosts, values.public_url),
        paths=frozenset([base or "/", *pages, *routes, *_of_streamlit(static, base)]),
        below=(f"{base}/media/",),
        private=frozenset(PRIVATE),
        headers=policy.headers(static / "index.html", values.map_style),
    )


def _of_streamlit(static: Path, base: str) -> Iterator[str]:
    """Yield the paths of Streamlit's files and routes; of those to sign in by, where that is so."""
    yield from (f"{base}{path}" for path in CORE)
    if settings().auth == "oidc":
        yield from (f"{base}{path}" for path in oidc.ROUTES)
    for file in static.rglob("*"):
        if file.is_file():
            yield f"{base}/{file.relative_to(static)}"


def require_sign_in(host: str) -> None:
    """Raise DashboardError when other machines reach the host and nobody has to sign in, or when
    nobody could be let in.
    """
    if settings().auth == "none":
        require_loopback(host)
    elif reading.settings().access_url is None:
        raise DashboardError(
            "nobody can be let in: set LOCALPRO_ACCESS_URL to the address of localpro_dashboard"
        )


def require_loopback(host: str) -> None:
    """Raise DashboardError when the host is reachable from other machines: there is no sign-in."""
    try:
        addresses = socket.getaddrinfo(host, None, type=socket.SOCK_STREAM)
    except OSError as error:
        raise DashboardError(
            f"cannot find the host {host!r}: give an address of this machine"
        ) from error
    if not all(ipaddress.ip_address(address[4][0]).is_loopback for address in addresses):
        raise DashboardError(
            f"refusing to listen on {host}: without sign-in (LOCALPRO_AUTH=none) the dashboard "
            "serves this machine only; use --host 127.0.0.1"
        )


def listen(host: str, port: int, *, exactly: bool) -> socket.socket:
    """Return a listening socket on the port, or on the next free one unless `exactly`.

    Raises DashboardError when there is none.
    """
    for candidate in range(port, min(port + (1 if exactly else PORTS_TRIED), 65_536)):
        with contextlib.suppress(OSError):
            return socket.create_server((host, candidate), family=_family(host))
    hint = "choose another --port" if exactly else "stop one of the servers or give a --port"
    raise DashboardError(f"port {port} of {host} is taken: {hint}")


def url(listener: socket.socket) -> str:
    """Return the address to type into a browser."""
    if (public := settings().public_url) is not None:
        return public
    host, port = listener.getsockname()[:2]
    return f"http://[{host}]:{port}" if ":" in host else f"http://{host}:{port}"


def serve(listener: socket.socket) -> None:
    """Serve on a listening socket until interrupted."""
    host, port = listener.getsockname()[:2]
    app = configured(host, port)
    settle()
    _adopt_logs()
    server = uvicorn.Server(
        uvicorn.Config(
            app,
            log_level="warning",
            log_config=None,
            ws="websockets-sansio",
            ws_max_size=LARGEST_MESSAGE,
            proxy_headers=False,
            server_header=False,
            timeout_graceful_shutdown=1,
        )
    )
    with (
        contextlib.suppress(KeyboardInterrupt),
        standing.watched(),
        operations.apart(),
        warming.ahead(),
    ):
        server.run(sockets=[listener])


def configured(host: str, port: int) -> Gate:
    """Return the application; Streamlit knows where it is reached, how it looks and how it is set.

    It is made first: by it Streamlit finds its file beside the script, and reads that once.
    """
    app = application(port, {*LOOPBACK, host})
    harden()
    options = {"server.address": host, "server.port": port}
    values = settings()
    if values.public_url is not None:
        options["server.baseUrlPath"] = urlsplit(values.public_url).path.strip("/")
    if values.cookie_secret is not None:
        options["server.cookieSecret"] = values.cookie_secret.get_secret_value()
    for name, value in options.items():
        config.set_option(name, value)
    return app


def settle() -> None:
    """Keep all that is loaded, every screen among it, out of the collection of garbage.

    It would look at 170,000 objects that stay anyway, 80 ms of everybody's time. What sessions
    leave behind is collected when Python finds that there is enough of it.
    """
    gc.collect()
    gc.freeze()


def _adopt_logs() -> None:
    """Let what Streamlit says go where all else goes, in the same form."""
    for name, logger in logging.root.manager.loggerDict.items():
        if name.startswith("streamlit") and isinstance(logger, logging.Logger):
            logger.handlers.clear()
            logger.propagate = True
            logger.setLevel(logging.WARNING)


def _family(host: str) -> socket.AddressFamily:
    return socket.AF_INET6 if ":" in host else socket.AF_INET
