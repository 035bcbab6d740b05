"""Count archived searches with Spark, on this machine or on a cluster."""

import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

import pyarrow as pa

from etl.archive.report.engines.engine import Count, Searches
from etl.archive.report.engines.spark_session import Running, explained, running
from etl.archive.store import Store
from etl.errors import ArchiveError, SettingsError

SCHEMES = {"local": "file://", "s3": "s3a://"}
"""How Spark calls the file systems that it shares with Arrow."""


@dataclass(frozen=True)
class Spark:
    """Every worker reads the files itself, so all of them must reach the archive.

    `patience` is how long a report goes on, in seconds, while no worker has room for it.
    """

    master: str
    name: str = "spark"
    patience: float = 120

    @contextmanager
    def counting(self, searches: Searches) -> Iterator[Count]:
        """Return what counts these searches; Spark starts with the context and ends with it."""
        with running(self.master, self.patience) as spark:
            yield counted(spark, searches)


def counted(spark: Running, searches: Searches) -> Count:
    """Return what counts these searches in a Spark that runs already."""
    urls = [_url(searches.store, file) for file in searches.files]
    with _archive_errors(), spark.attended():
        rows = spark.session.read.parquet(*urls)
        rows.where(rows.day.between(searches.first, searches.last)).createOrReplaceTempView(
            "searches"
        )

    def count(statement: str) -> pa.Table:
        with _archive_errors(), spark.attended():
            found = spark.session.sql(statement).toArrow()
        return pa.table(found.columns, names=found.column_names)

    return count


def _url(store: Store, path: str) -> str:
    """Return a path of the store as Spark reads it: as a pattern, so nothing in it may be one."""
    scheme = SCHEMES.get(store.files.type_name)
    if scheme is None:
        raise SettingsError(f"Spark cannot read an archive in {store.files.type_name}: use duckdb")
    return scheme + re.sub(r"([\\*?\[\]{}])", r"\\\1", path)


@contextmanager
def _archive_errors() -> Iterator[None]:
    with explained(lambda reason: ArchiveError(f"Spark cannot count the archive: {_hint(reason)}")):
        yield


def _hint(reason: str) -> str:
    if "S3AFileSystem not found" in reason:
        return "for s3:// it needs hadoop-aws, see docs/operations.md"
    return reason
