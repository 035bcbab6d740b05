"""Settings of the dashboard."""

import ipaddress
import re
from functools import lru_cache
from typing import Annotated, Literal
from urllib.parse import urlsplit

import limits
from pydantic import AfterValidator, Field, SecretStr, ValidationInfo, field_validator

from queries.environment import Environment, load

SHORTEST_SECRET = 32
"""Letters that nobody guesses: `openssl rand -hex 32` makes 64."""

OF_OIDC = ("public_url", "oidc_metadata_url", "oidc_client_id", "oidc_client_secret")
"""What sign-in by OIDC needs, beside the cookie's secret."""


def is_of_this_machine(host: str) -> bool:
    """Return whether a host is a name of loopback.

    >>> [is_of_this_machine(host) for host in ("localhost", "127.0.0.1", "::1", "example.org")]
    [True, True, True, False]
    """
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"


def _address(given: str) -> str:
    """Return an address of the web, which is encrypted unless it is of this machine."""
    parts = urlsplit(given.strip())
    host = parts.hostname
    if parts.scheme not in {"http", "https"} or not host or "@" in parts.netloc:
        raise ValueError("write it as https://host/path")
    if parts.scheme == "http" and not is_of_this_machine(host):
        raise ValueError("what people sign in with would be readable on the way: use https")
    return given.strip()


def _public_url(given: str) -> str:
    """Return the address as browsers say it: host in lower case, without the usual port."""
    parts = urlsplit(_address(given).rstrip("/"))
    if parts.query or parts.fragment or not re.fullmatch(r"(/[\w.-]+)*", parts.path, re.ASCII):
        raise ValueError("write it as https://host or https://host/path, without ? and #")
    usual = {"http": ":80", "https": ":443"}[parts.scheme]
    return f"{parts.scheme}://{parts.netloc.lower().removesuffix(usual)}{parts.path}"


def host_and_port(given: str) -> tuple[str, int]:
    """Return the parts of an address to listen on; raise ValueError for what is none.

    >>> host_and_port("0.0.0.0:9464"), host_and_port("[::1]:9464")
    (('0.0.0.0', 9464), ('::1', 9464))
    """
    parts = urlsplit(f"//{given}")
    if not parts.hostname or not parts.port or parts.netloc != given:
        raise ValueError("write it as host:port")
    return parts.hostname, parts.port


def _to_listen_on(given: str) -> str:
    host_and_port(given)
    return given


def _limit(given: str) -> str:
    """Return how often something may be done, if it says that."""
    try:
        limits.parse(given)
    except ValueError:
        raise ValueError("write it as 60 per 10 minutes") from None
    return given.strip()


Limit = Annotated[str, AfterValidator(_limit)]
"""How often something may be done: `60 per 10 minutes`."""


class DashboardSettings(Environment):
    """Where the dashboard listens and who may look."""

    dashboard_host: str = "127.0.0.1"
    """Address to listen on; only loopback while there is no sign-in."""

    dashboard_port: int = Field(default=8501, ge=1, le=65535)
    """First port to try; the next free one is taken when it is in use."""

    map_style: str | None = None
    """URL of a map style to draw under the data; without one, maps need no internet."""

    public_url: Annotated[str, AfterValidator(_public_url)] | None = None
    """What people type into their browsers, with the path that a reverse proxy puts before."""

    oidc_metadata_url: Annotated[str, AfterValidator(_address)] | None = None
    """Where the issuer describes itself: `https://…/.well-known/openid-configuration`."""

    oidc_client_id: str | None = None
    """What the issuer calls this dashboard."""

    oidc_client_secret: SecretStr | None = None
    """What the dashboard shows the issuer."""

    cookie_secret: SecretStr | None = Field(default=None, min_length=SHORTEST_SECRET)
    """Signs the cookies of those who are signed in; the same for all processes."""

    session_hours: int = Field(default=12, ge=1, le=24 * 30)
    """Who signed in longer ago signs in again."""

    metrics_token: SecretStr | None = Field(default=None, min_length=SHORTEST_SECRET)
    """What Prometheus shows to be told; without it, this machine alone is."""

    metrics_address: Annotated[str, AfterValidator(_to_listen_on)] | None = None
    """`host:port` at which operators ask, beside people's; not only of loopback with a token."""

    sign_in_limit: Limit = "120 per minute"
    """How often one address may call the routes of sign-in: two calls make one."""

    file_limit: Limit = "60 per 10 minutes"
    """How many files one person may take."""

    auth: Literal["none", "oidc"] = Field(default="none", validate_default=True)
    """How people sign in. `none` is refused anywhere but on loopback."""

    @field_validator("metrics_address")
    @classmethod
    def _is_guarded(cls, given: str | None, info: ValidationInfo) -> str | None:
        """Validated after the token."""
        is_open = given is not None and not is_of_this_machine(host_and_port(given)[0])
        if is_open and info.data.get("metrics_token") is None:
            raise ValueError("others reach that address: set LOCALPRO_METRICS_TOKEN, too")
        return given

    @field_validator("auth")
    @classmethod
    def _is_whole(cls, given: str, info: ValidationInfo) -> str:
        """Validated after the others: refuse what is half said."""
        wanted = (*OF_OIDC, "cookie_secret")
        if given == "oidc" and (missing := [x for x in wanted if info.data.get(x) is None]):
            named = ", ".join(f"LOCALPRO_{name.upper()}" for name in missing)
            raise ValueError(f"oidc also needs {named}")
        if given == "none" and info.data.get("public_url") is not None:
            raise ValueError("a dashboard with a LOCALPRO_PUBLIC_URL needs sign-in: set it to oidc")
        return given


@lru_cache
def settings() -> DashboardSettings:
    """Return the settings of this process. Raises SettingsError."""
    return load(DashboardSettings)
