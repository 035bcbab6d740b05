"""What is done for indexes and statistics: concurrently, step by step, and nothing is dropped."""

from functools import partial

import psycopg
from psycopg import sql

from etl.maintenance import bloat
from etl.maintenance.steps import Say, Steps, each

REINDEX = sql.SQL("REINDEX INDEX CONCURRENTLY {}")
ANALYZE = sql.SQL("ANALYZE {}")


def reindex(
    say: Say,
    *,
    at_least: float,
    every: bool = False,
    table: str | None = None,
    url: str | None = None,
) -> int:
    """Rebuild the indexes of which at least so many percent are wasted, or every one, while they
    are used; return how many.

    A rebuild that is killed leaves an index that nothing uses, called `…_ccnew`: the doctor names
    it. Raises BusyError, and MaintenanceError without pgstattuple unless it is `every`.
    """
    kind: dict[str, object] = {"at_least": at_least, "every": every, "table": table}
    names = partial(_to_rebuild, at_least=0 if every else at_least, table=table)
    return each(Steps("reindex", kind, names, REINDEX), say, url)


def analyze(say: Say, *, table: str | None = None, url: str | None = None) -> int:
    """Let the server count anew how the rows of each table are distributed; return of how many."""

    def names(connection: psycopg.Connection) -> list[str]:
        return [one.name for one in bloat.tables(connection) if table in (None, one.name)]

    return each(Steps("analyze", {"table": table}, names, ANALYZE), say, url)


def _to_rebuild(connection: psycopg.Connection, at_least: float, table: str | None) -> list[str]:
    found = [one for one in bloat.indexes(connection) if table in (None, one.table_name)]
    if at_least == 0:
        return [one.name for one in found]
    large = (one for one in found if one.bytes >= bloat.SMALLEST)
    return [one.name for one in large if bloat.of_index(connection, one).percent >= at_least]
