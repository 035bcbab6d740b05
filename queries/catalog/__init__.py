"""The metric catalog: every number on every screen, defined once."""

from collections.abc import Mapping
from types import MappingProxyType

from queries.catalog.bookings import BOOKING_METRICS
from queries.catalog.coverage import COVERAGE_METRICS
from queries.catalog.data import DATA_METRICS
from queries.catalog.metric import Metric, Unit
from queries.catalog.providers import PROVIDER_METRICS
from queries.catalog.revenue import REVENUE_METRICS
from queries.catalog.searches import SEARCH_METRICS
from queries.errors import QueryError

__all__ = ["GROUPS", "METRICS", "Metric", "Unit", "metric"]

GROUPS: Mapping[str, tuple[Metric, ...]] = MappingProxyType(
    {
        "Bookings": BOOKING_METRICS,
        "Revenue": REVENUE_METRICS,
        "Providers": PROVIDER_METRICS,
        "Search": SEARCH_METRICS,
        "Coverage": COVERAGE_METRICS,
        "Data": DATA_METRICS,
    }
)
"""Metrics by the screen they belong to."""

METRICS: Mapping[str, Metric] = MappingProxyType(
    {metric.name: metric for group in GROUPS.values() for metric in group}
)
"""Every metric by its name."""


def metric(name: str) -> Metric:
    """Return the metric called `name`; raise QueryError when the catalog has none."""
    try:
        return METRICS[name]
    except KeyError:
        raise QueryError(f"there is no metric called {name!r} in the catalog") from None
