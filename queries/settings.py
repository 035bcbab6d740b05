"""Settings of the reading side, from `LOCALPRO_*` variables, `.env`, then the private cluster."""

from functools import lru_cache

from pydantic import Field, SecretStr
from pydantic_settings import BaseSettings, SettingsConfigDict


class QuerySettings(BaseSettings):
    """What reads need to know: where to read, and how long a read may take."""

    model_config = SettingsConfigDict(
        env_prefix="LOCALPRO_",
        env_file=("var/cluster.env", ".env"),
        env_ignore_empty=True,
        extra="ignore",
    )

    analytics_url: SecretStr | None = None
    """Reader role, for search and analytics."""

    reporting_url: SecretStr | None = None
    """Reader role, for admin and reporting; the analytics URL where it is not set."""

    timezone: str = "Asia/Kolkata"
    """Business time zone, in which days are counted and times are shown."""

    query_timeout_seconds: float = Field(default=20.0, gt=0)
    """A query that runs longer is stopped."""

    slow_query_seconds: float = Field(default=1.0, gt=0)
    """A query that runs longer is logged with its name and duration."""

    connect_timeout_seconds: int = Field(default=3, ge=1)
    """A server that does not answer within this time is unavailable."""


@lru_cache
def settings() -> QuerySettings:
    """Return the settings of this process."""
    return QuerySettings()
