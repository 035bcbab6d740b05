"""Whether each server that the readers' address names is what its place says, and follows."""

from collections.abc import Iterator

import psycopg

from etl.checks.findings import Finding
from etl.db import connect, each_server
from etl.errors import LocalProError
from etl.statements import statement


def check_replicas(url: str) -> Iterator[Finding]:
    """Tell of each server but the last whether it is a replica that replays, and of the last
    whether it is the primary. One that does not answer is told where its readers log in.
    """
    try:
        *replicas, primary = each_server(url)
    except (psycopg.ProgrammingError, ValueError):
        return
    if not replicas:
        return
    newest = _asked(primary)
    for number, replica in enumerate(replicas, 1):
        found = _asked(replica)
        if found:
            yield Finding(f"replica {number}", *_replica(found, newest))
    if newest and newest["is_standby"]:
        remedy = "Name the primary last in LOCALPRO_ANALYTICS_URL"
        yield Finding("primary", "the last server of the readers is a replica", remedy)


def _replica(found: dict[str, object], newest: dict[str, object] | None) -> tuple[str, str]:
    """Return how a replica is, and what to do."""
    if not found["is_standby"]:
        return "is no replica: it takes writes", "Run `localpro up`, which copies it anew"
    if found["is_paused"]:
        return "replay is paused", "Run there, as the superuser: `SELECT pg_wal_replay_resume()`"
    behind = _bytes(newest) - _bytes(found) if newest else 0
    if not found["is_receiving"]:
        return "receives nothing", "Look into its log; is the primary running? Run `localpro up`"
    state = f"follows, {max(behind, 0):,} bytes behind"
    if not found["feeds_back"]:
        return f"{state}, without telling what is read", "Set hot_standby_feedback = on there"
    return state, ""


def _bytes(found: dict[str, object]) -> int:
    return int(str(found["place"]))


def _asked(url: str) -> dict[str, object] | None:
    """Return what a server says of itself, None where it does not."""
    try:
        with connect(url, application_name="localpro doctor", is_direct=False) as connection:
            cursor = connection.cursor(row_factory=psycopg.rows.dict_row)
            return cursor.execute(statement(__file__, "sql/replica")).fetchone()
    except (LocalProError, psycopg.Error):
        return None
