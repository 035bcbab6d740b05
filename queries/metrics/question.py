"""A question: which metrics, by which dimensions and steps in time, of which days, of what."""

from collections.abc import Iterable
from dataclasses import dataclass

from queries.catalog import metric
from queries.errors import InvalidQuestion
from queries.metrics.aggregates import Growth, Latest, Told
from queries.metrics.declared import Metric
from queries.metrics.relations import CURRENCY, PROVIDER, Dimension, Relation
from queries.people import Right
from queries.periods import Period

Where = tuple[tuple[str, str], ...]
"""Dimensions, and the one value of each that is kept."""

STEP = ("first_day", "last_day")
"""The columns that say of which step in time a row is."""


@dataclass(frozen=True)
class Question:
    """What somebody wants to know; hashable, so that it is asked once.

    `steps` cut the days, in order and without a gap; without them there is one row for all days.
    `where` filters everything; `amounts_in` is a currency that only amounts must be in: counts are
    then of every currency. Made of names that fit, else it raises InvalidQuestion.
    """

    metrics: tuple[str, ...]
    days: Period
    by: tuple[str, ...] = ()
    steps: tuple[Period, ...] = ()
    where: Where = ()
    amounts_in: str | None = None

    def __post_init__(self) -> None:
        object.__setattr__(self, "where", tuple(sorted(self.where)))
        if not self.metrics:
            raise InvalidQuestion("ask for at least one metric")
        if len(dict(self.where)) < len(self.where):
            raise InvalidQuestion("keep one value of a dimension, not several")
        for known in self.declared:
            self.where_of(known)
            self._check_values(self.relation_of(known))

    @property
    def declared(self) -> tuple[Metric, ...]:
        """Return the declarations of its metrics. Raises InvalidQuestion for unknown ones."""
        return tuple(metric(name) for name in dict.fromkeys(self.metrics))

    @property
    def dimensions(self) -> tuple[Dimension, ...]:
        """Return the dimensions that it is by."""
        relation = self.relation_of(self.declared[0])
        known = {dimension.name: dimension for dimension in relation.dimensions}
        return tuple(known[name] for name in dict.fromkeys(self.by))

    @property
    def columns(self) -> tuple[str, ...]:
        """Return the columns of its answer: the step's days, the dimensions', the metrics."""
        keys = [column for dimension in self.dimensions for column in dimension.columns]
        return (*(STEP if self.steps else ()), *keys, *dict.fromkeys(self.metrics))

    @property
    def right(self) -> Right:
        """Return what somebody must have the right to who asks: numbers of one are its rows."""
        asked = {*self.by, *(name for name, _ in self.where)}
        return Right.ROWS if PROVIDER.name in asked else Right.LOOK

    def relation_of(self, known: Metric) -> Relation:
        """Return from what a metric is read: the first relation that has all dimensions.

        Raises InvalidQuestion where none has.
        """
        _answerable(known, is_cut=bool(self.steps))
        asked = {*self.by, *(name for name, _ in self.where)}
        for relation in known.relations:
            if relation.has(asked):
                return relation
        raise InvalidQuestion(_lacking(known, asked))

    def where_of(self, known: Metric) -> Where:
        """Return which rows a metric is made of: amounts are of one currency.

        Raises InvalidQuestion where that is not said.
        """
        relation = self.relation_of(known)
        if not relation.amounts.intersection(known.aggregate.columns):
            return self.where
        kept = dict(self.where).get(CURRENCY.name, self.amounts_in)
        if self.amounts_in not in {None, kept}:
            raise InvalidQuestion(f"amounts are of {kept} or of {self.amounts_in}: say one")
        if kept is not None:
            return tuple(sorted({**dict(self.where), CURRENCY.name: kept}.items()))
        if CURRENCY.name in self.by:
            return self.where
        raise InvalidQuestion(
            f"{known.name} is in a currency, and amounts of several are never added up:"
            " ask for one (where currency=INR), or by currency"
        )

    def _check_values(self, relation: Relation) -> None:
        kept = dict(self.where)
        for dimension in relation.dimensions:
            if dimension.name in kept:
                dimension.value(kept[dimension.name])


def _answerable(known: Metric, *, is_cut: bool) -> None:
    match known.aggregate:
        case Told():
            raise InvalidQuestion(
                f"{known.name} is more than an aggregation: only its screen tells it"
            )
        case Growth():
            raise InvalidQuestion(f"{known.name} takes days to compare with")
        case Latest() if is_cut:
            raise InvalidQuestion(f"{known.name} is how it stands now: it cannot be cut in time")


def _lacking(known: Metric, asked: set[str]) -> str:
    """Return which dimensions a metric does not have, at all or together, and which it has."""
    missing = sorted(asked - {*known.dimensions})
    if missing:
        lacking = f"{known.name} has no dimension {_named(missing)}"
        return f"{lacking}; it has {_named(known.dimensions) or 'none'}"
    ways = " or ".join(_named(one.name for one in r.dimensions) for r in known.relations)
    return f"{known.name} cannot be told by {_named(sorted(asked))} together: only by {ways}"


def _named(names: Iterable[str]) -> str:
    return ", ".join(names)
