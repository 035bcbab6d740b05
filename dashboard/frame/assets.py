"""The files of the page, sent compressed: made small once, kept, and read by browsers once.

Streamlit sends them as they are, 10 MB before anything is seen. What goes over the websocket, and
what our own routes answer, goes by here untouched.
"""

import gzip
import mimetypes
import threading
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path

import brotli
from anyio.to_thread import run_sync
from starlette.datastructures import Headers
from starlette.responses import Response
from starlette.types import ASGIApp, Receive, Scope, Send

SMALL = {".css", ".js", ".json", ".svg"}
"""Kinds of files that become smaller; fonts and pictures are compressed already."""

SMALLEST = 1024
"""Bytes from which on it is worth it."""

A_YEAR = "public, immutable, max-age=31536000"
"""Names hold the hash of what is in a file: another file has another name."""

CODINGS: Mapping[str, Callable[[bytes], bytes]] = {
    "br": lambda whole: bytes(brotli.compress(whole, quality=9)),
    "gzip": lambda whole: gzip.compress(whole, 9, mtime=0),
}
"""The smallest first. Brotli's best quality would take a second for each megabyte."""


def compressible(static: Path, base: str = "") -> dict[str, Path]:
    """Return the files below `static/static` that are worth it, by their paths under `base`."""
    return {
        f"{base}/{file.relative_to(static)}": file
        for file in (static / "static").rglob("*")
        if file.suffix in SMALL and file.stat().st_size >= SMALLEST
    }


def coding(accepted: str) -> str | None:
    """Return how to compress for a browser that accepts this, None if not at all.

    >>> coding("gzip, deflate, br, zstd"), coding("gzip;q=0.5"), coding("br;q=0, identity")
    ('br', 'gzip', None)
    """
    said = [each.partition(";") for each in accepted.lower().split(",")]
    known = {
        name.strip() for name, _, weight in said if weight.replace(" ", "").strip("0.") != "q="
    }
    return next((name for name in CODINGS if name in known), None)


@dataclass(frozen=True)
class Assets:
    """An ASGI application that answers for these files itself, and hands on everything else."""

    app: ASGIApp
    files: Mapping[str, Path]
    """By their paths: as many as there are, so that what is kept is bounded."""

    _kept: dict[tuple[Path, str], bytes] = field(default_factory=dict)
    _lock: threading.Lock = field(default_factory=threading.Lock)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer with a compressed file, or pass on."""
        file = self.files.get(scope["path"]) if scope["type"] == "http" else None
        chosen = None if file is None else coding(Headers(scope=scope).get("accept-encoding", ""))
        if file is None or chosen is None or scope["method"] != "GET":
            await self.app(scope, receive, send)
            return
        body = await run_sync(self.compressed, file, chosen)
        await Response(body, headers=_headers(chosen), media_type=_kind(file))(scope, receive, send)

    def compressed(self, file: Path, coding: str) -> bytes:
        """Return a file as it is sent, compressed the first time; by one thread at a time."""
        with self._lock:
            if (file, coding) not in self._kept:
                self._kept[file, coding] = CODINGS[coding](file.read_bytes())
            return self._kept[file, coding]


def _headers(coding: str) -> dict[str, str]:
    return {"cache-control": A_YEAR, "content-encoding": coding, "vary": "Accept-Encoding"}


def _kind(file: Path) -> str:
    return mimetypes.guess_type(file.name)[0] or "application/octet-stream"
