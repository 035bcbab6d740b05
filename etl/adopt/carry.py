"""Carries rows from the marketplace here: batches of them, and those that changed meanwhile.

All that one call reads is of one snapshot of the marketplace, and what it writes is committed at
once: wherever it is killed, the next one goes on. Parents are complete, and have all changes of the
snapshot, before the first of their children comes.
"""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from typing import LiteralString

import psycopg
from psycopg import sql

from etl.adopt.plan import Pair, Plan
from etl.schema import triggers
from etl.settings import settings

BATCH = 20_000
"""Rows carried in one transaction."""

PERIODS = {"messages": "month", "notifications": "month", "search_logs": "week"}

BOUNDARY: LiteralString = (
    "SELECT max(key::text), count(*) FROM (SELECT {key} AS key FROM {table}"
    " WHERE {last}::text IS NULL OR {key} > {last} ORDER BY {key} LIMIT {batch}) AS batch"
)
WITHIN: LiteralString = "WHERE ({last}::text IS NULL OR {key} > {last}) AND {key} <= {boundary}"
ONE_OF: LiteralString = "WHERE {key}::text = ANY ({keys})"
READ: LiteralString = "COPY (SELECT {values} FROM {table} {where}) TO STDOUT"
WRITE: LiteralString = "COPY {table} ({columns}) FROM STDIN"
DAYS: LiteralString = (
    "SELECT DISTINCT date_trunc({period}, {moment} AT TIME ZONE {zone})::date FROM {table} {where}"
)

INCOMING: LiteralString = "CREATE TEMP TABLE incoming (LIKE {table} INCLUDING DEFAULTS)"
INSERT: LiteralString = "INSERT INTO {table} ({columns}) SELECT {columns} FROM incoming"
UPSERT: LiteralString = INSERT + " ON CONFLICT ({key}) DO UPDATE SET ({columns}) = ROW({excluded})"
DELETED: LiteralString = "DELETE FROM {table} WHERE {key} = ANY ({keys})"
ASIDE: LiteralString = (
    "UPDATE {table} SET {column} = 'set aside ' || {key} WHERE {key} = ANY ({keys})"
)


@dataclass(frozen=True)
class Progress:
    """How far a table has come."""

    last_key: str | None
    is_complete: bool


def progress(target: psycopg.Connection) -> dict[str, Progress]:
    """Return how far each table has come that was begun."""
    rows = target.execute("SELECT name, last_key, is_complete FROM etl.adopted_tables").fetchall()
    return {name: Progress(last, complete) for name, last, complete in rows}


def copy_batch(
    source: psycopg.Connection, target: psycopg.Connection, plan: Plan, batch: int
) -> tuple[str, int] | None:
    """Carry the changes there are, then the next rows; return of which table and how many.

    Returns None when every table is complete.
    """
    done = progress(target)
    pair = next((each for each in plan.pairs if not _is_complete(done, each)), None)
    if pair is None:
        return None
    with snapshot(source):
        seen = carry_changes(source, target, plan)
        rows = _carry_rows(source, target, pair, done.get(pair.table), batch)
        target.commit()
    forget(source, seen)
    return pair.table, rows


def follow(source: psycopg.Connection, target: psycopg.Connection, plan: Plan) -> int:
    """Carry the changes there are, and return how many rows they name."""
    with snapshot(source):
        seen = carry_changes(source, target, plan)
        target.commit()
    forget(source, seen)
    return len(seen)


@contextmanager
def snapshot(source: psycopg.Connection) -> Iterator[None]:
    """See the marketplace as it is at one moment; `source` is in autocommit mode."""
    with source.transaction():
        source.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ")
        yield


def forget(source: psycopg.Connection, seen: Sequence[int]) -> None:
    """Drop notes of changes that are here."""
    source.execute("DELETE FROM localpro_adopt.changes WHERE change = ANY (%s)", ([*seen],))


def _is_complete(done: dict[str, Progress], pair: Pair) -> bool:
    return pair.table in done and done[pair.table].is_complete


def carry_changes(source: psycopg.Connection, target: psycopg.Connection, plan: Plan) -> list[int]:
    """Carry what changed of rows that are here; return the notes that are not needed any more,
    once the caller has committed.

    Rows that are not here yet come with their batch, as they are then.
    """
    done = progress(target)
    noted = source.execute("SELECT change, name, key FROM localpro_adopt.changes").fetchall()
    changed: dict[str, set[str]] = {}
    for _, name, key in noted:
        changed.setdefault(name, set()).add(key)
    here = [
        (pair, keys)
        for pair in plan.pairs
        if pair.table in changed and pair.table in done
        if (keys := _reached(source, done[pair.table], changed[pair.table]))
    ]
    with _uncounted(target, [pair for pair, _ in here]):
        _apply(source, target, here)
    return [change for change, _, _ in noted]


def _reached(source: psycopg.Connection, done: Progress, keys: set[str]) -> list[str]:
    """Return the keys that a batch was already past: as the marketplace orders them."""
    if done.is_complete:
        return sorted(keys)
    rows = source.execute(
        "SELECT key FROM unnest(%s::text[]) AS key WHERE key <= %s", (sorted(keys), done.last_key)
    )
    return [key for (key,) in rows]


