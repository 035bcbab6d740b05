"""The rows behind a number: which there are follows from what the number is made of.

Bookings, payments and reviews are kept as the data version counts them, so that count and sums are
those of the number, whatever happened since. Searches are too many for that, and are as they are
now: what is missing or came since is told.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time
from typing import Any
from zoneinfo import ZoneInfo

import sqlalchemy as sa
from pandas import DataFrame
from sqlalchemy import ColumnElement, func

from queries.catalog import METRICS, metric
from queries.errors import InvalidQuestion
from queries.frames import only_row, to_frame
from queries.metrics.aggregates import Ratio, Sum
from queries.metrics.answer import value_of
from queries.metrics.declared import Metric
from queries.metrics.question import Question, Where, kept_of
from queries.metrics.relations import (
    BEHIND,
    CATEGORY,
    CURRENCY,
    DISTRICT,
    HOUR,
    METHOD,
    PROVIDER,
    SEARCH_ROWS,
    SUB_CATEGORY,
    WEEKDAY,
    Behind,
)
from queries.metrics.rows import is_in
from queries.periods import ONE_DAY, Period
from queries.settings import settings
from queries.snapshot import Snapshot

DIMENSIONS = {
    each.name: each
    for each in (
        *(CATEGORY, SUB_CATEGORY, DISTRICT, CURRENCY, METHOD, PROVIDER),
        *(WEEKDAY, HOUR),
    )
}


@dataclass(frozen=True)
class RowsOf:
    """Rows of a kind, of some days; those that a metric is made of, or all."""

    kind: str
    days: Period
    where: Where = ()
    metric: str | None = None

    @property
    def behind(self) -> Behind:
        """What holds the rows. Raises InvalidQuestion for a kind that there is not."""
        if self.kind not in BEHIND:
            raise InvalidQuestion(f"there are no rows of {self.kind!r}, but of {', '.join(BEHIND)}")
        return BEHIND[self.kind]

    @property
    def counted(self) -> tuple[str, ...]:
        """The columns that are added up: those of the metric, or all."""
        if self.metric is None:
            return tuple(sorted(self.behind.columns))
        return metric(self.metric).aggregate.columns


def rows_of(question: Question, name: str) -> RowsOf:
    """Return the rows that a metric of a question is made of, in all its steps together.

    Raises InvalidQuestion where a number is not made of rows that can be shown.
    """
    known = metric(name)
    found = _behind(question, known)
    if found is None:
        raise InvalidQuestion(f"{known.name} is not made of rows that can be shown one by one")
    return RowsOf(found.kind, question.days, question.where_of(known), name)


def has_rows(question: Question, name: str) -> bool:
    """Return whether the rows behind a metric of a question can be shown."""
    return _behind(question, METRICS[name]) is not None


def _behind(question: Question, known: Metric) -> Behind | None:
    if not isinstance(known.aggregate, Sum | Ratio):
        return None
    wanted = {*known.aggregate.columns}
    behind = question.relation_of(known).behind
    return next((rows for rows in behind if wanted <= rows.columns), None)


def statement(asked: RowsOf) -> sa.Select[Any]:
    """Return the statement that finds the rows, in order of time."""
    behind, rows = asked.behind, _table(asked)
    first = (behind.key, behind.moment)
    columns: list[Any] = [
        rows.c[name] for name in dict.fromkeys((*first, *behind.said, *asked.counted))
    ]
    order = (rows.c[behind.day], rows.c[behind.moment], rows.c[behind.key])
    return sa.select(*columns).where(*_kept(asked, rows)).order_by(*order)


def sums(asked: RowsOf) -> sa.Select[Any]:
    """Return the statement that counts the rows, and adds up what is counted."""
    rows = _table(asked)
    added = [func.coalesce(func.sum(rows.c[name]), 0).label(name) for name in asked.counted]
    return sa.select(func.count().label("row_count"), *added).where(*_kept(asked, rows))


def _table(asked: RowsOf) -> sa.TableClause:
    behind = asked.behind
    dimensions = [DIMENSIONS[name].column for name, _ in asked.where if name in DIMENSIONS]
    names = (behind.key, behind.moment, behind.day, *behind.said, *asked.counted, *dimensions)
    columns: list[Any] = [sa.column(name) for name in dict.fromkeys(names)]
    return sa.table(behind.name, *columns, schema="admin")


def _kept(asked: RowsOf, rows: sa.TableClause) -> Sequence[ColumnElement[bool]]:
    """Return which rows count: of the days and filters, and something in what is added up."""
    behind, days = asked.behind, asked.days
    day, moment = rows.c[behind.day], rows.c[behind.moment]
    kept: list[ColumnElement[bool]] = [day.between(days.start, days.end)]
    # The same days as moments: by these rows are found without reading all.
    kept += [moment >= _midnight(days.start), moment < _midnight(days.end + ONE_DAY)]
    kept += [
        is_in(_dimension(name, rows, day), DIMENSIONS[name], values)
        for name, values in kept_of(asked.where)
    ]
    if asked.metric is not None:
        kept.append(sa.or_(*(rows.c[name] != 0 for name in asked.counted)))
    return kept


def _midnight(day: date) -> ColumnElement[datetime]:
    moment = datetime.combine(day, time(), ZoneInfo(settings().timezone))
    return sa.literal(moment, sa.TIMESTAMP(timezone=True))


def _dimension(name: str, rows: sa.TableClause, day: ColumnElement[date]) -> ColumnElement[Any]:
    if name == WEEKDAY.name:
        return sa.cast(sa.extract("isodow", day), sa.Integer)
    return rows.c[DIMENSIONS[name].column]


@dataclass(frozen=True)
class Page:
    """A page of the rows behind a number, and what all of them come to beside it."""

    asked: RowsOf
    rows: DataFrame
    count: int
    value: Any
    """What the rows come to."""

    figure: Any
    """What the number is in the data version."""

    archived: tuple[Period, ...] = ()
    """Weeks of the days whose rows are in the archive."""

    @property
    def is_exact(self) -> bool:
        """Whether the rows are all that the number is made of, and nothing else."""
        return bool(self.value == self.figure)


def page(snapshot: Snapshot, asked: RowsOf, number: int, size: int) -> Page:
    """Return a page of rows, the first is 1. Raises what reading raises.

    Only the admin reader reads rows: the snapshot is to be of `reporting`.
    """
    assert asked.metric is not None
    source, known = asked.behind.source, metric(asked.metric)
    counted = snapshot.rows(source, sums(asked))[0]
    shown = statement(asked).limit(size).offset((number - 1) * size)
    rows = snapshot.rows(source, shown)
    figure = snapshot.answer(Question((known.name,), asked.days, where=asked.where))
    columns: list[str] = list(shown.selected_columns.keys())
    return Page(
        asked,
        to_frame(columns, [tuple(row[name] for name in columns) for row in rows]),
        counted["row_count"],
        value_of(known, counted),
        only_row(figure)[known.name],
        _archived(snapshot, asked),
    )


def _archived(snapshot: Snapshot, asked: RowsOf) -> tuple[Period, ...]:
    if asked.behind is not SEARCH_ROWS:
        return ()
    weeks = snapshot.frame("rows_archived", start=asked.days.start, end=asked.days.end)
    return tuple(map(Period, weeks["first_day"], weeks["last_day"]))
