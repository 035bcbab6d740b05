"""Brings every stored reputation score up to date, as `calculate_reputation_score` gives it."""

import time
from collections.abc import Callable
from dataclasses import dataclass

import psycopg

from etl.db import Lock, connect, exclusive
from etl.errors import ReputationError
from etl.ledger import in_ledger
from etl.reputation.recount import BATCH, Disagreeing, recount
from etl.statements import statement

STALE = statement(__file__, "stale")


@dataclass(frozen=True)
class Recalculation:
    """What a recalculation found and did; times are in seconds. `recounted`: if that was asked."""

    mode: str
    changed: int
    compute_seconds: float
    write_seconds: float
    recounted: Disagreeing | None = None


def recalc(
    url: str | None = None,
    *,
    counters: bool = False,
    on_written: Callable[[int, int], None] = lambda _done, _all: None,
) -> Recalculation:
    """Write the scores that differ from what the rules give now, and only those.

    With `counters` the counters that they are made of are first counted again from the rows.
    `on_written(done, all)` follows every batch. Raises BusyError when another process does this,
    ReputationError when the database refuses: the batches before stay, the next run does the rest.
    """
    with (
        in_ledger("reputation", {"counters": counters}, url) as run,
        connect(url, autocommit=True, application_name="localpro reputation") as connection,
        exclusive(connection, Lock.REPUTATION),
    ):
        run.row_count = 0
        try:
            recounted = recount(connection) if counters else None
            started = time.monotonic()
            mode, stale = _mode(connection), stale_providers(connection)
            computed = time.monotonic()
            for position in range(0, len(stale), BATCH):
                rescore(connection, stale[position : position + BATCH])
                run.row_count = min(position + BATCH, len(stale))
                on_written(run.row_count, len(stale))
        except psycopg.Error as error:
            raise ReputationError(f"stopped after {run.row_count} scores: {error}") from error
        written = time.monotonic()
        return Recalculation(mode, len(stale), computed - started, written - computed, recounted)


def stale_providers(connection: psycopg.Connection) -> list[str]:
    """Return the ids of providers whose stored score is not what the rules give now."""
    with connection.transaction():
        # Compiling the expressions takes longer than evaluating them for 10,000 providers.
        connection.execute("SET LOCAL jit = off")
        return [provider for (provider,) in connection.execute(STALE)]


def rescore(connection: psycopg.Connection, provider_ids: list[str]) -> None:
    """Write the scores of the providers in one transaction, as the triggers do.

    The providers are locked before the scores are computed: a score from before a job or review
    that commits meanwhile would else replace the one that its trigger has written.
    """
    with connection.transaction():
        connection.execute("SELECT etl.lock_providers(%s)", (provider_ids,))
        connection.execute("SELECT etl.rescore_providers(%s)", (provider_ids,))


def _mode(connection: psycopg.Connection) -> str:
    row = connection.execute("SELECT etl.reputation_mode()").fetchone()
    assert row is not None
    return str(row[0])
