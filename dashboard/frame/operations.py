"""For operators: whether this process is alive and ready, and what Prometheus reads of it."""

import contextlib
import hmac
import ipaddress
import logging
import socket
from collections.abc import Iterator
from threading import Lock, Thread

import uvicorn
from anyio import to_thread
from cachetools import TTLCache, cached
from prometheus_client import (
    CONTENT_TYPE_LATEST,
    REGISTRY,
    CollectorRegistry,
    Histogram,
    disable_created_metrics,
    generate_latest,
)
from prometheus_client.core import GaugeMetricFamily, Metric
from prometheus_client.registry import Collector
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response
from starlette.routing import Route

from dashboard.errors import DashboardError
from dashboard.frame import kept
from dashboard.settings import host_and_port, is_of_this_machine, settings
from queries import operations

log = logging.getLogger("localpro.dashboard")

METRICS, ALIVE, READY = "/metrics", "/healthz", "/readyz"

KNOWN_FOR = 2
"""Seconds for which it stays known whether there is something to show, however many ask."""


class _Views(Collector):
    def collect(self) -> Iterator[Metric]:
        """Yield what the views take that are kept."""
        yield GaugeMetricFamily(
            "localpro_views_bytes", "Memory of views that are kept.", value=kept.views.currsize
        )


disable_created_metrics()  # type: ignore[no-untyped-call] # when each was first counted

SCREEN_SECONDS = Histogram(
    "localpro_screen_seconds", "Time to gather and draw a screen.", ["screen"]
)

TURN_SECONDS = Histogram("localpro_turn_seconds", "Time that pages wait for their turn.")

asked = CollectorRegistry()
"""What is measured when it is asked for; all else is counted as it happens."""

asked.register(operations.Operations())
asked.register(_Views())


async def healthz(_: Request) -> PlainTextResponse:
    """Answer `ok` while this process serves; it says nothing about the database."""
    return PlainTextResponse("ok")


async def readyz(_: Request) -> PlainTextResponse:
    """Answer 200 where there is something to show, else 503; the log says why."""
    reason = await to_thread.run_sync(_unready)
    if reason is None:
        return PlainTextResponse("ready")
    log.warning("not ready: %s", reason)
    return PlainTextResponse("not ready", 503)


async def metrics(request: Request) -> Response:
    """Answer with our measures to who shows the token; where there is none, to this machine."""
    token = settings().metrics_token
    if token is None and not _is_from_here(request):
        return PlainTextResponse("There is no such page.", 404)
    if token is not None and not _shows(request, token.get_secret_value()):
        return PlainTextResponse("A token is asked for.", 401, {"WWW-Authenticate": "Bearer"})
    text = await to_thread.run_sync(lambda: generate_latest(REGISTRY) + generate_latest(asked))
    return Response(text, headers={"content-type": CONTENT_TYPE_LATEST})


@cached(TTLCache(maxsize=1, ttl=KNOWN_FOR), lock=Lock())
def _unready() -> str | None:
    return operations.unready()


def _is_from_here(request: Request) -> bool:
    """Return whether this machine asks, by a name of its own: a page of any site can be made to
    look local.
    """
    client = request.client
    return (
        client is not None
        and ipaddress.ip_address(client.host).is_loopback
        and is_of_this_machine(request.url.hostname or "")
    )


def _shows(request: Request, token: str) -> bool:
    shown = request.headers.get("authorization", "")
    return hmac.compare_digest(shown.encode(), f"Bearer {token}".encode())


@contextlib.contextmanager
def apart() -> Iterator[None]:
    """Serve these routes at `LOCALPRO_METRICS_ADDRESS`, too, in a thread, while something else
    runs. Raises DashboardError where that address is taken.
    """
    address = settings().metrics_address
    if address is None:
        yield
        return
    answers = {METRICS: metrics, ALIVE: healthz, READY: readyz}
    app = Starlette(routes=[Route(path, answer) for path, answer in answers.items()])
    config = uvicorn.Config(
        app, log_level="warning", log_config=None, proxy_headers=False, server_header=False
    )
    server = uvicorn.Server(config)
    with _listening(address) as listener:
        thread = Thread(target=server.run, args=([listener],), name="operators", daemon=True)
        thread.start()
        try:
            yield
        finally:
            server.should_exit = True
            thread.join()


def _listening(address: str) -> socket.socket:
    host, port = host_and_port(address)
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    try:
        return socket.create_server((host, port), family=family)
    except OSError as error:
        raise DashboardError(
            f"cannot listen on LOCALPRO_METRICS_ADDRESS {address}: {error.strerror}"
        ) from error
