"""From a question to SQL: what each relation is asked, grouped by step in time and dimensions.

Statements only sum up, count and merge; ratios, zeros for what did not happen and the order of rows
are the answer's (`queries.metrics.answer`).
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any, cast

import sqlalchemy as sa
from sqlalchemy import ColumnElement, Select, Subquery, func
from sqlalchemy.dialects import postgresql

from queries.metrics.aggregates import Distinct, Latest, Percentile, Ratio, Sketch, Sum
from queries.metrics.declared import Metric
from queries.metrics.question import Question
from queries.metrics.relations import DISTRICT, SCHEMA, full_name
from queries.metrics.rows import PLACE, Rows, first_days, last_days, steps

TEXTS: Any = postgresql.ARRAY(sa.Text)


@dataclass(frozen=True)
class Part:
    """What a relation is asked about some metrics of a question, by one statement."""

    metrics: tuple[Metric, ...]
    source: str
    statement: Select[Any]


def parts(question: Question) -> Iterator[Part]:
    """Yield the statements that answer a question together."""
    alike: dict[tuple[str, Rows], list[Metric]] = {}
    for known in question.declared:
        rows = Rows(question, question.relation_of(known), question.where_of(known))
        alike.setdefault((_merged(known), rows), []).append(known)
    for (_, rows), metrics in alike.items():
        source = full_name(rows.relation.name)
        yield Part(tuple(metrics), source, _statement(rows, metrics))


def _merged(known: Metric) -> str:
    """Return what it is made of that cannot be summed up: a sketch, or a column."""
    match known.aggregate:
        case Sketch(function=function):
            return function
        case Percentile(column=column) | Distinct(column=column):
            return column
    return ""


def _statement(rows: Rows, metrics: Sequence[Metric]) -> Select[Any]:
    match metrics[0].aggregate:
        case Sketch(function=function):
            return _distinct(rows, metrics, function)
        case Percentile(column=column):
            return _percentiles(rows, metrics, column)
        case Distinct(column=column):
            return _different(rows, metrics, column)
    return _sums(rows, metrics)


def _sums(rows: Rows, metrics: Sequence[Metric]) -> Select[Any]:
    """Return sums of columns under their names, and counts under the names of their metrics."""
    chosen = rows.chosen(*(column for known in metrics for column in known.aggregate.columns))
    counted: dict[str, ColumnElement[Any]] = {}
    for known in metrics:
        match known.aggregate:
            case Sum(columns=columns) | Ratio(columns=columns):
                counted |= {column: func.sum(chosen.c[column]) for column in columns}
            case Latest(column=column):
                held = chosen.c[column] if column else sa.true()
                counted[known.name] = func.count().filter(held)
    keys = rows.keys(chosen)
    numbers = [number.label(name) for name, number in counted.items()]
    return sa.select(*keys, *numbers).select_from(chosen).group_by(*keys)


def _different(rows: Rows, metrics: Sequence[Metric], column: str) -> Select[Any]:
    """Return how many values a column has. Hashing them is quicker than sorting each group."""
    chosen = rows.chosen(column)
    value = chosen.c[column]
    values = sa.select(*rows.keys(chosen), value).where(value.is_not(None)).distinct().subquery()
    keys = rows.keys(values)
    numbers = [func.count().label(known.name) for known in metrics]
    return sa.select(*keys, *numbers).select_from(values).group_by(*keys)


def _distinct(rows: Rows, metrics: Sequence[Metric], function: str) -> Select[Any]:
    """Return distinct counts that a function merges for each step, of districts or of all."""
    assert rows.relation.dimensions == (DISTRICT,), "the function knows no other"
    asked, by = steps(rows.question), rows.question.dimensions
    kept = dict(rows.where).get(DISTRICT.name)
    districts = sa.cast([*kept] if kept else None, TEXTS)
    columns = {known.name: cast(Sketch, known.aggregate).column for known in metrics}
    counted = sa.cast(list(columns.values()), TEXTS)
    merged = _call(function, first_days(asked), last_days(asked), districts, bool(by), counted)
    told = merged.table_valued(PLACE, DISTRICT.column, *columns.values()).alias("told")
    keys = [told.c[PLACE], *(told.c[dimension.column] for dimension in by)]
    return sa.select(*keys, *(told.c[column].label(name) for name, column in columns.items()))


def _percentiles(rows: Rows, metrics: Sequence[Metric], column: str) -> Select[Any]:
    """Return the value of the first bucket up to which lies the share that is asked for."""
    chosen = rows.chosen(column)
    counted = func.jsonb_each_text(chosen.c[column]).table_valued("key", "value").lateral("counted")
    keys, bucket = rows.keys(chosen), sa.cast(counted.c["key"], sa.Integer)
    counts = func.sum(sa.cast(counted.c["value"], sa.BigInteger))
    merged = (
        sa.select(*keys, bucket.label("bucket"), sa.cast(counts, sa.BigInteger).label("cases"))
        .select_from(chosen.join(counted, sa.true()))
        .group_by(*keys, bucket)
        .subquery("merged")
    )
    keys, cases = rows.keys(merged), func.sum(merged.c["cases"])
    ranked = sa.select(
        merged,
        cases.over(partition_by=keys).label("all"),
        # Each bucket is there once: to look for others like it would take as long again.
        cases.over(partition_by=keys, order_by=merged.c["bucket"], rows=(None, 0)).label("reached"),
    ).subquery("ranked")
    keys = rows.keys(ranked)
    return sa.select(*keys, *(_percentile(ranked, known) for known in metrics)).group_by(*keys)


def _percentile(ranked: Subquery, known: Metric) -> ColumnElement[Any]:
    aggregate = cast(Percentile, known.aggregate)
    least = func.ceil(sa.literal(Decimal(aggregate.p), sa.Numeric) * ranked.c["all"])
    bucket = func.min(ranked.c["bucket"]).filter(ranked.c["reached"] >= least)
    return _call(aggregate.function, bucket).label(known.name)


def _call(function: str, *arguments: Any) -> sa.Function[Any]:
    called: sa.Function[Any] = getattr(getattr(func, SCHEMA), function)(*arguments)
    return called
