"""The nightly archive job, with the archive that the settings name."""

from etl.archive.run import archive
from etl.archive.store import open_store


def archive_old_weeks(url: str | None = None) -> None:
    """Move the weeks of searches that are older than three months to `LOCALPRO_ARCHIVE_URL`."""
    archive(open_store(), url)
