"""The metric catalog: every number on every screen, declared once in `queries/metrics/`."""

from collections.abc import Mapping
from types import MappingProxyType

from queries.errors import InvalidQuestion
from queries.metrics.bookings import BOOKING_METRICS
from queries.metrics.coverage import COVERAGE_METRICS
from queries.metrics.data import DATA_METRICS
from queries.metrics.declared import Good, Metric, Unit
from queries.metrics.live import LIVE_METRICS
from queries.metrics.providers import PROVIDER_METRICS
from queries.metrics.revenue import REVENUE_METRICS
from queries.metrics.searches import SEARCH_METRICS

__all__ = ["GROUPS", "METRICS", "Good", "Metric", "Unit", "metric"]

GROUPS: Mapping[str, tuple[Metric, ...]] = MappingProxyType(
    {
        "Bookings": BOOKING_METRICS,
        "Revenue": REVENUE_METRICS,
        "Providers": PROVIDER_METRICS,
        "Search": SEARCH_METRICS,
        "Coverage": COVERAGE_METRICS,
        "Live": LIVE_METRICS,
        "Data": DATA_METRICS,
    }
)
"""Metrics by the screen they belong to."""

METRICS: Mapping[str, Metric] = MappingProxyType(
    {metric.name: metric for group in GROUPS.values() for metric in group}
)
"""Every metric by its name."""


def metric(name: str) -> Metric:
    """Return the metric called `name`; raise InvalidQuestion when the catalog has none."""
    try:
        return METRICS[name]
    except KeyError:
        raise InvalidQuestion(
            f"there is no metric called {name!r} in the catalog; `localpro metrics list` names all"
        ) from None
