"""Every named query says what it is, runs for readers, reads what it says, and is used."""

import ast
import re
from collections.abc import Callable, Iterator
from datetime import date
from pathlib import Path

import psycopg
import pytest
from sqlalchemy import text
from sqlalchemy.dialects.postgresql.psycopg import PGDialect_psycopg

from queries.errors import QueryError
from queries.load import FOLDER, NamedQuery, catalog, named, parse
from queries.people import Right
from queries.servers.endpoints import endpoints
from queries.servers.standing import engine_at
from tests.conftest import SharedDatabase
from tests.postgres import Database

ROOT = Path(__file__).resolve().parents[2]
LONGEST_LINE = 100

TYPICAL: dict[str, object] = {
    "start": date(2025, 1, 1),
    "end": date(2025, 1, 31),
    "last": date(2025, 1, 31),
    "first_days": [date(2025, 1, 1), date(2025, 1, 6)],
    "last_days": [date(2025, 1, 5), date(2025, 1, 31)],
    "now_start": date(2025, 1, 1),
    "now_end": date(2025, 1, 30),
    "before_start": date(2024, 12, 1),
    "before_end": date(2024, 12, 31),
    "category": ["category-1"],
    "district": ["Lucknow", "Agra"],
    "sub_category": ["sub-category-1"],
    "currency": "INR",
    "dimension": "category",
    "provider": "provider-1",
    "standing": "APPROVED",
    "is_active": True,
    "places": ["8861a66b6bfffff"],
    "tolerance": 0.004,
    "finest": 8,
    "most_cells": 10_000,
    "most_areas": 1_000,
    "most_runs": 200,
    "most_moves": 200,
    "above": ["rating_sum"],
    "below": ["reviews"],
    "sign": -1,
    "page_number": 2,
    "page_rows": 50,
    "measure": "gross_amount",
    "which": "in_vain",
    "text": "plumb",
    "most": 100,
}
"""A value for every parameter that any query takes."""

READ_BY_PROBE = """
    SELECT DISTINCT namespace.nspname || '.' || relation.relname
    FROM pg_rewrite AS rule
    JOIN pg_depend AS dependency
        ON dependency.objid = rule.oid AND dependency.classid = 'pg_rewrite'::regclass
    JOIN pg_class AS relation
        ON relation.oid = dependency.refobjid AND dependency.refclassid = 'pg_class'::regclass
    JOIN pg_namespace AS namespace ON namespace.oid = relation.relnamespace
    WHERE rule.ev_class = 'pg_temp.probe'::regclass AND relation.oid <> rule.ev_class
    UNION
    SELECT called.pronamespace::regnamespace || '.' || called.proname
    FROM pg_rewrite AS rule
    JOIN pg_depend AS dependency
        ON dependency.objid = rule.oid AND dependency.refclassid = 'pg_proc'::regclass
    JOIN pg_proc AS called ON called.oid = dependency.refobjid
    WHERE rule.ev_class = 'pg_temp.probe'::regclass AND called.prosecdef
"""
"""The relations that a query reads, and the functions that read others for it."""

every_query = pytest.mark.parametrize("query", catalog().values(), ids=lambda query: query.name)


@pytest.fixture
def migrated(
    shared_database: SharedDatabase, use_database: Callable[[Database], None]
) -> Iterator[Database]:
    database = shared_database("migrated", lambda _: None)
    use_database(database)
    return database


def binds(query: NamedQuery) -> set[str]:
    return set(text(query.sql).compile().params)


def typical(query: NamedQuery) -> dict[str, object]:
    return {name: TYPICAL[name] for name in binds(query)}


@every_query
def test_the_header_says_what_it_answers(query: NamedQuery) -> None:
    assert re.fullmatch(r"[A-Z].+\.", query.answers)
    assert query.grain.startswith("one row")
    assert query.reads == tuple(dict.fromkeys(query.reads))


@every_query
def test_the_header_names_every_parameter(query: NamedQuery) -> None:
    said = set(re.findall(r"\w+", query.params))
    assert binds(query) <= said
    assert (query.params == "none") == (not binds(query))


