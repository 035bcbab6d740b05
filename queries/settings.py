"""Settings of the reading side."""

from functools import lru_cache

from pydantic import Field

from queries.environment import DatabaseUrl, Environment, TimeZone, load


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

    pool_connections: int = Field(default=16, ge=1, le=1_000)
    """Connections of this process to each server; who needs another waits for one."""

    cache_megabytes: int = Field(default=256, ge=1)
    """Memory for results that were read before; the oldest leave first."""


@lru_cache
def settings() -> QuerySettings:
    """Return the settings of this process. Raises SettingsError."""
    return load(QuerySettings)
