"""What Streamlit is told about the issuer: from our settings, never from a file of secrets."""

from typing import Any

from pydantic import SecretStr

from dashboard.settings import DashboardSettings

LOGIN, LOGOUT, CALLBACK = "/auth/login", "/auth/logout", "/oauth2callback"
"""Where people sign in and out, and where the issuer sends them back to."""

ROUTES = (LOGIN, LOGOUT, CALLBACK)


def secrets(values: DashboardSettings) -> dict[str, Any]:
    """Return Streamlit's section `auth`; nothing where nobody signs in."""
    if values.auth == "none":
        return {}
    return {
        "auth": {
            "redirect_uri": f"{values.public_url}{CALLBACK}",
            "cookie_secret": _plain(values.cookie_secret),
            "client_id": values.oidc_client_id,
            "client_secret": _plain(values.oidc_client_secret),
            "server_metadata_url": values.oidc_metadata_url,
        }
    }


def _plain(secret: SecretStr | None) -> str:
    return secret.get_secret_value() if secret else ""