@every_query
def test_every_parameter_is_cast(query: NamedQuery) -> None:
    """As CAST(:name AS type): SQLAlchemy binds nothing in `:name::type`."""
    assert not re.search(r":\w+::", query.sql)
    bare = re.sub(r"CAST\(:\w+ AS [\w ]+(\[\])?\)", "", query.sql)
    assert not text(bare).compile().params


@every_query
def test_the_header_says_who_may_ask(query: NamedQuery) -> None:
    """Without that line only those may who may do everything."""
    text = (FOLDER / f"{query.name}.sql").read_text("utf-8")
    assert re.search(r"^-- Right:  [A-Z]+(; [A-Z]+: [a-z_, ]+)*$", text, re.MULTILINE)
    asked = text_of_output(query)
    assert all(re.search(rf"\b{column}\b", asked) for column in query.columns)


def text_of_output(query: NamedQuery) -> str:
    return query.sql[query.sql.rindex("SELECT") :]


@every_query
def test_lines_fit(query: NamedQuery) -> None:
    lines = (FOLDER / f"{query.name}.sql").read_text("utf-8").splitlines()
    assert [line for line in lines if len(line) > LONGEST_LINE] == []


@every_query
@pytest.mark.usefixtures("migrated")
def test_a_reader_may_run_it(query: NamedQuery) -> None:
    is_of_rows = any(name.startswith("admin.") for name in query.reads)
    server, *_ = endpoints("reporting" if is_of_rows else "analytics")
    with engine_at(server).connect() as connection:
        assert connection.execute(text(f"EXPLAIN {query.sql}"), typical(query)).fetchall()


@every_query
def test_it_reads_what_the_header_says(query: NamedQuery, migrated: Database) -> None:
    """A view over the query depends on exactly what the query names."""
    statement = str(text(query.sql).compile(dialect=PGDialect_psycopg()))
    with migrated.connect() as connection:
        cursor = psycopg.ClientCursor(connection)
        cursor.execute(f"CREATE TEMPORARY VIEW probe AS {statement}", typical(query))
        found = {name for (name,) in connection.execute(READ_BY_PROBE)}
        connection.rollback()
    assert found == set(query.reads)


def test_every_query_is_used_and_every_used_query_is_there() -> None:
    assert used_names() == set(catalog())


def used_names() -> set[str]:
    """Return the first arguments of all calls that read by name, in the code that reads."""
    calls = (
        node
        for file in (ROOT / "queries").rglob("*.py")
        for node in ast.walk(ast.parse(file.read_text("utf-8")))
        if isinstance(node, ast.Call) and node.args
    )
    return {
        str(call.args[0].value)
        for call in calls
        if isinstance(call.args[0], ast.Constant) and _called(call) in READERS
    }


READERS = {"frame", "live_frame", "recent_frame", "named"}


def _called(call: ast.Call) -> str:
    match call.func:
        case ast.Attribute(attr=name) | ast.Name(id=name):
            return name
    return ""


def test_an_unknown_query_is_named_in_the_error() -> None:
    with pytest.raises(QueryError, match="no query called 'nothing'"):
        named("nothing")


def test_a_header_says_who_may_ask_and_who_may_see_which_columns() -> None:
    header = "-- One.\n-- Params: none\n-- Grain: one row\n-- Reads: a.b\n"
    query = parse("x", f"{header}-- Right: ROWS; REVIEW: b, c; MANAGE: d\nSELECT 1")
    assert query.right is Right.ROWS
    assert query.columns == {"b": Right.REVIEW, "c": Right.REVIEW, "d": Right.MANAGE}
    assert parse("x", f"{header}SELECT 1").right is Right.MANAGE


def test_a_header_without_a_field_is_refused() -> None:
    with pytest.raises(QueryError, match=r"queries/sql/x\.sql has no line `-- Reads:`"):
        parse("x", "-- Something.\n-- Params: none\n-- Grain: one row\nSELECT 1")


def test_an_indented_line_of_a_header_goes_on() -> None:
    header = "-- One\n-- two.\n-- Params: none\n-- Grain: one row\n-- Reads: a.b,\n--        c.d\n"
    query = parse("x", header + "SELECT 1")
    assert (query.answers, query.reads, query.sql) == ("One two.", ("a.b", "c.d"), "SELECT 1")
