"""Signing in at a real issuer, in a real browser, behind a base path: who sees what, how long.

The issuer asks for no password: whoever is named is signed in.
"""

import re
import time
import urllib.request
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect

from dashboard.frame.sessions import KNOWN_FOR
from dashboard.screens import SCREENS
from etl.access import people
from etl.access.people import KnownBy, Role
from queries.people import RIGHTS
from queries.people import Role as Asked
from tests.browser.conftest import free_port, serving
from tests.browser.signing_in import (
    CLIENT_SECRET,
    COOKIE_SECRET,
    LINK,
    by_oidc,
    settled,
    sign_in,
    sign_out,
    title,
)
from tests.postgres import Database

pytestmark = pytest.mark.browser

BY = "operator"
FIGURES = '[data-testid="stMetric"], [data-testid="stDataFrame"], [data-testid="stPlotlyChart"]'


@pytest.fixture(scope="module")
def words(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Where the dashboard writes what it says."""
    return tmp_path_factory.mktemp("dashboard") / "said"


@pytest.fixture(scope="module")
def address(issuer: str, marketplace: Database, words: Path) -> Iterator[str]:
    """The public address of a dashboard that people sign in to."""
    port = free_port()
    public = f"http://localhost:{port}/analytics"
    with words.open("wb") as said, serving(marketplace, port, said, **by_oidc(public, issuer)):
        yield public


@pytest.fixture
def context(chromium: Browser) -> Iterator[BrowserContext]:
    with chromium.new_context(viewport={"width": 1400, "height": 900}) as made:
        yield made


def menu(page: Page) -> set[str]:
    links = page.locator('[data-testid="stSidebarNavLink"]')
    expect(links.first).to_be_visible(timeout=60_000)
    return {link.inner_text().split("\n")[-1].strip() for link in links.all()}


def actions(database: Database, who: str) -> list[str]:
    with database.connect() as connection:
        rows = connection.execute(
            "SELECT action FROM admin_logs WHERE user_id = %s ORDER BY created_at", (who,)
        )
        return [action for (action,) in rows]


def test_from_a_link_to_the_sign_out(
    context: BrowserContext,
    chromium: Browser,
    address: str,
    marketplace: Database,
    known: Callable[..., None],
) -> None:
    url = marketplace.owner_url
    known("asha", name="Name of the issuer", email="asha@example.org", email_verified=True)
    asha = people.add(KnownBy("asha@example.org"), "Asha Devi", Role.ANALYST, BY, url)
    page = context.new_page()
    page.goto(f"{address}/{LINK}")
    title(page, "LocalPro Analytics")
    assert page.locator(FIGURES).count() == 0

    sign_in(page, "asha")
    title(page, SCREENS["revenue"].question)
    assert page.url.startswith(f"{address}/{LINK}"), "the link is opened that was asked for"
    assert menu(page) == {screen.title for screen in SCREENS.values()}
    expect(page.get_by_text("Asha Devi · analyst")).to_be_visible()
    assert page.get_by_role("button", name=re.compile("Download")).count() > 0
    copied = context.storage_state()

    people.change("asha@example.org", BY, Role.BUSINESS, url=url)
    time.sleep(KNOWN_FOR)
    page.get_by_role("link", name="One provider").click()
    expect(page.get_by_text("business staff may not see the rows")).to_be_visible(timeout=60_000)
    settled(page)
    assert page.locator(FIGURES).count() == 0
    assert menu(page) == {screen.title for screen in SCREENS.values()} - {"One provider"}

    people.remove("asha@example.org", BY, url)
    time.sleep(KNOWN_FOR)
    page.get_by_role("link", name="Overview").click()
    title(page, "You are not let in yet")
    assert page.locator(FIGURES).count() == 0

    people.add(KnownBy("asha@example.org"), "Asha Devi", Role.BUSINESS, BY, url)
    time.sleep(KNOWN_FOR)
    page.goto(f"{address}/search")
    title(page, SCREENS["search"].question)
    sign_out(page)
    title(page, "LocalPro Analytics")
    assert actions(marketplace, asha.id) == ["SIGN_IN", "REFUSED", "SIGN_OUT"]

    with chromium.new_context(storage_state=copied) as elsewhere:
        other = elsewhere.new_page()
        other.goto(f"{address}/revenue")
        title(other, "LocalPro Analytics")


def test_out_of_every_browser_at_once(
    chromium: Browser, address: str, marketplace: Database, known: Callable[..., None]
) -> None:
    known("ravi", name="Ravi", email="ravi@example.org", email_verified=True)
    ravi = people.add(KnownBy("ravi@example.org"), "Ravi", Role.BUSINESS, BY, marketplace.owner_url)
    with chromium.new_context() as one, chromium.new_context() as other:
        here, there = one.new_page(), other.new_page()
        for page in (here, there):
            page.goto(f"{address}/live")
            sign_in(page, "ravi")
            title(page, SCREENS["live"].question)
        sign_out(settled(here), "Sign out everywhere")
        title(here, "LocalPro Analytics")
        title(there, "LocalPro Analytics")  # nobody clicks: what is renewed asks who looks
        assert there.locator(FIGURES).count() == 0
    assert actions(marketplace, ravi.id).count("SIGN_OUT") == 2


def test_somebody_whom_nobody_let_in_sees_no_screen(
    context: BrowserContext, address: str, marketplace: Database, issuer: str
) -> None:
    """Who claims an address that nobody verified is known by the issuer's id alone."""
    people.add(KnownBy("eve@example.org"), "Somebody else", Role.ADMIN, BY, marketplace.owner_url)
    page = context.new_page()
    page.goto(f"{address}/")
    sign_in(page, "eve@example.org")
    title(page, "You are not let in yet")
    expect(page.get_by_text(f"--issuer {issuer} --subject eve@example.org")).to_be_visible()
    for link in ("data", "provider?id=provider-1"):
        page.goto(f"{address}/{link}")
        title(page, "You are not let in yet")
        assert page.locator(FIGURES).count() == 0
    assert actions(marketplace, f"{issuer} eve@example.org") == ["REFUSED"]
    sign_out(page)
    title(page, "LocalPro Analytics")


def test_who_is_turned_away_by_the_issuer_may_try_again(
    context: BrowserContext, address: str
) -> None:
    page = context.new_page()
    page.goto(f"{address}/{LINK}")
    page.get_by_role("button", name="Sign in").click(timeout=60_000)
    page.get_by_role("button", name="Deny").click(timeout=60_000)
    title(page, "LocalPro Analytics")
    assert page.locator(FIGURES).count() == 0


@pytest.mark.parametrize("role", Role)
def test_each_role_by_a_link_to_one_provider(
    role: Role,
    context: BrowserContext,
    address: str,
    marketplace: Database,
    known: Callable[..., None],
) -> None:
    known(role, name=role, email=f"{role}@example.org", email_verified=True)
    people.add(KnownBy(f"{role}@example.org"), role.title(), role, BY, marketplace.owner_url)
    page, screen, allowed = context.new_page(), SCREENS["provider"], RIGHTS[Asked(role)]
    page.goto(f"{address}/provider")
    sign_in(page, role)
    if screen.right in allowed:
        title(page, screen.question)
    else:
        expect(page.get_by_text("ask an admin")).to_be_visible(timeout=60_000)
        assert settled(page).locator(FIGURES).count() == 0
    assert menu(page) == {each.title for each in SCREENS.values() if each.right in allowed}


def test_only_what_signs_people_in_is_let_through(address: str) -> None:
    def status(path: str) -> int:
        try:
            with urllib.request.urlopen(f"{address}{path}") as answer:
                return int(answer.status)
        except urllib.error.HTTPError as error:
            return error.code

    assert status("/auth/login") == 200, "without a provider it leads to the first page"
    for path in ("/auth", "/auth/other", "/oauth2callback/x", "/_stcore/upload_file", "/metrics"):
        assert status(path) == 404
    root = address.removesuffix("/analytics")
    with urllib.request.urlopen(f"{root}/healthz") as answer:
        assert answer.read() == b"ok"
    for path in ("/auth/login", "/revenue", "/_stcore/stream"):
        with pytest.raises(urllib.error.HTTPError, match="404"):
            urllib.request.urlopen(root + path)


def test_no_secret_is_said_or_seen(address: str, words: Path) -> None:
    """After all of the above: neither in what the server wrote, nor in a command line."""
    assert address
    lines = [file.read_bytes() for file in Path("/proc").glob("[0-9]*/cmdline") if readable(file)]
    said = [words.read_bytes(), *lines]
    for secret in (CLIENT_SECRET, COOKIE_SECRET):
        assert not any(secret.encode() in text for text in said)
    assert b"Traceback" not in words.read_bytes()


def readable(file: Path) -> bool:
    try:
        return bool(file.read_bytes())
    except OSError:
        return False
