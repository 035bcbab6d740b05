"""The rows that count for a question: of its days and filters, with their step and dimensions."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa
from sqlalchemy import ColumnElement, FromClause, Subquery, TableClause, func
from sqlalchemy.dialects.postgresql import ARRAY

from queries.metrics.question import Kept, Question
from queries.metrics.relations import (
    CATEGORY,
    DISTRICT,
    PROVIDER,
    SCHEMA,
    WEEKDAY,
    Dimension,
    Relation,
)
from queries.periods import Period

PLACE = "place"
"""In which step a row lies, 1 is the first. Rows without days have no such column."""

DAYS: Any = ARRAY(sa.Date)

Columns = dict[str, ColumnElement[Any]]


@dataclass(frozen=True)
class Rows:
    """The rows of a relation that count for a question."""

    question: Question
    relation: Relation
    where: Kept

    def chosen(self, *columns: str) -> Subquery:
        """Return these rows: their step, the dimensions of the question, and the named columns."""
        facts, source, dimensions = self._sides(columns)
        known = {each.name: each for each in self.relation.dimensions}
        kept = [facts.c[column] == value for column, value in self.relation.only]
        kept += [is_in(dimensions[name], known[name], values) for name, values in self.where]
        found: Columns = {known[name].column: dimensions[name] for name in self.question.by}
        if self.relation.day:
            day, days = facts.c[self.relation.day], self.question.days
            found[PLACE] = func.width_bucket(day, first_days(steps(self.question)))
            kept.append(day.between(days.start, days.end))
        found = {column: facts.c[column] for column in columns} | found
        labelled = [column.label(name) for name, column in found.items()]
        return sa.select(*labelled).select_from(source).where(*kept).subquery("chosen")

    def keys(self, chosen: FromClause) -> list[ColumnElement[Any]]:
        """Return the columns by which these rows are grouped, as they are in `chosen`."""
        names = [PLACE, *(dimension.column for dimension in self.question.dimensions)]
        return [chosen.c[name] for name in names if name in chosen.c]

    def _sides(self, columns: Iterable[str]) -> tuple[TableClause, FromClause, Columns]:
        """Return the relation, what it is joined to, and where its dimensions are."""
        relation = self.relation
        elsewhere = {CATEGORY, DISTRICT} if relation.placed_by else set()
        here = [each for each in relation.dimensions if each not in {*elsewhere, WEEKDAY}]
        days = [relation.day] if relation.day else []
        own = [each.column for each in here]
        facts = table(relation.name, *days, *own, *dict(relation.only), *columns)
        dimensions: Columns = {each.name: facts.c[each.column] for each in here}
        if WEEKDAY in relation.dimensions:
            dimensions[WEEKDAY.name] = sa.cast(sa.extract("isodow", facts.c[days[0]]), sa.Integer)
        asked = {*self.question.by, *dict(self.where)}
        if not relation.placed_by or not asked & {each.name for each in elsewhere}:
            return facts, facts, dimensions
        places = table(relation.placed_by, *(each.column for each in (PROVIDER, *elsewhere)))
        of_its = facts.c[PROVIDER.column] == places.c[PROVIDER.column]
        dimensions |= {each.name: places.c[each.column] for each in elsewhere}
        return facts, facts.join(places, of_its), dimensions


def is_in(
    column: ColumnElement[Any], dimension: Dimension, texts: tuple[str, ...]
) -> ColumnElement[bool]:
    """Return whether a column has one of the values."""
    values = [dimension.value(text) for text in texts]
    if len(values) == 1:
        return column == values[0]
    kind: Any = ARRAY(sa.Integer if dimension.kind is int else sa.Text)
    return column == sa.any_(sa.cast(values, kind))


def steps(question: Question) -> tuple[Period, ...]:
    """Return the steps of a question; without any, all its days are one."""
    return question.steps or (question.days,)


def first_days(of: Iterable[Period]) -> ColumnElement[Any]:
    """Return the first days of steps as an array."""
    return sa.cast([step.start for step in of], DAYS)


def last_days(of: Iterable[Period]) -> ColumnElement[Any]:
    """Return the last days of steps as an array."""
    return sa.cast([step.end for step in of], DAYS)


def unnested(of: Sequence[Period]) -> FromClause:
    """Return steps as rows: first_day, last_day and `PLACE`."""
    return (
        func.unnest(first_days(of), last_days(of))
        .table_valued("first_day", "last_day", with_ordinality=PLACE, name="step")
        .render_derived()
    )


def table(name: str, *columns: str) -> TableClause:
    """Return a relation of the analytics schema with some of its columns."""
    return sa.table(name, *(sa.column(column) for column in dict.fromkeys(columns)), schema=SCHEMA)


def names(dimension: Dimension) -> sa.Select[Any]:
    """Return the statement that finds what people call the ids of a dimension: id and name."""
    assert dimension.named_in
    known = table(dimension.named_in, dimension.column, "name")
    return sa.select(known.c[dimension.column].label("id"), known.c["name"])
