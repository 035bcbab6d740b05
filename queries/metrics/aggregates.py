"""How the rows of a relation become one number. What is written as a formula is what is computed.

Distinct counts and percentiles are of the whole group, never added up; ratios are of sums.
"""

from dataclasses import dataclass


@dataclass(frozen=True, init=False)
class Sum:
    """The sum of columns over the rows of a group; 0 where it has none."""

    columns: tuple[str, ...]

    def __init__(self, *columns: str) -> None:
        object.__setattr__(self, "columns", columns)

    @property
    def formula(self) -> str:
        """Return it as people write it."""
        return " + ".join(f"sum({column})" for column in self.columns)


@dataclass(frozen=True)
class Ratio:
    """A ratio of sums: no data where the sum below is 0."""

    above: Sum
    below: Sum

    @property
    def columns(self) -> tuple[str, ...]:
        """Return the columns that are summed, above or below."""
        return tuple(dict.fromkeys((*self.above.columns, *self.below.columns)))

    @property
    def formula(self) -> str:
        """Return it as people write it."""
        above, below = (
            f"({side.formula})" if len(side.columns) > 1 else side.formula
            for side in (self.above, self.below)
        )
        return f"{above} / {below}"


class Share(Ratio):
    """A ratio of counts: what is counted above is among what is counted below."""


@dataclass(frozen=True)
class Distinct:
    """How many distinct values a column has in a group, exactly."""

    column: str

    @property
    def columns(self) -> tuple[str, ...]:
        """Return the column that is counted."""
        return (self.column,)

    @property
    def formula(self) -> str:
        """Return it as people write it."""
        return f"count(distinct {self.column})"


@dataclass(frozen=True)
class Sketch:
    """How many distinct things the sketches of days in a row have seen; None where they are few.

    `function` of the analytics schema merges them, for a district or all, and tells the `column`.
    """

    function: str
    column: str
    columns = ()
    formula = "distinct count of the merged sketches"


@dataclass(frozen=True)
class Percentile:
    """A percentile of what is counted in buckets by a column: the smallest bucket up to which lies
    the share `p` of all. No data where nothing is counted. `function` tells a bucket's value.
    """

    column: str
    p: str
    function: str

    @property
    def columns(self) -> tuple[str, ...]:
        """Return the column that holds the buckets."""
        return (self.column,)

    @property
    def formula(self) -> str:
        """Return it as people write it."""
        return f"{self.p.removeprefix('0.')}th percentile of the merged {self.column}"


@dataclass(frozen=True)
class Latest:
    """How many rows a relation has now in which a column holds, whatever days are asked for."""

    column: str = ""

    @property
    def columns(self) -> tuple[str, ...]:
        """Return the column that must hold, if any."""
        return (self.column,) if self.column else ()

    @property
    def formula(self) -> str:
        """Return it as people write it."""
        return f"count(*) where {self.column}" if self.column else "count(*)"


@dataclass(frozen=True)
class Growth:
    """How much more a metric is than before, as a share of what it was; no data after nothing."""

    metric: str
    columns = ()

    @property
    def formula(self) -> str:
        """Return it as people write it."""
        return f"{self.metric} now / {self.metric} before - 1"


@dataclass(frozen=True)
class Told:
    """A number that is more than an aggregation: a function or a named query of this package tells
    it, from `sources`, one for each of `grain`. A share says what it is a part of: part, whole.
    """

    formula: str
    grain: str = ""
    sources: tuple[str, ...] = ()
    share_of: tuple[str, ...] = ()
    columns = ()


Aggregate = Sum | Ratio | Distinct | Sketch | Percentile | Latest | Growth | Told
