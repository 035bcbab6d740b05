"""Which engine a report is to use."""

from enum import StrEnum

from etl.archive.report.engines.duckdb import DuckDB
from etl.archive.report.engines.engine import Engine
from etl.errors import SettingsError


class EngineName(StrEnum):
    """What reads the archive for a report."""

    DUCKDB = "duckdb"
    SPARK = "spark"


THIS_MACHINE = "local[*]"
"""Spark in one process, on all cores."""


def choose(name: EngineName, master: str | None = None) -> Engine:
    """Return the engine of that name; `master` says where Spark runs.

    Raises SettingsError when the two do not fit, or what Spark needs is not installed.
    """
    if name is EngineName.SPARK:
        return _spark(THIS_MACHINE if master is None else master)
    if master is not None:
        raise SettingsError("--master says where Spark runs: add --engine spark, or leave it out")
    return DuckDB()


def _spark(master: str) -> Engine:
    try:
        from etl.archive.report.engines.spark import Spark  # noqa: PLC0415 - an optional extra
    except ModuleNotFoundError as error:
        raise SettingsError(
            f"Spark is not installed ({error}): run `scripts/setup spark` in the checkout"
        ) from error
    return Spark(master)
