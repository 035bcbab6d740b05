"""From what relations said to one frame: zeros for what did not happen, ratios of sums, order."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from decimal import Decimal
from itertools import chain
from operator import itemgetter
from types import MappingProxyType
from typing import Any

from pandas import DataFrame, Series
from sqlalchemy import Select

from queries.catalog import metric
from queries.frames import to_frame
from queries.metrics.aggregates import Percentile, Ratio, Sketch, Sum
from queries.metrics.compile import parts
from queries.metrics.declared import Metric, Unit
from queries.metrics.question import Question
from queries.metrics.relations import full_name
from queries.metrics.rows import PLACE, names, steps
from queries.ratio import ratio

Row = Mapping[Any, Any]
Read = Callable[[str, Select[Any]], Sequence[Row]]
"""Returns the rows that a statement finds; the name is that of what it reads."""

Group = tuple[Any, ...]
"""A value of each dimension: an id where it has names."""

Values = dict[str, Any]
"""What each metric comes to."""

Names = dict[Any, str] | None


def answered(question: Question, read: Read) -> DataFrame:
    """Return the columns of the question: with steps one row per step and value of the dimensions,
    in order of time, else one per value, the most of the first metric first.

    Values in which no metric has anything are left out; those that have are zero in the steps in
    which nothing happened. Ratios and percentiles of nothing are None.
    """
    nothing = of_nothing(question)
    places = range(1, len(steps(question)) + 1)
    found = {
        group: [nothing | told.get(place, {}) for place in places]
        for group, told in _told(question, read).items()
    }
    if question.by:
        found = {group: rows for group, rows in found.items() if _has_any(question, rows)}
    return _frame(question, found, _named(question, read))


def _told(question: Question, read: Read) -> dict[Group, dict[int, Values]]:
    """Return what the relations say of each group and step."""
    told: dict[Group, dict[int, Values]] = {} if question.by else {(): {}}
    keys = [dimension.column for dimension in question.dimensions]
    for part in parts(question):
        for row in read(part.source, part.statement):
            group = told.setdefault(tuple(row[key] for key in keys), {})
            values = group.setdefault(row.get(PLACE, 1), {})
            values |= {known.name: value_of(known, row) for known in part.metrics}
    return told


def value_of(known: Metric, row: Row) -> Any:
    """Return what a metric comes to, of a row that holds its sums or, else, the metric."""
    match known.aggregate:
        case Sum(columns=columns):
            return _number(known, sum(row[column] or 0 for column in columns))
        case Ratio(above=above, below=below):
            part, whole = (
                sum(row[column] or 0 for column in side.columns) for side in (above, below)
            )
            return ratio(part, whole)
    return row[known.name]


def with_metrics(
    frame: DataFrame, names: Iterable[str], called: Mapping[str, str] = MappingProxyType({})
) -> DataFrame:
    """Return the frame of a named query with metrics that are made of the sums that it holds:
    `called` says under what other names.
    """
    made = {}
    for known in map(metric, names):
        columns = known.aggregate.columns
        rows = zip(*(frame[called.get(column, column)] for column in columns), strict=True)
        values = [value_of(known, dict(zip(columns, row, strict=True))) for row in rows]
        made[known.name] = Series(values, index=frame.index, dtype=object)
    return frame.assign(**made)


def of_nothing(question: Question) -> Values:
    """Return what each metric comes to where nothing happened."""
    return {
        known.name: None if isinstance(known.aggregate, Ratio | Percentile) else _number(known, 0)
        for known in question.declared
    }


def _number(known: Metric, value: int | Decimal) -> int | Decimal:
    return int(value) if known.unit is Unit.COUNT else Decimal(value)


def _has_any(question: Question, rows: Sequence[Values]) -> bool:
    """Return whether any metric has anything in any step."""
    return any(_is_any(known, row[known.name]) for row in rows for known in question.declared)


def _is_any(known: Metric, value: Any) -> bool:
    """Return whether a value is something; few people, who are not told, are not nobody."""
    return bool(value) or (value is None and isinstance(known.aggregate, Sketch))


def _named(question: Question, read: Read) -> list[Names]:
    """Return what people call the ids of each dimension, None for one of plain values."""
    return [
        {row["id"]: row["name"] for row in read(full_name(each.named_in), names(each))}
        if each.named_in
        else None
        for each in question.dimensions
    ]


def _frame(
    question: Question, found: Mapping[Group, Sequence[Values]], named: Sequence[Names]
) -> DataFrame:
    """Return the values as rows, in order: by time or the most first, then as they are called."""
    asked = [known.name for known in question.declared]
    ordered = []
    for group, steps_of_group in found.items():
        keys, called = _keys(group, named), _called(group, named)
        for step, values in zip(steps(question), steps_of_group, strict=True):
            days = (step.start, step.end) if question.steps else ()
            row = (*days, *keys, *(values[name] for name in asked))
            ordered.append((days or _most_first(values[asked[0]]), called, row))
    ordered.sort(key=itemgetter(0, 1))
    return to_frame(question.columns, [row for _, _, row in ordered])


def _keys(group: Group, named: Sequence[Names]) -> Group:
    """Return the group as frames show it: each id with its name, or the value."""
    pairs = zip(group, named, strict=True)
    shown = [(key,) if known is None else (key, known.get(key)) for key, known in pairs]
    return tuple(chain.from_iterable(shown))


def _called(group: Group, named: Sequence[Names]) -> Group:
    """Return what a group is sorted by: names, and ids where these are the same."""
    pairs = zip(group, named, strict=True)
    return tuple(
        key if isinstance(key, int) else (str((known or {}).get(key, key)), str(key))
        for key, known in pairs
    )


def _most_first(value: Any) -> tuple[bool, Any]:
    return (value is None, 0 if value is None else -value)
