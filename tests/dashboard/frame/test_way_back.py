"""Whoever signs in comes back to the page they left, and to no other place."""

from http.cookies import SimpleCookie
from urllib.parse import quote

import pytest
from starlette.datastructures import Headers
from starlette.responses import RedirectResponse
from starlette.types import Message, Receive, Scope, Send

from dashboard.frame.way_back import COOKIE, WayBack
from tests.dashboard.frame.test_gate import run

PAGES = frozenset(["/analytics/", "/analytics/revenue"])
LINK = "/analytics/revenue?from=2025-01-01&district=Lucknow&name=%E0%A4%A8"
LOGIN, CALLBACK = "/analytics/auth/login", "/analytics/oauth2callback"
ISSUER, HOME = "https://issuer.test/", "/analytics/"


async def streamlit(scope: Scope, receive: Receive, send: Send) -> None:
    """Lead to the issuer, and from there to the first page."""
    where = ISSUER if scope["path"] == LOGIN else HOME
    await RedirectResponse(where, 302)(scope, receive, send)


def asked(path: str, **headers: str) -> Headers:
    """Return the headers of the answer."""
    sent: list[Message] = []

    async def receive() -> Message:
        return {"type": "http.request"}

    async def send(message: Message) -> None:
        sent.append(message)

    given = [(name.encode(), value.encode("latin-1")) for name, value in headers.items()]
    scope = {"type": "http", "method": "GET", "path": path, "headers": given}
    run(WayBack(streamlit, "/analytics", PAGES)(scope, receive, send))
    return Headers(raw=sent[0]["headers"])


def back(kept: str) -> str:
    """Return where somebody is sent who comes back with this cookie."""
    return asked(CALLBACK, cookie=f"{COOKIE}={quote(kept)}")["location"]


def test_the_page_that_was_left_is_kept_and_opened_again() -> None:
    left = asked(LOGIN, referer=f"https://example.org{LINK}")
    assert left["location"] == ISSUER
    kept = SimpleCookie(left["set-cookie"])[COOKIE]
    assert kept["httponly"]
    assert (kept["path"], kept["samesite"]) == (CALLBACK, "Lax")
    returned = asked(CALLBACK, cookie=f"{COOKIE}={kept.value}")
    assert returned["location"] == LINK
    assert "Max-Age=0" in returned["set-cookie"]


@pytest.mark.parametrize(
    "page",
    [
        "",
        "https://evil.test/",
        "//evil.test/analytics/revenue",
        "/analytics/../evil",
        "/other",
        "/analytics/oauth2callback",
        "/analytics/revenue?" + "x" * 3_000,
        "javascript:alert(1)",
    ],
)
def test_no_other_place_is_gone_to(page: str) -> None:
    assert back(page) in {HOME, "/analytics/revenue"}
    assert "set-cookie" not in asked(LOGIN, referer=page) or page.startswith("//")


def test_a_line_break_ends_no_header() -> None:
    assert "\n" not in back("/analytics/revenue?a=b\r\nset-cookie: x=y")


def test_other_answers_stay_as_they_are() -> None:
    answer = asked("/analytics/revenue", referer=f"https://example.org{LINK}")
    assert "set-cookie" not in answer
    assert answer["location"] == HOME
