"""A measure: a column of numbers with its label, its notation and its explanation."""

from dataclasses import dataclass

from dashboard.parts.format import GROWTH, Notation, notation
from queries.catalog import metric
from queries.metrics.aggregates import Growth, Sum


@dataclass(frozen=True)
class Measure:
    """What charts and tables need to know about a column of numbers."""

    column: str
    label: str
    notation: Notation
    help: str | None = None
    adds_up: bool = False
    """Whether the sum over groups is that of them together: not of shares, nor of distinct ones."""


def measure(
    name: str, currency: str = "INR", *, column: str | None = None, label: str | None = None
) -> Measure:
    """Return the measure of a catalog metric; its column is called like the metric unless said."""
    known = metric(name)
    is_growth = isinstance(known.aggregate, Growth)
    written = GROWTH if is_growth else notation(known.unit, currency)
    adds_up = isinstance(known.aggregate, Sum)
    return Measure(column or name, label or known.label, written, known.help, adds_up)
