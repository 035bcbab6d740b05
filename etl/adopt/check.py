"""What differs between a marketplace that is there and what the product needs, and what it does."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import LiteralString

import psycopg
from psycopg import sql

from etl.adopt.fits import Field
from etl.adopt.plan import Pair, Plan
from etl.statements import statement

OUT_OF_TIME: LiteralString = (
    "{moment} < '2000-01-01Z' OR {moment} > now() + interval '1 year' OR {moment} IS NULL"
)
"""No partition is made for such rows."""


@dataclass
class Report:
    """What is said of one table: what is done with it, and what keeps it from being done."""

    table: str
    rows: int | None = None
    notes: list[str] = field(default_factory=list)
    problems: list[str] = field(default_factory=list)


def check(source: psycopg.Connection, target: psycopg.Connection, plan: Plan) -> list[Report]:
    """Return a report for each table of the product, and one of all that has no place in it.

    Reads only, in one snapshot of `source`.
    """
    reports = [Report(table, problems=["is not there"]) for table in plan.missing]
    reports += [
        Report(table, problems=["has no column that tells its rows apart (unique, not null)"])
        for table in plan.keyless
    ]
    conditions = _conditions(target)
    reports += [_report(source, plan, pair, conditions) for pair in plan.pairs]
    if plan.extra:
        listed = ", ".join(plan.extra)
        reports.append(Report("others", notes=[f"stay where they are: {listed}"]))
    return reports


def _report(
    source: psycopg.Connection, plan: Plan, pair: Pair, conditions: dict[str, list["Condition"]]
) -> Report:
    report = Report(pair.table, _count(source, pair, None))
    report.notes += _notes(pair)
    for column, theirs in pair.unfit:
        report.problems.append(f"{theirs.column} is {theirs.type}, and {column.type} is needed")
    for column in pair.absent:
        if not column.is_nullable and column.default is None:
            report.problems.append(f"has no {column.column}, and every row needs one")
    try:
        with source.transaction():
            report.problems += _rows_that_do_not_fit(source, pair)
            if not report.problems:
                report.problems += _rows_refused(source, pair, conditions.get(pair.table, []))
            report.problems += _rows_alike(source, plan, pair)
            report.problems += _rows_without_parent(source, plan, pair)
    except psycopg.DataError as error:
        report.problems.append(f"has values that cannot be read: {error.diag.message_primary}")
    return report


def _notes(pair: Pair) -> Iterator[str]:
    renamed = [each for each in pair.fields if each.theirs.column != each.ours.column]
    if renamed:
        example = renamed[0]
        yield (
            f"{len(renamed)} of {len(pair.fields)} columns get another name"
            f" ({example.theirs.column} becomes {example.ours.column})"
        )
    said: dict[str, list[Field]] = {}
    for each in pair.fields:
        if each.said:
            said.setdefault(each.said, []).append(each)
    for how, fields in said.items():
        yield f"{', '.join(each.theirs.column for each in fields)}: {how}"
    if pair.is_partitioned:
        yield "its rows go into partitions"
    if pair.absent:
        listed = ", ".join(each.column for each in pair.absent)
        yield f"has no {listed}: the default is taken"
    if pair.left:
        listed = ", ".join(each.column for each in pair.left)
        yield f"{listed}: stays where it is, the product has no such column"


def _rows_that_do_not_fit(source: psycopg.Connection, pair: Pair) -> Iterator[str]:
    for each in pair.fields:
        if each.misfit and (rows := _count(source, pair, each.misfit)):
            yield f"{rows:,} rows whose {each.theirs.column} is no {_wanted(each)}"
    if pair.is_partitioned:
        moment = sql.SQL(OUT_OF_TIME).format(moment=pair.value_of("created_at"))
        if rows := _count(source, pair, moment):
            yield f"{rows:,} rows from before 2000 or from a year ahead: no partition is for them"


def _wanted(each: Field) -> str:
    return f"{each.ours.enum or each.ours.type}{'' if each.ours.is_nullable else ' not null'}"


@dataclass(frozen=True)
class Condition:
    """What a table of the product demands of its rows."""

    name: str
    condition: str
    columns: list[str]


def _conditions(target: psycopg.Connection) -> dict[str, list[Condition]]:
    row = target.execute(statement(__file__, "sql/in_range")).fetchone()
    assert row is not None
    found: dict[str, list[Condition]] = {}
    for table, name, condition, columns in target.execute(statement(__file__, "sql/checks")):
        decided = re.sub(
            r"etl\.coordinates_in_range\((\w+)\)",
            lambda call: str(row[0]).replace("place", call[1]),
            condition,
        )
        found.setdefault(table, []).append(Condition(name, decided, columns))
    return found


def _rows_refused(
    source: psycopg.Connection, pair: Pair, conditions: list[Condition]
) -> Iterator[str]:
    there = {each.ours.column for each in pair.fields}
    for each in conditions:
        if not there.issuperset(each.columns):
            continue
        query = sql.SQL("SELECT count(*) FROM (SELECT {} FROM {}) AS row_ WHERE NOT ({})").format(
            pair.named_values,
            pair.found,
            sql.SQL(each.condition),  # Our own catalog says it.
        )
        if rows := _number(source, query):
            yield f"{rows:,} rows that {each.name} refuses: {each.condition}"


def _rows_alike(source: psycopg.Connection, plan: Plan, pair: Pair) -> Iterator[str]:
    theirs = {each.ours.column: each.theirs.column for each in pair.fields}
    for index in plan.catalog.indexes:
        is_ours = index.table == pair.table and index.is_unique and index.is_plain
        if not is_ours or index.is_primary or not theirs.keys() >= set(index.columns):
            continue
        columns = [sql.Identifier(theirs[column]) for column in index.columns]
        query = sql.SQL(
            "SELECT count(*) FROM (SELECT FROM {} WHERE num_nulls({columns}) = 0"
            " GROUP BY {columns} HAVING count(*) > 1) AS alike"
        ).format(pair.found, columns=sql.SQL(", ").join(columns))
        if rows := _number(source, query):
            listed = ", ".join(theirs[column] for column in index.columns)
            yield f"{rows:,} values of {listed} that several rows have"


def _rows_without_parent(source: psycopg.Connection, plan: Plan, pair: Pair) -> Iterator[str]:
    pairs = {each.table: each for each in plan.pairs}
    theirs = {each.ours.column: each.theirs.column for each in pair.fields}
    for relation in plan.catalog.relations:
        parent = pairs.get(relation.target)
        if relation.table != pair.table or parent is None or relation.column not in theirs:
            continue
        column = theirs[relation.column]
        query = sql.SQL(
            "SELECT count(*) FROM {} AS child WHERE {column} IS NOT NULL"
            " AND NOT EXISTS (SELECT FROM {} AS parent WHERE parent.{} = child.{column})"
        ).format(pair.found, parent.found, parent.their_key, column=sql.Identifier(column))
        if rows := _number(source, query):
            yield f"{rows:,} rows whose {column} names none of {relation.target}"


def _count(source: psycopg.Connection, pair: Pair, condition: sql.Composable | None) -> int:
    where = sql.SQL(" WHERE {}").format(condition) if condition else sql.SQL("")
    return _number(source, sql.SQL("SELECT count(*) FROM {}{}").format(pair.found, where))


def _number(source: psycopg.Connection, query: sql.Composed) -> int:
    row = source.execute(query).fetchone()
    assert row is not None
    return int(row[0])
