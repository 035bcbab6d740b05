"""Files of the page leave compressed, to be kept for ever; nothing else changes."""

import asyncio
import gzip
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import brotli
import pytest
from starlette.responses import PlainTextResponse
from starlette.types import Message, Scope
from streamlit import file_util

from dashboard.frame.assets import CODINGS, Assets, compressible

SCRIPT = b"const answer = 42;\n" * 200
UNPACK = {"br": brotli.decompress, "gzip": gzip.decompress}


@pytest.fixture
def assets(tmp_path: Path) -> Assets:
    js = tmp_path / "static" / "js"
    js.mkdir(parents=True)
    (js / "page.ab12.js").write_bytes(SCRIPT)
    (js / "tiny.cd34.js").write_bytes(b"1")
    (js / "font.ef56.woff2").write_bytes(SCRIPT)
    return Assets(PlainTextResponse("Streamlit's"), compressible(tmp_path))


def ask(
    assets: Assets, path: str, accepted: str, method: str = "GET"
) -> tuple[dict[str, str], bytes]:
    """Return the headers and the body of an answer."""
    scope: Scope = {
        "type": "http",
        "method": method,
        "path": path,
        "headers": [(b"accept-encoding", accepted.encode())],
    }
    said: list[Message] = []

    async def send(message: Message) -> None:
        said.append(message)

    async def receive() -> Message:
        return {"type": "http.request"}

    with ThreadPoolExecutor(1) as pool:  # a browser may have a loop running in this thread
        pool.submit(asyncio.run, assets(scope, receive, send)).result()  # type: ignore[arg-type]
    headers = {name.decode(): value.decode() for name, value in said[0]["headers"]}
    return headers, b"".join(message.get("body", b"") for message in said[1:])


@pytest.mark.parametrize("coding", CODINGS)
def test_a_file_is_sent_compressed_and_kept_for_ever(assets: Assets, coding: str) -> None:
    headers, body = ask(assets, "/static/js/page.ab12.js", coding)
    assert headers["content-encoding"] == coding
    assert headers["content-length"] == str(len(body))
    assert headers["content-type"].startswith("text/javascript")
    assert headers["vary"] == "Accept-Encoding"
    assert "immutable" in headers["cache-control"]
    assert UNPACK[coding](body) == SCRIPT
    assert len(body) < len(SCRIPT) / 10


@pytest.mark.parametrize(
    ("path", "accepted", "method"),
    [
        ("/static/js/page.ab12.js", "identity", "GET"),
        ("/static/js/page.ab12.js", "br", "HEAD"),
        ("/static/js/tiny.cd34.js", "br", "GET"),
        ("/static/js/font.ef56.woff2", "br", "GET"),
        ("/static/js/../js/page.ab12.js", "br", "GET"),
        ("/", "br", "GET"),
        ("/metrics", "br", "GET"),
    ],
)
def test_everything_else_is_handed_on(
    assets: Assets, path: str, accepted: str, method: str
) -> None:
    headers, body = ask(assets, path, accepted, method)
    assert "content-encoding" not in headers
    assert body == b"Streamlit's"


def test_a_file_is_made_small_once(assets: Assets) -> None:
    ask(assets, "/static/js/page.ab12.js", "br")
    assets.files["/static/js/page.ab12.js"].unlink()
    assert brotli.decompress(ask(assets, "/static/js/page.ab12.js", "br")[1]) == SCRIPT


def test_names_of_what_is_kept_for_ever_hold_a_hash() -> None:
    """Streamlit's build names files by what is in them: else a new release would not be seen."""
    names = [path.rsplit("/", 1)[-1] for path in compressible(Path(file_util.get_static_dir()))]
    assert names
    assert all(name.count(".") >= 2 or "-" in name for name in names), names
