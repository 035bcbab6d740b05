"""The triggers that the product relies on: what the definitions say of them, and whether it holds.

Marks are written whoever writes: their triggers fire for replayed changes too (ENABLE ALWAYS).
Those that count, rate or touch do not: what is replayed was counted where it was written first.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from typing import Any

import psycopg
from pglast import ast, enums, parse_sql
from psycopg.rows import DictRow, dict_row

from etl.schema.statements import Statement, statements
from etl.statements import statement

_COUNTING = ("etl.count_jobs", "etl.refresh_ratings")
MISSING = "is missing"


@dataclass(frozen=True)
class Trigger:
    """A trigger of ours: where it is, when it fires (`O`: not for replayed changes, `A`: always),
    what it calls, and the statements that make both.
    """

    name: str
    table: str
    fires: str
    function: str
    body: str
    statements: tuple[str, str]

    @property
    def marks(self) -> bool:
        """Whether it tells the refresh what changed."""
        return self.function.startswith("etl.mark_")

    @property
    def counts(self) -> bool:
        """Whether it keeps a counter, a rating or a score."""
        return self.function in _COUNTING


@dataclass(frozen=True)
class Fault:
    """A trigger that is not as it is defined, and in what."""

    trigger: Trigger
    what: str

    def __str__(self) -> str:
        """Return the trigger with its fault."""
        return f"{self.trigger.name} on {self.trigger.table} {self.what}"


@cache
def defined() -> tuple[Trigger, ...]:
    """Return every trigger of the definitions."""
    parsed: list[tuple[Statement, Any]] = [
        (each, parse_sql(each.text)[0].stmt) for each in statements()
    ]
    functions = {
        _named(node.funcname): (each, body)
        for each, node in parsed
        if isinstance(node, ast.CreateFunctionStmt) and (body := _body(node)) is not None
    }
    always = {name for _, node in parsed for name in _always(node)}
    return tuple(
        _trigger(each, node, functions, always)
        for each, node in parsed
        if isinstance(node, ast.CreateTrigStmt)
    )


def faults(connection: psycopg.Connection) -> list[Fault]:
    """Return the triggers that are missing, switched off, or do something else than defined."""
    with connection.cursor(row_factory=dict_row) as cursor:
        rows = cursor.execute(statement(__file__, "triggers")).fetchall()
    found = {(row["table"], row["name"]): row for row in rows}
    return [
        Fault(trigger, what)
        for trigger in defined()
        if (what := _fault(trigger, found.get((trigger.table, trigger.name))))
    ]


def restore(connection: psycopg.Connection) -> list[Fault]:
    """Make every trigger as it is defined, in the caller's transaction, and return what was wrong.

    Where marks may be missing, all of the table is marked: the next refresh recomputes it.
    """
    wrong = faults(connection)
    for fault in wrong:
        trigger = fault.trigger
        define_function, define_trigger = trigger.statements
        connection.execute(define_function.encode())
        if fault.what == MISSING:
            connection.execute(define_trigger.encode())
        firing = "ENABLE ALWAYS" if trigger.fires == "A" else "ENABLE"
        connection.execute(f"ALTER TABLE {trigger.table} {firing} TRIGGER {trigger.name}".encode())
    sources = sorted({fault.trigger.table for fault in wrong if fault.trigger.marks})
    for table in sources:
        source = table.rpartition(".")[2]
        connection.execute("INSERT INTO etl.day_marks (source) VALUES (%s)", (source,))
    return wrong


def _trigger(
    each: Statement, node: Any, functions: dict[str, tuple[Statement, str]], always: set[str]
) -> Trigger:
    function, body = functions[_named(node.funcname)]
    table = f"{node.relation.schemaname or 'public'}.{node.relation.relname}"
    fires = "A" if node.trigname in always else "O"
    made_by = (function.replacing, each.replacing)
    return Trigger(node.trigname, table, fires, _named(node.funcname), body, made_by)


def _always(node: Any) -> Iterator[str]:
    """Yield the triggers that the statement tells to fire for replayed changes, too."""
    for command in (node.cmds or ()) if isinstance(node, ast.AlterTableStmt) else ():
        if command.subtype == enums.AlterTableType.AT_EnableAlwaysTrig:
            yield command.name


def _body(node: Any) -> str | None:
    """Return the text between the dollars of a function, None for one in plain SQL."""
    texts = [option.arg for option in node.options or () if option.defname == "as"]
    return str(texts[0][0].sval) if texts else None


def _named(names: Any) -> str:
    return ".".join(each.sval for each in names)


def _fault(trigger: Trigger, found: DictRow | None) -> str | None:
    if found is None:
        return MISSING
    if "D" in found["firing"]:
        return "is switched off"
    if found["firing"] != trigger.fires:
        return "does not fire as it should: it was switched off for some time, or is new"
    if found["body"] != trigger.body:
        return f"calls another {trigger.function} than the release's"
    return None
