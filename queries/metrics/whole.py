"""A question as one statement: what `answer` makes of the parts, made by the database.

Files of any length are streamed from it. Rows, columns and order are those of the answer; ratios
are rounded to `PLACES` decimals.
"""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

import sqlalchemy as sa
from sqlalchemy import ColumnElement, FromClause, Select, func
from sqlalchemy.types import TypeEngine

from queries.metrics.aggregates import Percentile, Ratio, Sketch, Sum
from queries.metrics.compile import Part, parts
from queries.metrics.declared import Metric, Unit
from queries.metrics.question import STEP, Question
from queries.metrics.rows import PLACE, names, steps, unnested

PLACES = 20
DIGITS = 60
NO_NAME = "None"
"""Where answers sort what has no name."""

Number = ColumnElement[Any]


def whole(question: Question) -> Select[Any]:
    """Return the statement that finds the columns of a question, in the order of its answer."""
    found: FromClause = _found(question)
    rows = found
    columns: list[Number] = [found.c[name] for name in STEP] if question.steps else []
    order: list[Number] = columns.copy() or [found.c[question.declared[0].name].desc().nulls_last()]
    for dimension in question.dimensions:
        key = found.c[dimension.column]
        columns.append(key)
        if dimension.named_in:
            known = names(dimension).subquery(f"{dimension.name}_names")
            rows = rows.outerjoin(known, known.c["id"] == key)
            columns.append(known.c["name"].label(dimension.name))
            called = sa.case((known.c["id"].is_(None), key), else_=known.c["name"])
            order.append(_as_sorted(called))
        order.append(_as_sorted(key) if dimension.kind is str else key.asc())
    columns += [found.c[known.name] for known in question.declared]
    kept = [found.c["has_any"]] if question.by else []
    return sa.select(*columns).select_from(rows).where(*kept).order_by(*order)


def _as_sorted(text: Number) -> Number:
    return func.coalesce(text, NO_NAME).collate("C")


def _found(question: Question) -> FromClause:
    """Return each group in each step with what all parts told of it, and whether that is anything
    in any step.
    """
    told = sa.union_all(*_branches(question)).cte("told")
    keys = [told.c[dimension.column] for dimension in question.dimensions]
    place = told.c[PLACE]
    days = [func.max(told.c[name]).label(name) for name in STEP]
    values = {known.name: _together(known, told).label(known.name) for known in question.declared}
    rows = sa.select(*keys, place, *days, *values.values()).group_by(*keys, place).cte("rows")
    anything = sa.or_(*(_is_any(known, rows.c[known.name]) for known in question.declared))
    by_group = [rows.c[dimension.column] for dimension in question.dimensions]
    has_any = func.bool_or(func.coalesce(anything, sa.false())).over(partition_by=by_group or None)
    return sa.select(rows, has_any.label("has_any")).subquery("found")


def _together(known: Metric, told: FromClause) -> Number:
    """Return what a metric comes to: where no part told it, what it is of nothing."""
    value = func.max(told.c[known.name])
    match known.aggregate:
        case Ratio() | Percentile():
            return value
        case Sketch():  # few people are not told, which is not nobody
            return sa.case((func.bool_or(told.c[f"{known.name}_told"]), value), else_=0)
    return func.coalesce(value, 0)


def _is_any(known: Metric, value: Number) -> Number:
    something = value != 0
    return something | value.is_(None) if isinstance(known.aggregate, Sketch) else something


def _branches(question: Question) -> Iterator[Select[Any]]:
    """Yield what each part tells, and every group in every step, of which nothing is told."""
    every = [part.statement.cte(f"part_{number}") for number, part in enumerate(parts(question))]
    step, keys = unnested(steps(question)), [each.column for each in question.dimensions]
    for part, told in zip(parts(question), every, strict=True):
        place = told.c[PLACE] if PLACE in told.c else sa.literal(1)
        yield _branch(question, place, [told.c[key] for key in keys], _values(part, told))
    if keys:
        groups = sa.union(*(sa.select(*(told.c[key] for key in keys)) for told in every)).subquery()
        everywhere: FromClause = step.join(groups, sa.true())
        found: list[Number] = [groups.c[key] for key in keys]
    else:
        everywhere, found = step, []
    days = {name: step.c[name] for name in STEP}
    yield _branch(question, step.c[PLACE], found, days).select_from(everywhere)


def _branch(
    question: Question, place: Number, keys: Sequence[Number], told: Mapping[str, Number]
) -> Select[Any]:
    """Return a statement with the same columns, of the same types, whatever is told."""
    kinds: dict[str, Any] = dict.fromkeys(STEP, sa.Date)
    for known in question.declared:
        kinds[known.name] = _kind(known)
        if isinstance(known.aggregate, Sketch):
            kinds[f"{known.name}_told"] = sa.Boolean
    cells = [sa.cast(told.get(name, sa.null()), kind).label(name) for name, kind in kinds.items()]
    columns: list[Any] = [sa.cast(place, sa.BigInteger).label(PLACE), *keys, *cells]
    return sa.select(*columns)


def _kind(known: Metric) -> type[TypeEngine[Any]]:
    if isinstance(known.aggregate, Percentile):
        return sa.Double
    return sa.BigInteger if known.unit is Unit.COUNT else sa.Numeric


def _values(part: Part, told: FromClause) -> dict[str, Number]:
    values: dict[str, Number] = {}
    for known in part.metrics:
        match known.aggregate:
            case Sum(columns=columns):
                values[known.name] = _sum(told, columns)
            case Ratio(above=above, below=below):
                values[known.name] = _ratio(_sum(told, above.columns), _sum(told, below.columns))
            case Sketch():
                values |= {known.name: told.c[known.name], f"{known.name}_told": sa.true()}
            case _:
                values[known.name] = told.c[known.name]
    return values


def _sum(told: FromClause, columns: Sequence[str]) -> Number:
    first, *others = (func.coalesce(told.c[column], 0) for column in columns)
    return sum(others, start=first)


def _ratio(above: Number, below: Number) -> Number:
    exact = sa.cast(above, sa.Numeric(DIGITS, PLACES)) / func.nullif(below, 0)
    return func.round(exact, PLACES)
