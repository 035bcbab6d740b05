"""Settings of the reading side."""

from functools import lru_cache
from typing import Annotated
from urllib.parse import urlsplit

from pydantic import AfterValidator, Field, SecretStr

from queries.environment import DatabaseUrl, Environment, TimeZone, load


def _redis_url(given: SecretStr) -> SecretStr:
    """Return the address of a Redis; raise ValueError for another."""
    url = given.get_secret_value().strip()
    try:
        parts = urlsplit(url)
        is_known = parts.scheme in {"redis", "rediss"} and bool(parts.hostname)
        number = parts.path.strip("/")
        is_known = is_known and parts.port != 0 and (not number or number.isdecimal())
    except ValueError:
        is_known = False
    if not is_known:
        raise ValueError("write it as redis://user:password@host:port/number, or rediss://…")
    return SecretStr(url)


class QuerySettings(Environment):
    """What reads need to know: where to read, and how long a read may take."""

    analytics_url: DatabaseUrl | None = None
    """Reader role, for search and analytics."""

    reporting_url: DatabaseUrl | None = None
    """Reader role, for admin and reporting; the analytics URL where it is not set."""

    access_url: DatabaseUrl | None = None
    """Dashboard's role, primary server: who may do what, and the log of what people did."""

    timezone: TimeZone = "Asia/Kolkata"
    """Business time zone, in which days are counted and times are shown."""

    query_timeout_seconds: float = Field(default=20.0, gt=0, le=86_400)
    """A query that runs longer is stopped."""

    export_timeout_seconds: float = Field(default=540.0, gt=0, le=86_400)
    """A file that takes longer is broken off; the watchdog ends what reads for ten minutes."""

    slow_query_seconds: float = Field(default=1.0, gt=0, allow_inf_nan=False)
    """A query that runs longer is logged: its name, how long it took, where, with what kinds of
    parameters."""

    connect_timeout_seconds: int = Field(default=3, ge=1, le=3_600)
    """A server that does not answer within this time is unavailable."""

    lag_limit_seconds: float = Field(default=30.0, gt=0, allow_inf_nan=False)
    """A replica that is further behind the primary is passed over."""

    fallback_connections: int = Field(default=5, ge=2)
    """Connections to the primary, of each role, that may read what replicas should."""

    pool_connections: int = Field(default=16, ge=1, le=1_000)
    """Connections of this process to each server; who needs another waits for one."""

    redis_url: Annotated[SecretStr, AfterValidator(_redis_url)] | None = None
    """What all processes of the dashboard share; without it each remembers for itself."""

    cache_megabytes: int = Field(default=256, ge=1)
    """Memory for results that were read before; the oldest leave first."""


@lru_cache
def settings() -> QuerySettings:
    """Return the settings of this process. Raises SettingsError."""
    return load(QuerySettings)
