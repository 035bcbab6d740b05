"""Behind nginx as the repository ships it: TLS, a base path, and what people do, in one walk."""

import json
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager, suppress
from http.client import HTTPConnection, HTTPResponse, HTTPSConnection, IncompleteRead
from pathlib import Path
from socketserver import BaseRequestHandler, ThreadingTCPServer
from threading import Thread

import pytest
from playwright.sync_api import Browser, BrowserContext, Error, Page, expect
from streamlit import file_util
from streamlit.web.server.starlette.starlette_app_utils import (
    create_signed_value,
    decode_signed_value,
)

from dashboard.frame import policy
from dashboard.screens import SCREENS
from etl.access import people
from etl.access.people import KnownBy, Role
from tests.browser.conftest import free_port, serving
from tests.browser.signing_in import COOKIE_SECRET, LINK, by_oidc, sign_in, sign_out, title
from tests.postgres import Database
from tests.proxy import Proxy, proxied

pytestmark = [pytest.mark.browser, pytest.mark.proof]

SIGNED_IN = "_streamlit_user"
NAME = "localhost"
A_DAY = 24 * 3600
INDEX = Path(file_util.get_static_dir(), "index.html")
PART = (
    b"HTTP/1.1 200 OK\r\ncontent-disposition: attachment; filename*=UTF-8''revenue.csv\r\n"
    b"transfer-encoding: chunked\r\n\r\n6\r\na,b\r\n1\r\n"
)


@pytest.fixture(scope="module")
def proxy(issuer: str, marketplace: Database) -> Iterator[Proxy]:
    """The proxy of a dashboard that people sign in to below `/analytics`."""
    server, tls, plain = free_port(), free_port(), free_port()
    public = f"https://{NAME}:{tls}/analytics"
    with (
        serving(marketplace, server, **by_oidc(public, issuer)),
        proxied(server, tls, plain) as made,
    ):
        yield made


@pytest.fixture
def context(chromium: Browser) -> Iterator[BrowserContext]:
    with chromium.new_context(ignore_https_errors=True) as made:
        yield made


def asked(connection: HTTPConnection, path: str) -> HTTPResponse:
    """Return the answer to a GET."""
    with closing(connection):
        connection.request("GET", path)
        answer = connection.getresponse()
        answer.read()
        return answer


def said_once(answer: HTTPResponse) -> dict[str, str]:
    """Return the headers of an answer, none of which is there twice; cookies are left out."""
    said = [(name.lower(), value) for name, value in answer.getheaders()]
    names = [name for name, _ in said if name != "set-cookie"]
    assert len(names) == len({*names})
    return dict(said)


@contextmanager
def breaking_off() -> Iterator[int]:
    """Give the port of a server whose file ends before its end."""

    class Answer(BaseRequestHandler):
        def handle(self) -> None:
            self.request.recv(65_536)
            self.request.sendall(PART)

    with ThreadingTCPServer(("127.0.0.1", 0), Answer) as server:
        Thread(target=server.serve_forever, daemon=True).start()
        yield server.server_address[1]
        server.shutdown()


def age(context: BrowserContext, seconds: int) -> None:
    """Make the sign-in of a browser older, as the issuer would have said it then."""
    [cookie] = [each for each in context.cookies() if each["name"] == SIGNED_IN]
    signed = decode_signed_value(COOKIE_SECRET, SIGNED_IN, cookie["value"])
    assert signed is not None
    claims = json.loads(signed)
    claims["iat"] -= seconds
    older = create_signed_value(COOKIE_SECRET, SIGNED_IN, json.dumps(claims))
    context.add_cookies([cookie | {"value": older.decode()}])  # type: ignore[list-item]


def taken(page: Page, file: Path) -> bytes:
    """Return the first file that the page offers."""
    page.get_by_role("button", name="Download").first.click()
    link = page.get_by_role("link", name="CSV")
    expect(link).to_be_visible(timeout=60_000)
    with page.expect_download() as download:
        link.click()
    download.value.save_as(file)
    return file.read_bytes()


