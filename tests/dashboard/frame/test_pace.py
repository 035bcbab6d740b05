"""Routes to sign in by: so often from one address, then an answer that says when again."""

import asyncio
from concurrent.futures import ThreadPoolExecutor
from secrets import token_hex

from starlette.responses import PlainTextResponse
from starlette.types import Message, Scope

from dashboard.frame.pace import Paced

APP = Paced(PlainTextResponse("in"), {"/auth/login": "2 per minute"})


def asked(address: str, path: str = "/auth/login", kind: str = "http") -> list[Message]:
    """Return what somebody at an address is told."""
    told: list[Message] = []

    async def send(message: Message) -> None:
        told.append(message)

    async def receive() -> Message:
        return {"type": "http.request"}

    scope: Scope = {"type": kind, "path": path, "client": (address, 7), "headers": []}
    # A browser of another test may have a loop running in this thread.
    with ThreadPoolExecutor(1) as thread:
        thread.submit(lambda: asyncio.run(APP(scope, receive, send))).result()
    return told


def test_too_many_sign_ins_of_one_address_wait() -> None:
    one, other = token_hex(4), token_hex(4)
    assert [asked(one)[0]["status"] for _ in range(2)] == [200, 200]
    refused, body = asked(one, "/auth/login/")
    headers = dict(refused["headers"])
    assert refused["status"] == 429
    assert 1 <= int(headers[b"retry-after"]) <= 60
    assert body["body"].startswith(b"Too many sign-ins: at most 2 per minute; try again in ")
    assert asked(other)[0]["status"] == 200
    assert asked(one, "/revenue")[0]["status"] == 200
