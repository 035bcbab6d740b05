"""Functions, views and triggers: what the definitions say replaces what the database holds."""

from collections.abc import Sequence

import psycopg

from etl.schema.revision import ALL_FILES, release
from etl.schema.statements import Kind, Statement, statements
from etl.statements import statement

REGISTER = """
CREATE TABLE IF NOT EXISTS etl.applied_code (name text PRIMARY KEY, digest text NOT NULL)
"""
"""What was applied: each piece of code by its name, and all definitions as `ALL_FILES`."""


def drop(connection: psycopg.Connection) -> None:
    """Drop all code that no data stands on, so that a migration may change what it reads."""
    for (command,) in connection.execute(statement(__file__, "code_in_place")).fetchall():
        connection.execute(command)
    connection.execute(REGISTER)
    connection.execute("DELETE FROM etl.applied_code")


def apply(connection: psycopg.Connection) -> None:
    """Make the code that of this release, in the caller's transaction.

    What changed is replaced as it stands. Where PostgreSQL refuses that (another result, a column
    less), a definition is gone, or somebody dropped a piece, all code is dropped and made again.
    """
    connection.execute(REGISTER)
    wanted = [each for each in statements() if each.kind is not Kind.STATE]
    known: dict[str, str] = dict(
        connection.execute("SELECT name, digest FROM etl.applied_code").fetchall()
    )
    if missing(connection):
        known = {}
    if known.get(ALL_FILES) == release():
        return
    if not known or not _replace(connection, wanted, known):
        drop(connection)
        _run(connection, wanted)
    _register(connection, wanted)


def missing(connection: psycopg.Connection) -> list[str]:
    """Return the pieces of code that the definitions have and the database has not, by name."""
    there = {name for (name,) in connection.execute(statement(__file__, "code_there"))}
    wanted = (each.name for each in statements() if each.kind is Kind.CODE)
    return [name for name in wanted if _without_arguments(name) not in there]


def _without_arguments(name: str) -> str:
    kind, _, named = name.partition("(")[0].partition(" ")
    return f"{kind} {named}" if "." in named or kind == "trigger" else f"{kind} public.{named}"


def _replace(
    connection: psycopg.Connection, wanted: Sequence[Statement], known: dict[str, str]
) -> bool:
    """Replace what changed; return False, having changed nothing, where that cannot be done."""
    code = {each.name for each in wanted if each.kind is Kind.CODE}
    if known.keys() - code - {ALL_FILES}:
        return False
    changed = [
        each for each in wanted if each.kind is Kind.RULE or known.get(each.name) != each.digest
    ]
    try:
        with connection.transaction():
            _run(connection, changed)
    except (psycopg.errors.InvalidTableDefinition, psycopg.errors.InvalidFunctionDefinition):
        return False
    return True


def _run(connection: psycopg.Connection, wanted: Sequence[Statement]) -> None:
    for each in wanted:
        connection.execute(each.replacing.encode())


def _register(connection: psycopg.Connection, wanted: Sequence[Statement]) -> None:
    connection.execute("DELETE FROM etl.applied_code")
    rows = [(each.name, each.digest) for each in wanted if each.kind is Kind.CODE]
    with connection.cursor() as cursor:
        cursor.executemany(
            "INSERT INTO etl.applied_code VALUES (%s, %s)", [*rows, (ALL_FILES, release())]
        )
