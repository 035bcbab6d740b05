"""Count archived searches with DuckDB, in this process."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

import duckdb
from pyarrow import compute, dataset

from etl.archive.report.engines.engine import Count, Searches
from etl.errors import ArchiveError


@dataclass(frozen=True)
class DuckDB:
    """Reads the files as they stream by; any store will do."""

    name: str = "duckdb"

    @contextmanager
    def counting(self, searches: Searches) -> Iterator[Count]:
        """Return what counts these searches."""
        with duckdb.connect() as connection:
            connection.register("searches", _rows(searches))
            yield lambda statement: connection.sql(statement).to_arrow_table()


def _rows(searches: Searches) -> dataset.Scanner:
    day = compute.field("day")
    try:
        rows = dataset.dataset(searches.files, filesystem=searches.store.files)
    except OSError as error:
        raise ArchiveError(f"cannot read the archive: {error}") from error
    return rows.filter((day >= searches.first) & (day <= searches.last))
