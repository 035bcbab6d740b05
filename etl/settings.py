"""Settings of the ETL side."""

import os
import re
from collections.abc import Iterator
from difflib import get_close_matches
from functools import lru_cache
from pathlib import Path

from dotenv import dotenv_values
from pydantic import Field, field_validator

from etl.environment import DatabaseUrl, Environment, TimeZone, load, root
from etl.errors import SettingsError


class EtlSettings(Environment):
    """What the ETL needs to know."""

    database_url: DatabaseUrl | None = None
    """Owner role, primary server: `postgresql://user:password@host:port/database`."""

    analytics_url: DatabaseUrl | None = None
    """Where the dashboard reads: of its servers all but the last are replicas."""

    adopt_url: DatabaseUrl | None = None
    """The database of a marketplace that is there already, as the owner of its tables."""

    adopt_schema: str = "public"
    """The schema of that marketplace's tables."""

    timezone: TimeZone = "Asia/Kolkata"
    """Business time zone; `etl.business_day()` in the database must agree."""

    schedules: dict[str, str] = Field(default={})
    """Schedules other than those of `etl.jobs.schedule.JOBS`: `{"refresh": "*/5 * * * *"}`."""

    var_dir: Path = Field(default=Path("var"), validate_default=True)
    """Where the private cluster and other local state live; a relative path begins in the
    checkout."""

    archive_url: str = Field(default="var/archive", validate_default=True)
    """Where archived searches go: a folder, or `s3://bucket/prefix` of any S3-compatible service
    (`?endpoint_override=host:port&scheme=http`; the keys in AWS_ACCESS_KEY_ID and so on)."""

    backup_dir: Path | None = None
    """Where backups and archived WAL go: a folder on another disk than the data; by default
    `backup` in LOCALPRO_VAR_DIR."""

    backup_url: DatabaseUrl | None = None
    """A role that may replicate from a server that is not the private one."""

    backup_copy: str | None = None
    """Where backups are copied to, written as LOCALPRO_ARCHIVE_URL is."""

    backup_days: int = Field(default=30, ge=1)
    """Every moment of so many days can be restored."""

    @field_validator("var_dir", "backup_dir")
    @classmethod
    def _in_the_checkout(cls, given: Path | None) -> Path | None:
        return given and (root() / given).absolute()

    @field_validator("archive_url")
    @classmethod
    def _folder_in_the_checkout(cls, given: str) -> str:
        return given if "://" in given else str((root() / given).absolute())

    @property
    def backups(self) -> Path:
        """The folder of the backups."""
        return self.backup_dir or self.var_dir / "backup"

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
    """Return the settings of this process. Raises SettingsError."""
    return load(EtlSettings)


def unknown_names() -> Iterator[str]:
    """Yield a sentence for each name LOCALPRO_… that is set and that nobody reads.

    `.env.example` is the list of all settings; without it, nothing is known to be wrong.
    """
    example = root() / ".env.example"
    if not example.exists():
        return
    known = re.findall(r"^#?(LOCALPRO_\w+)=", example.read_text("utf-8"), re.MULTILINE)
    own = dotenv_values(root() / ".env", interpolate=False)
    given = {name.upper() for name in (*os.environ, *own)}
    for name in sorted(given - set(known)):
        if name.startswith("LOCALPRO_") and not name.startswith("LOCALPRO_TEST"):
            near = get_close_matches(name, known, 1)
            hint = f"; did you mean {near[0]}?" if near else ", see .env.example"
            yield f"there is no setting {name}{hint}"
