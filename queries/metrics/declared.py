"""What a metric is, said once: what is computed, shown as help, and printed in docs/metrics.md."""

from dataclasses import dataclass
from enum import StrEnum

from queries.metrics.aggregates import Aggregate, Sketch, Told
from queries.metrics.relations import Relation, full_name


class Unit(StrEnum):
    """How a metric is counted, and so how it is written."""

    COUNT = "count"
    AVERAGE = "average of counts"
    AMOUNT = "amount in one currency"
    RATIO = "ratio, shown as a percentage"
    SECONDS = "seconds"
    MILLISECONDS = "milliseconds"
    STARS = "stars, 1 to 5"
    SCORE = "points, 0 to 100"
    INDEX = "index, 0 to 1"
    POSITION = "position in the results, 1 is first"


UNITS = {
    Unit.RATIO: "share",
    Unit.SECONDS: "s",
    Unit.MILLISECONDS: "ms",
    Unit.STARS: "stars",
    Unit.SCORE: "points",
}


def unit_of(unit: Unit, currency: str = "") -> str:
    """Return what a bare number counts, where a file has to say it: s, share, INR.

    >>> unit_of(Unit.SECONDS), unit_of(Unit.AMOUNT, "INR"), unit_of(Unit.COUNT)
    ('s', 'INR', '')
    """
    return currency if unit is Unit.AMOUNT else UNITS.get(unit, "")


class Good(StrEnum):
    """Which direction of a metric is good news."""

    UP = "up"
    DOWN = "down"
    NEITHER = "neither"


@dataclass(frozen=True)
class Metric:
    """One number of the product: its name in code, its label, what it means and how it is made.

    It is read from the first of its relations that has all dimensions that are asked for. `besides`
    are sources from which named queries tell it.
    """

    name: str
    label: str
    meaning: str
    unit: Unit
    good: Good
    aggregate: Aggregate
    relations: tuple[Relation, ...] = ()
    besides: tuple[str, ...] = ()

    @property
    def formula(self) -> str:
        """Return how it is computed, as people write it."""
        return self.aggregate.formula

    @property
    def grain(self) -> str:
        """Return what the relation that it is read from first has one row for."""
        return self.relations[0].grain if self.relations else _told(self).grain

    @property
    def sources(self) -> tuple[str, ...]:
        """Return the full names of everything that it is read from."""
        read = [source for relation in self._read for source in relation.sources]
        return tuple(dict.fromkeys([*read, *self._told_from]))

    @property
    def source(self) -> str:
        """Return its sources as text: the usual ones, and those for what these cannot split."""
        usual = self._read[0].sources if self._read else ()
        said = [", ".join([*usual, *self._told_from])]
        for place, relation in enumerate(self._read[1:], 1):
            before = {each for earlier in self._read[:place] for each in earlier.dimensions}
            more = [each.name for each in relation.dimensions if each not in before]
            said.append(f"by {', '.join(more)}: {', '.join(relation.sources)}")
        return "; ".join(said)

    @property
    def _read(self) -> tuple[Relation, ...]:
        """Of a sketch its relations only say by what it may be asked; a function reads for it."""
        return () if isinstance(self.aggregate, Sketch) else self.relations

    @property
    def _told_from(self) -> tuple[str, ...]:
        match self.aggregate:
            case Sketch(function=function):
                return (full_name(function), *self.besides)
            case Told(sources=sources):
                return (*sources, *self.besides)
        return self.besides

    @property
    def dimensions(self) -> tuple[str, ...]:
        """Return the names of the dimensions by which it may be asked; some relation has each."""
        if isinstance(self.aggregate, Told):
            return ()
        every = [each.name for relation in self.relations for each in relation.dimensions]
        return tuple(dict.fromkeys(every))

    @property
    def help(self) -> str:
        """Return the explanation that a screen shows beside the number."""
        return f"{self.meaning}\n\n**Formula:** {self.formula}\n\n**Source:** `{self.source}`"


def _told(metric: Metric) -> Told:
    assert isinstance(metric.aggregate, Told), f"{metric.name} is read from nothing"
    return metric.aggregate
