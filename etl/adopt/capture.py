"""What the marketplace notes while it is adopted: which rows change."""

from collections.abc import Sequence
from functools import partial
from typing import LiteralString

import psycopg
from psycopg import sql

from etl.adopt.plan import Pair, Plan
from etl.partitions.patience import patiently
from etl.statements import statement

EVENTS: dict[str, LiteralString] = {
    "insert": "REFERENCING NEW TABLE AS new_rows",
    "update": "REFERENCING OLD TABLE AS old_rows NEW TABLE AS new_rows",
    "delete": "REFERENCING OLD TABLE AS old_rows",
}
NOTED: LiteralString = (
    "CREATE OR REPLACE TRIGGER {name} AFTER {event} ON {table} {rows}"
    " FOR EACH STATEMENT EXECUTE FUNCTION localpro_adopt.note({ours}, {key})"
)
REFUSED: LiteralString = (
    "CREATE OR REPLACE TRIGGER {name} BEFORE {event} ON {table}"
    " FOR EACH STATEMENT EXECUTE FUNCTION localpro_adopt.refuse({why})"
)
ALWAYS: LiteralString = "ALTER TABLE {table} ENABLE ALWAYS TRIGGER {name}"

TRUNCATED = "the table is being adopted: delete its rows instead"
MOVED = "the marketplace has moved to the database of LocalPro Analytics"


def begin(source: psycopg.Connection, plan: Plan) -> None:
    """Let every table note its changes. Each is locked against writers for a moment.

    `source` must be in autocommit mode. Raises InUseError when a table stays in use.
    """
    if not has_begun(source):
        source.execute(statement(__file__, "sql/capture"))
    for pair in plan.pairs:
        if not _is_noted(source, pair):
            patiently(source, f"follow {pair.table}", partial(_note, source, pair))


def has_begun(source: psycopg.Connection) -> bool:
    """Whether the marketplace notes its changes."""
    row = source.execute("SELECT to_regclass('localpro_adopt.changes') IS NOT NULL").fetchone()
    return bool(row and row[0])


def end(source: psycopg.Connection) -> None:
    """Take everything away that the marketplace was given."""
    patiently(source, "leave the marketplace", partial(_drop, source))


def refuse_writers(source: psycopg.Connection, pairs: Sequence[Pair]) -> None:
    """Let nobody write there any more, in the caller's transaction, which holds the tables."""
    for pair in pairs:
        for event in (*EVENTS, "truncate"):
            _trigger(source, pair, REFUSED, event, MOVED)


def _drop(source: psycopg.Connection) -> None:
    source.execute("DROP SCHEMA IF EXISTS localpro_adopt CASCADE")


def _is_noted(source: psycopg.Connection, pair: Pair) -> bool:
    row = source.execute(
        "SELECT count(*) FROM pg_trigger WHERE tgrelid = %s::regclass AND tgname ~ '^localpro_'",
        (pair.found.as_string(source),),
    ).fetchone()
    return bool(row and row[0] > len(EVENTS))


def _note(source: psycopg.Connection, pair: Pair) -> None:
    with source.transaction():
        for event in EVENTS:
            _trigger(source, pair, NOTED, event)
        _trigger(source, pair, REFUSED, "truncate", TRUNCATED)


def _trigger(
    source: psycopg.Connection, pair: Pair, what: LiteralString, event: str, why: str = ""
) -> None:
    name = f"localpro_{'refuse' if why else 'note'}_{event}"
    parts = {
        "name": sql.Identifier(name),
        "event": sql.SQL(event),
        "table": pair.found,
        "rows": sql.SQL(EVENTS.get(event, "")),
        "ours": sql.Literal(pair.table),
        "key": sql.Literal(pair.key.theirs.column),
        "why": sql.Literal(why),
    }
    source.execute(sql.SQL(what).format(**parts))
    source.execute(sql.SQL(ALWAYS).format(**parts))
