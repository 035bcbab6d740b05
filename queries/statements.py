"""What the statements of readers take: as each server counts them (pg_stat_statements), and those
that were slow.
"""

import logging
from collections.abc import Iterator
from dataclasses import dataclass

from pandas import DataFrame, concat

from queries import slow
from queries.errors import QueryError
from queries.operations import PATIENCE
from queries.servers.endpoints import SERVES
from queries.servers.standing import each_endpoint
from queries.snapshot import read_at
from queries.source import Source

log = logging.getLogger("localpro.queries")

READERS = {
    "localpro_reader": SERVES["analytics"],
    "localpro_admin_reader": SERVES["reporting"],
}
"""What is read by the roles of the database that only read."""

MOST = 100
"""How many of the slowest are listed."""


@dataclass(frozen=True)
class Taken:
    """What statements took."""

    slowest: DataFrame
    """Those that took the most in all; empty where no server counts them. Columns: statement,
    server, serves, calls, total_seconds, mean_seconds, worst_seconds, share (of the seconds of all
    readers at all servers)."""

    slow: DataFrame
    """The last slow ones of this process: see `queries.slow.recent`."""


def taken(source: Source) -> Taken:
    """Return what statements took. Raises NoRight for who may not see what servers do."""
    here = source.live_frame("statement_totals").assign(server=source.server)
    return Taken(_slowest(concat([here, *_elsewhere(source.server)])), slow.recent())


def _slowest(counted: DataFrame) -> DataFrame:
    found = counted[counted["role"].isin(READERS)]
    found = found.assign(
        serves=found["role"].map(READERS),
        mean_seconds=found["total_seconds"] / found["calls"],
        share=found["total_seconds"] / found["total_seconds"].sum(),
    )
    return (
        found.sort_values("total_seconds", ascending=False, ignore_index=True)
        .head(MOST)
        .drop(columns="role")
    )


def _elsewhere(here: str) -> Iterator[DataFrame]:
    """Yield what the other servers count; who does not answer is left out."""
    for endpoint in each_endpoint("analytics"):
        if endpoint.name == here:
            continue
        try:
            with read_at(endpoint, "analytics", PATIENCE) as snapshot:
                yield snapshot.live_frame("statement_totals").assign(server=endpoint.name)
        except QueryError as error:
            log.warning("%s does not say what its statements take: %s", endpoint.name, error)
