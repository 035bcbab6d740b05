"""Settings of the dashboard."""

from functools import lru_cache
from typing import Literal

from pydantic import Field, SecretStr

from queries.environment import Environment, load


class DashboardSettings(Environment):
    """Where the dashboard listens and who may look."""

    dashboard_host: str = "127.0.0.1"
    """Address to listen on; only loopback while there is no sign-in."""

    dashboard_port: int = Field(default=8501, ge=1, le=65535)
    """First port to try; the next free one is taken when it is in use."""

    auth: Literal["none"] = "none"
    """How people sign in. `none` is refused anywhere but on loopback."""

    link_key: SecretStr | None = None
    """Signs links to files; without one, each server makes its own, and links end with it."""

    map_style: str | None = None
    """URL of a map style to draw under the data; without one, maps need no internet."""


@lru_cache
def settings() -> DashboardSettings:
    """Return the settings of this process. Raises SettingsError."""
    return load(DashboardSettings)
