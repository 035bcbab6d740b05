"""Settings of the ETL side, from `LOCALPRO_*` variables, `.env`, then the private cluster."""

from functools import lru_cache
from pathlib import Path

from pydantic import SecretStr
from pydantic_settings import BaseSettings, SettingsConfigDict

from etl.errors import SettingsError


class EtlSettings(BaseSettings):
    """What the ETL needs to know. The private cluster writes its address to `var/cluster.env`."""

    model_config = SettingsConfigDict(
        env_prefix="LOCALPRO_",
        env_file=("var/cluster.env", ".env"),
        env_ignore_empty=True,
        extra="ignore",
    )

    database_url: SecretStr | None = None
    """Owner role, primary server: `postgresql://user:password@host:port/database`."""

    timezone: str = "Asia/Kolkata"
    """Business time zone; `etl.business_day()` in the database must agree."""

    schedules: dict[str, str] = {}
    """Schedules other than those of `etl.jobs.schedule.JOBS`: `{"refresh": "*/5 * * * *"}`."""

    var_dir: Path = Path("var")
    """Where the private cluster and other local state live."""

    archive_url: str = "var/archive"
    """Where archived searches go: a folder, or `s3://bucket/prefix` of any S3-compatible service
    (`?endpoint_override=host:port&scheme=http`; the keys in AWS_ACCESS_KEY_ID and so on)."""

    def require_database_url(self) -> str:
        """Return the owner's URL, or raise SettingsError that says how to set it."""
        if self.database_url is None:
            raise SettingsError(
                "no database: start the private one with `localpro up`,"
                " or set LOCALPRO_DATABASE_URL"
            )
        return self.database_url.get_secret_value()


@lru_cache
def settings() -> EtlSettings:
    """Return the settings of this process."""
    return EtlSettings()