def test_a_walk_through_the_proxy(
    proxy: Proxy,
    context: BrowserContext,
    marketplace: Database,
    known: Callable[..., None],
    tmp_path: Path,
) -> None:
    """From a link that somebody typed with http to the sign-out."""
    public = f"https://{NAME}:{proxy.tls}/analytics"
    known("asha", name="Asha", email="asha@example.org", email_verified=True)
    asha = KnownBy("asha@example.org")
    people.add(asha, "Asha", Role.ANALYST, "operator", marketplace.owner_url)
    page, sockets = context.new_page(), []
    page.on("websocket", lambda socket: sockets.append(socket.url))

    page.goto(f"http://{NAME}:{proxy.plain}/analytics/{LINK}")
    assert page.url == f"{public}/{LINK}"
    title(page, "LocalPro Analytics")
    sign_in(page, "asha")
    title(page, SCREENS["revenue"].question)
    assert page.url.startswith(f"{public}/{LINK}"), "the link is opened that was asked for"
    assert {*sockets} == {f"wss://{NAME}:{proxy.tls}/analytics/_stcore/stream"}
    cookies = {each["name"]: each for each in context.cookies()}
    assert all(each["secure"] for each in cookies.values())
    for name in (SIGNED_IN, f"{SIGNED_IN}_tokens"):
        assert (cookies[name]["path"], cookies[name]["httpOnly"]) == ("/analytics", True)
    assert taken(page, tmp_path / "revenue.csv").startswith(b"\xef\xbb\xbf")

    age(context, A_DAY)
    page.reload()
    title(page, "LocalPro Analytics")
    sign_in(page, "asha")
    title(page, SCREENS["revenue"].question)
    sign_out(page)
    title(page, "LocalPro Analytics")
    assert SIGNED_IN not in {each["name"] for each in context.cookies()}
    assert "GET /analytics/file" in proxy.log
    assert "?" not in proxy.log, "neither codes of the issuer nor links to files"


def test_what_every_answer_says(proxy: Proxy) -> None:
    secure = HTTPSConnection(NAME, proxy.tls, context=proxy.trusting, timeout=30)
    page = said_once(asked(secure, "/analytics/"))
    assert page["strict-transport-security"] == "max-age=31536000"
    assert page["server"] == "nginx"
    for name, value in policy.headers(INDEX).items():
        assert page[name.lower()] == value
    bare = asked(secure, "/analytics")
    assert (bare.status, bare.headers["location"]) == (
        307,
        f"https://{NAME}:{proxy.tls}/analytics/",
    )
    assert asked(secure, "/analytics/metrics").status == 404
    plain = asked(HTTPConnection(NAME, proxy.plain, timeout=30), "/analytics/search?a=b")
    assert plain.status == 301
    assert plain.headers["location"] == f"https://{NAME}:{proxy.tls}/analytics/search?a=b"
    elsewhere = HTTPSConnection(NAME, proxy.tls, context=proxy.trusting, timeout=30)
    elsewhere.putrequest("GET", "/analytics/", skip_host=True)
    elsewhere.putheader("Host", "evil.test")
    elsewhere.endheaders()
    assert elsewhere.getresponse().status == 400
    elsewhere.close()


def test_a_file_that_is_broken_off_is_none(context: BrowserContext) -> None:
    with breaking_off() as server, proxied(server, free_port(), free_port()) as proxy:
        secure = HTTPSConnection(NAME, proxy.tls, context=proxy.trusting, timeout=30)
        with pytest.raises(IncompleteRead):
            asked(secure, "/analytics/file")
        page = context.new_page()
        with page.expect_download() as download, suppress(Error):
            page.goto(f"https://{NAME}:{proxy.tls}/analytics/file")
        assert download.value.failure() is not None
