"""Signing in at a local issuer, which asks for no password: whoever is named is signed in."""

from playwright.sync_api import Page, expect

CLIENT_SECRET = "a-secret-of-the-client"
COOKIE_SECRET = "a-secret-of-the-cookies-that-is-long-enough"
LINK = "revenue?from=2025-03-01&to=2025-03-31&compare=none"


def by_oidc(public: str, issuer: str) -> dict[str, str]:
    """Return the settings of a dashboard at a public address whose people an issuer signs in."""
    return {
        "auth": "oidc",
        "public_url": public,
        "oidc_metadata_url": f"{issuer}/.well-known/openid-configuration",
        "oidc_client_id": "localpro",
        "oidc_client_secret": CLIENT_SECRET,
        "cookie_secret": COOKIE_SECRET,
    }


def sign_in(page: Page, subject: str) -> None:
    """Go the whole way, from the page that invites to sign in."""
    page.get_by_role("button", name="Sign in").click(timeout=60_000)
    page.locator('input[name="sub"]').fill(subject, timeout=60_000)
    page.get_by_role("button", name="Authorize").click()


def sign_out(page: Page, button: str = "Sign out") -> None:
    """Leave the dashboard, then the issuer, which asks whether that is meant."""
    page.get_by_role("button", name=button, exact=True).click()
    page.get_by_role("button", name="End session").click(timeout=60_000)


def settled(page: Page) -> Page:
    app = page.locator('[data-testid="stApp"]')
    expect(app).to_have_attribute("data-test-script-state", "notRunning", timeout=60_000)
    return page


def title(page: Page, text: str) -> None:
    expect(page.locator("h1").first).to_have_text(text, timeout=60_000)
    settled(page)
