"""Upkeep goes step by step, beside readers and writers: a run that is stopped is gone on with."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import psycopg
from psycopg import sql
from psycopg.types.json import Jsonb

from etl.db import Lock, connect, exclusive
from etl.ledger import in_ledger
from etl.statements import statement

Say = Callable[[str], None]


@dataclass(frozen=True)
class Steps:
    """One statement for each of some names. Of one `kind` are runs that can go on with another."""

    job: str
    kind: dict[str, object]
    names: Callable[[psycopg.Connection], Sequence[str]]
    do: sql.SQL


def each(steps: Steps, say: Say, url: str | None = None) -> int:
    """Do the statement for each name, and return for how many; what is gone meanwhile is left out.

    Every statement is a transaction of its own. What a run of the same kind had done that was
    stopped in the last 7 days is not done again. Raises BusyError when another process does upkeep.
    """
    with (
        in_ledger(steps.job, {"kind": steps.kind}, url) as run,
        connect(url, autocommit=True, application_name=f"localpro {steps.job}") as connection,
        exclusive(connection, Lock.UPKEEP),
    ):
        done = _done_before(connection, steps)
        wanted = [name for name in steps.names(connection) if name not in done]
        if done:
            say(f"Going on with a run that was stopped: {len(done)} are done, {len(wanted)} left.")
        for place, name in enumerate(wanted, start=1):
            say(f"  {place:>5,} of {len(wanted):,}  {name}")
            _do(connection, steps.do, name)
            done.append(name)
            _note(connection, run.run_id, done)
        run.row_count = len(wanted)
        return len(wanted)


def _do(connection: psycopg.Connection, do: sql.SQL, name: str) -> None:
    try:
        connection.execute(do.format(sql.SQL(name)))
    except psycopg.errors.UndefinedTable:
        return  # a partition that was dropped or archived since the list was made


def _done_before(connection: psycopg.Connection, steps: Steps) -> list[str]:
    row = connection.execute(
        statement(__file__, "resume"), {"job": steps.job, "kind": Jsonb(steps.kind)}
    ).fetchone()
    return list(row[0] or []) if row else []


def _note(connection: psycopg.Connection, run_id: int, done: Sequence[str]) -> None:
    connection.execute(
        "UPDATE etl.runs SET arguments = arguments || %s WHERE run_id = %s",
        (Jsonb({"done": list(done)}), run_id),
    )
