"""The triggers that the product relies on: what the definitions say of them, and whether it holds.

Marks are written whoever writes: their triggers fire for replayed changes too (ENABLE ALWAYS).
Those that count, rate or touch do not: what is replayed was counted where it was written first.
"""

import re
from dataclasses import dataclass
from functools import cache

import psycopg
from psycopg.rows import DictRow, dict_row

from etl.schema.definitions import groups
from etl.statements import statement

_COMMENT = re.compile(r"--[^\n]*")
_TRIGGER = re.compile(
    r"CREATE\s+(?:OR\s+REPLACE\s+)?TRIGGER\s+(?P<name>\w+)\s[^;]*?\sON\s+(?P<table>[\w.]+)"
    r"[^;]*?EXECUTE\s+FUNCTION\s+(?P<function>[\w.]+)\(\)\s*;"
)
_FUNCTION = re.compile(
    r"CREATE\s+(?:OR\s+REPLACE\s+)?FUNCTION\s+(?P<name>[\w.]+)\(\)\s+RETURNS\s+trigger\b"
    r"[^$;]*\$\$(?P<body>.*?)\$\$\s*;",
    re.DOTALL,
)
_ALWAYS = ("etl.mark_", "rollup.number_")
"""How the functions begin whose triggers fire for replayed changes, too."""

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
    texts = [file.read_text(encoding="utf-8") for files in groups().values() for file in files]
    functions = {found["name"]: found for text in texts for found in _FUNCTION.finditer(text)}
    return tuple(
        _trigger(found, functions[found["function"]])
        for text in texts
        for found in _TRIGGER.finditer(_COMMENT.sub("", text))
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
        connection.execute("INSERT INTO etl.dirty_days (source) VALUES (%s)", (source,))
    return wrong


def _trigger(found: re.Match[str], function: re.Match[str]) -> Trigger:
    table = found["table"] if "." in found["table"] else f"public.{found['table']}"
    return Trigger(
        found["name"],
        table,
        "A" if found["function"].startswith(_ALWAYS) else "O",
        found["function"],
        function["body"],
        (_replacing(function[0], "FUNCTION"), _replacing(found[0], "TRIGGER")),
    )


def _replacing(definition: str, kind: str) -> str:
    return re.sub(rf"\ACREATE\s+(OR\s+REPLACE\s+)?{kind}", f"CREATE OR REPLACE {kind}", definition)


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
