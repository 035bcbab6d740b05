"""What is asked as one statement of COPY. Its values become literals here and nowhere else."""

import sys
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any, cast

import psycopg
import pyarrow as pa
import sqlalchemy as sa
from psycopg import sql
from sqlalchemy import ColumnElement, Connection, FromClause, func

from queries.errors import InvalidQuestion
from queries.export.asked import Named
from queries.export.spreadsheets import RUNS
from queries.load import named
from queries.metrics.question import Question
from queries.metrics.whole import PLACES, whole
from queries.rows_behind import RowsOf, statement

DIGITS = 38
"""Of a decimal in a file of columns: as many as Arrow, DuckDB and Spark know."""

LARGEST = sys.float_info.max

TYPES: dict[str, pa.DataType] = {
    "bool": pa.bool_(),
    "int2": pa.int64(),
    "int4": pa.int64(),
    "int8": pa.int64(),
    "float4": pa.float64(),
    "float8": pa.float64(),
    "date": pa.date32(),
    "timestamptz": pa.timestamp("us", "UTC"),
}
"""Types of PostgreSQL that stay what they are in a file; all others are text."""

Value = ColumnElement[Any]


@dataclass(frozen=True)
class Field:
    """A column of a file: its name in the answer, its header, and the type of its values."""

    name: str
    header: str
    type: pa.DataType


def source_of(asked: Question | Named | RowsOf) -> FromClause:
    """Return what is asked as something to select from.

    Raises InvalidQuestion where a query is asked with other parameters than it has.
    """
    if isinstance(asked, Question):
        return whole(asked).subquery("asked")
    if isinstance(asked, RowsOf):
        return statement(asked).subquery("asked")
    known = named(asked.query)
    text = sa.text(known.sql)
    if text.compile().params.keys() != asked.params.keys():
        raise InvalidQuestion(f"{known.name} is asked with these: {known.params}")
    return text.bindparams(**asked.params).columns().subquery("asked")


def fields_of(connection: Connection, source: FromClause, units: dict[str, str]) -> list[Field]:
    """Return the columns of a source; `units` are what their bare numbers count."""
    nothing = sa.select(sa.text("*")).select_from(source).limit(0)
    with connection.execute(nothing) as result:
        assert result.cursor
        columns = cast(Sequence[psycopg.Column], result.cursor.description)
    return [
        Field(each.name, _header(each.name, units), _type(each.type_display, each))
        for each in columns
    ]


def _header(name: str, units: dict[str, str]) -> str:
    return f"{name} ({units[name]})" if units.get(name) else name


def _type(display: str, column: psycopg.Column) -> pa.DataType:
    if display.startswith("numeric"):
        known = (column.precision, column.scale or 0) if column.precision else (DIGITS, PLACES)
        return pa.decimal128(*known)
    return TYPES.get(display, pa.string())


def as_lines(fields: Iterable[Field], source: FromClause, *, raw: bool) -> sa.Select[Any]:
    """Return the statement whose rows are the lines of a CSV file."""
    columns = [_told(each) for each in fields]
    shown = [
        each if raw or not pa.types.is_string(known.type) else _inert(each)
        for each, known in zip(columns, fields, strict=True)
    ]
    return sa.select(*shown).select_from(source)


def as_values(fields: Iterable[Field], source: FromClause) -> sa.Select[Any]:
    """Return the statement whose rows hold values of the fields' types."""
    return sa.select(
        *(
            sa.cast(_told(each), sa.Numeric(each.type.precision, each.type.scale))
            if pa.types.is_decimal(each.type)
            else _told(each)
            for each in fields
        )
    ).select_from(source)


def _told(known: Field) -> Value:
    """Return a column; what is not finite is missing, and what is no number or moment is text."""
    column: Value = sa.column(known.name)
    if pa.types.is_floating(known.type):
        return sa.case((column.between(-LARGEST, LARGEST), column))
    if pa.types.is_date(known.type) or pa.types.is_timestamp(known.type):
        return sa.case((func.isfinite(column), column))
    if pa.types.is_string(known.type) or pa.types.is_boolean(known.type):
        return sa.cast(column, sa.Text)
    return column


def _inert(text: Value) -> Value:
    """Return text behind an apostrophe where a spreadsheet may run it.

    Nearly all begins with a letter or a digit of ASCII, which is seen at once.
    """
    first = func.ascii(text)
    return sa.case(
        (first.between(ord("A"), ord("z")), text),
        (first.between(ord("0"), ord("9")), text),
        (text.regexp_match(RUNS), sa.literal("'").concat(text)),
        else_=text,
    )


def copied(statement: sa.Select[Any], connection: Connection) -> bytes:
    """Return COPY of a statement as CSV, with all its values in it: COPY takes no parameters."""
    compiled = statement.compile(dialect=connection.dialect)
    driver = connection.connection.driver_connection
    assert isinstance(driver, psycopg.Connection)
    query = sql.SQL("COPY ({}) TO STDOUT (FORMAT csv)").format(sql.SQL(compiled.string))
    return psycopg.ClientCursor(driver).mogrify(query, compiled.params).encode()
