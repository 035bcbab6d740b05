"""What is declared of rollups and sources agrees with their SQL, without asking a server."""

from typing import Any

import pytest
from pglast import ast, parse_sql

from etl.rollups import DEFINITIONS, ROLLUPS, Rollup, capture
from etl.rollups.sources import NAMES
from etl.schema.definitions import groups

PSEUDO_SOURCES = {"booking_days", "search_bookings"}
"""Made by the refresh itself, of what others mark."""

STATEMENTS: list[Any] = [
    raw.stmt
    for group in ("rollups", "views")
    for file in groups()[group]
    for raw in parse_sql(file.read_text("utf-8"))
]
TABLES = {
    statement.relation.relname: [
        element.colname for element in statement.tableElts if isinstance(element, ast.ColumnDef)
    ]
    for statement in STATEMENTS
    if isinstance(statement, ast.CreateStmt) and statement.relation.schemaname == "rollup"
}
FUNCTIONS = {
    statement.funcname[-1].sval: statement
    for statement in STATEMENTS
    if isinstance(statement, ast.CreateFunctionStmt)
}


def test_capture_is_as_declared() -> None:
    """`make capture` writes it."""
    assert capture.FILE.read_text("utf-8") == capture.written()


@pytest.mark.parametrize("rollup", ROLLUPS, ids=lambda rollup: rollup.name)
def test_what_is_computed_is_named_as_the_columns_it_fills(rollup: Rollup) -> None:
    """In their order: two counts that were swapped would have each other's name."""
    assert named(FUNCTIONS[f"compute_{rollup.name}"]) == TABLES[rollup.name]


def named(function: Any) -> list[str | None]:
    """Return the names of what a function in plain SQL selects."""
    body = function.sql_body
    while isinstance(body, tuple):
        body = body[-1]
    return [target.name or last_name(target.val) for target in body.targetList]


def last_name(value: Any) -> str | None:
    """Return the name of a column as it is read; None for an expression or a star."""
    last = value.fields[-1] if isinstance(value, ast.ColumnRef) else None
    return last.sval if isinstance(last, ast.String) else None


def test_every_function_that_computes_is_of_a_rollup() -> None:
    computing = {name for name in FUNCTIONS if name.startswith("compute_")}
    assert computing == {
        "compute_some_coverage",
        *(f"compute_{rollup.name}" for rollup in ROLLUPS),
    }


@pytest.mark.parametrize("rollup", ROLLUPS, ids=lambda rollup: rollup.name)
def test_a_rollup_comes_after_those_it_reads(rollup: Rollup) -> None:
    before = {each.name: each for each in ROLLUPS[: ROLLUPS.index(rollup)]}
    for follow in rollup.follows:
        followed = before[follow.rollup]
        assert follow.by in ("unit", *followed.tells)
        assert follow.through or follow.by != "unit" or followed.unit.kind is rollup.unit.kind
    assert {*rollup.shown_with} <= before.keys()


@pytest.mark.parametrize("rollup", ROLLUPS, ids=lambda rollup: rollup.name)
def test_what_it_reads_is_captured(rollup: Rollup) -> None:
    assert (rollup.marks | rollup.shared) - PSEUDO_SOURCES <= NAMES
    assert rollup.marks | rollup.shared or rollup.follows


def test_every_definition_is_listed() -> None:
    stems = {file.stem for file in capture.FILE.parent.glob("*.sql")}
    assert stems == {*DEFINITIONS}
    assert len(stems) == len(DEFINITIONS)