def _apply(
    source: psycopg.Connection,
    target: psycopg.Connection,
    changed: Sequence[tuple[Pair, list[str]]],
) -> None:
    """Make the rows of these keys as they are there: parents first, but the last to go."""
    for pair, keys in changed:
        _set_aside(target, pair, keys)
    gone = [(pair, _replace(source, target, pair, keys)) for pair, keys in changed]
    for pair, keys in reversed(gone):
        _execute(target, pair, DELETED, keys=sql.Literal(keys))


def _set_aside(target: psycopg.Connection, pair: Pair, keys: list[str]) -> None:
    """Free what is unique: of two rows that changed, one may have what was the other's."""
    if not pair.is_referred_to:
        _execute(target, pair, DELETED, keys=sql.Literal(keys))
        return
    for column in pair.set_aside:
        _execute(target, pair, ASIDE, keys=sql.Literal(keys), column=sql.Identifier(column))


def _replace(
    source: psycopg.Connection, target: psycopg.Connection, pair: Pair, keys: list[str]
) -> list[str]:
    """Write what the rows are now, and return the keys of those that are gone."""
    where = sql.SQL(ONE_OF).format(key=pair.their_key, keys=sql.Literal(keys))
    _make_room(source, target, pair, where)
    _execute(target, pair, INCOMING)
    _send(source, target, pair, where, into=sql.Identifier("pg_temp", "incoming"))
    rows = target.execute(sql.SQL("SELECT {} FROM incoming").format(pair.our_key)).fetchall()
    gone = sorted({*keys} - {key for (key,) in rows})
    if pair.is_of_one:
        _delete_early(target, pair, gone)
    excluded = sql.SQL(", ").join(
        sql.Identifier("excluded", each.ours.column) for each in pair.fields
    )
    _execute(target, pair, UPSERT if pair.is_referred_to else INSERT, excluded=excluded)
    target.execute("DROP TABLE incoming")
    return gone


def _delete_early(target: psycopg.Connection, pair: Pair, gone: list[str]) -> None:
    """Let another have the user, or the booking, that a row had. Rows that name this one still and
    keep it from going are changed after it; then it goes with the others.
    """
    with suppress(psycopg.errors.ForeignKeyViolation), target.transaction():
        _execute(target, pair, DELETED, keys=sql.Literal(gone))


def _carry_rows(
    source: psycopg.Connection,
    target: psycopg.Connection,
    pair: Pair,
    done: Progress | None,
    batch: int,
) -> int:
    last = sql.Literal(done.last_key if done else None)
    parts = {"key": pair.their_key, "table": pair.found, "last": last}
    row = source.execute(sql.SQL(BOUNDARY).format(batch=batch, **parts)).fetchone()
    assert row is not None
    boundary, rows = row
    if rows:
        where = sql.SQL(WITHIN).format(boundary=sql.Literal(boundary), **parts)
        _make_room(source, target, pair, where)
        with _uncounted(target, [pair]):
            _send(source, target, pair, where, into=pair.ours)
    target.execute(
        "INSERT INTO etl.adopted_tables (name, last_key, is_complete) VALUES (%s, %s, %s)"
        " ON CONFLICT (name) DO UPDATE SET is_complete = EXCLUDED.is_complete,"
        " last_key = COALESCE(EXCLUDED.last_key, adopted_tables.last_key)",
        (pair.table, boundary, rows < batch),
    )
    return int(rows)


def _send(
    source: psycopg.Connection,
    target: psycopg.Connection,
    pair: Pair,
    where: sql.Composed,
    into: sql.Identifier,
) -> None:
    read = sql.SQL(READ).format(values=pair.values, table=pair.found, where=where)
    write = sql.SQL(WRITE).format(table=into, columns=pair.columns)
    with (
        source.cursor().copy(read) as rows,
        target.cursor().copy(write) as written,
    ):
        for block in rows:
            written.write(block)


def _make_room(
    source: psycopg.Connection, target: psycopg.Connection, pair: Pair, where: sql.Composed
) -> None:
    """Make the partitions that the rows need."""
    if not pair.is_partitioned:
        return
    days = sql.SQL(DAYS).format(
        period=sql.Literal(PERIODS[pair.table]),
        moment=pair.value_of("created_at"),
        zone=sql.Literal(settings().timezone),
        table=pair.found,
        where=where,
    )
    for (day,) in source.execute(days).fetchall():
        target.execute("SELECT etl.ensure_partitions(%s, %s, %s)", (day, day, pair.table))


@contextmanager
def _uncounted(target: psycopg.Connection, pairs: Sequence[Pair]) -> Iterator[None]:
    """Leave counters, ratings and times of change as they come; what changed is marked all the
    same. To all others the triggers are as they always are: this is undone before the commit.
    """
    tables = {f"public.{pair.table}" for pair in pairs}
    keeping = [each for each in triggers.defined() if each.table in tables and not each.marks]
    for what in ("DISABLE", "ENABLE"):
        for each in keeping:
            target.execute(f"ALTER TABLE {each.table} {what} TRIGGER {each.name}".encode())
        if what == "DISABLE":
            yield


def _execute(
    target: psycopg.Connection, pair: Pair, what: LiteralString, **parts: sql.Composable
) -> None:
    target.execute(
        sql.SQL(what).format(table=pair.ours, key=pair.our_key, columns=pair.columns, **parts)
    )
