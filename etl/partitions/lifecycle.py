"""One run of the lifecycle: what is missing is made, what has expired is dropped."""

from dataclasses import dataclass

from etl.clock import TRUSTED, require_credible
from etl.db import Lock, connect, exclusive
from etl.ledger import in_ledger
from etl.partitions.expire import expire, expired
from etl.partitions.premake import ALARM, missing, premake


@dataclass(frozen=True)
class Outcome:
    """The names of the partitions that were, or would be, made and dropped."""

    made: list[str]
    dropped: list[str]


def plan(url: str | None = None) -> Outcome:
    """Return what a run would do now, and change nothing."""
    with connect(url, autocommit=True) as connection:
        return Outcome(
            [partition.child for partition in missing(connection)],
            [partition.child for partition in expired(connection)],
        )


def maintain(url: str | None = None, *, trust_clock: bool = False) -> Outcome:
    """Make and drop what is due; the ledger keeps the run, and the runway that it found short.

    Raises BusyError when another run is on, InUseError when a table stays in use: what was done
    stays done, and the next run continues. Raises ClockError before anything is dropped when the
    clock is doubtful, unless a person vouches for it (`trust_clock`).
    """
    trust = TRUSTED if trust_clock else {}
    with connect(url, autocommit=True, application_name="localpro partitions") as connection:
        short = [partition.child for partition in missing(connection, share=ALARM)]
        with (
            in_ledger("partitions", {"runway_short_of": short, **trust}, url) as run,
            exclusive(connection, Lock.PARTITIONS),
        ):
            made = premake(connection)
            if expired(connection) and not trust_clock:
                require_credible(connection, "localpro partitions")
            outcome = Outcome(made, expire(connection))
            run.row_count = len(outcome.made) + len(outcome.dropped)
            return outcome
