"""How fast the routes by which people sign in can be called: each makes the issuer work, too."""

from collections.abc import Mapping
from dataclasses import dataclass

from anyio import to_thread
from starlette.responses import PlainTextResponse
from starlette.types import ASGIApp, Receive, Scope, Send

from dashboard.parts.failures import sentence
from queries import rates
from queries.errors import TooOften


@dataclass(frozen=True)
class Paced:
    """An ASGI application some of whose routes can be called only so often from one address."""

    app: ASGIApp
    limits: Mapping[str, str]
    """How often, by path: `60 per minute`."""

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass on, or say when to try again."""
        limit = self.limits.get(scope["path"].rstrip("/")) if scope["type"] == "http" else None
        address = (scope.get("client") or ("", 0))[0]
        try:
            if limit is not None:
                await to_thread.run_sync(rates.count, limit, "sign-ins", address)
        except TooOften as error:
            await too_often(error)(scope, receive, send)
            return
        await self.app(scope, receive, send)


def too_often(error: TooOften) -> PlainTextResponse:
    """Return the answer to what is asked too often."""
    headers = {"Cache-Control": "no-store", "Retry-After": str(error.seconds)}
    return PlainTextResponse(sentence(str(error)), 429, headers)
