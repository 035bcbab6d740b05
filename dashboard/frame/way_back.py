"""Whoever signs in comes back to the page that they asked for, with its filters.

Streamlit leads everybody to the first page. The page from which somebody leaves for the issuer is
kept in a cookie until they are back.
"""

from dataclasses import dataclass
from urllib.parse import quote, unquote, urlsplit

from starlette.datastructures import MutableHeaders
from starlette.requests import Request
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from dashboard.frame.oidc import CALLBACK, LOGIN

COOKIE = "localpro_way_back"
SECONDS = 600
"""How long somebody may take at the issuer."""

LONGEST = 2_000
"""Letters of a link that a cookie holds."""


@dataclass(frozen=True)
class WayBack:
    """An ASGI application that remembers pages over a sign-in; `base` is the path before them."""

    app: ASGIApp
    base: str
    pages: frozenset[str]

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass on; answers to those who leave and return are changed."""
        if scope["type"] == "http" and scope["path"] == f"{self.base}{LOGIN}":
            page = self._page(Request(scope).headers.get("referer", ""))
            await self.app(scope, receive, self._answering(send, leave=page))
        elif scope["type"] == "http" and scope["path"] == f"{self.base}{CALLBACK}":
            page = self._page(unquote(Request(scope).cookies.get(COOKIE, "")))
            await self.app(scope, receive, self._answering(send, back=page))
        else:
            await self.app(scope, receive, send)

    def _page(self, url: str) -> str | None:
        """Return path and filters of a link to one of the pages: never another place."""
        parts = urlsplit(url)
        if parts.path not in self.pages or len(parts.query) > LONGEST:
            return None
        return f"{parts.path}?{parts.query}" if parts.query else parts.path

    def _answering(self, send: Send, leave: str | None = None, back: str | None = None) -> Send:
        async def answer(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = MutableHeaders(scope=message)
                if leave:
                    headers.append("set-cookie", self._cookie(quote(leave), SECONDS))
                if back and message["status"] == 302:
                    headers["location"] = quote(back, safe="/?&=%+,:;@~!*'()")
                    headers.append("set-cookie", self._cookie("", 0))
            await send(message)

        return answer

    def _cookie(self, value: str, seconds: int) -> str:
        path = f"{self.base}{CALLBACK}"
        return f"{COOKIE}={value}; Max-Age={seconds}; Path={path}; HttpOnly; SameSite=Lax"
