"""The nightly jobs of the archive, with the archive that the settings name."""

from etl.archive.report.check import check
from etl.archive.run import archive
from etl.archive.store import open_store


def archive_old_weeks(url: str | None = None) -> None:
    """Move the weeks of searches that are older than three months to `LOCALPRO_ARCHIVE_URL`."""
    archive(open_store(), url)


def check_archive(url: str | None = None) -> None:
    """Compare a sample of the archived weeks with what is published of them."""
    check(open_store(), url)
