"""What the numbers of this moment mean; they are of no data version."""

from queries.metrics.aggregates import Told
from queries.metrics.declared import Good, Metric, Unit

BOOKINGS = ("analytics.live_bookings",)
PROVIDERS = ("analytics.live_providers",)
MINUTES = ("analytics.live_minutes",)


def _told(  # noqa: PLR0913, PLR0917 - a declaration
    name: str, label: str, meaning: str, formula: str, sources: tuple[str, ...], grain: str
) -> Metric:
    return Metric(name, label, meaning, Unit.COUNT, Good.NEITHER, Told(formula, grain, sources))


LIVE_METRICS = (
    _told(
        "open_bookings",
        "Open bookings",
        "Bookings that are neither completed nor cancelled at this moment.",
        "total of bookings over statuses",
        BOOKINGS,
        "status",
    ),
    _told(
        "available_providers",
        "Available now",
        "Approved, active providers within their working hours, on a day that they have not"
        " blocked, with no job under way.",
        "total of available",
        PROVIDERS,
        "category and district",
    ),
    _told(
        "busy_providers",
        "On a job",
        "Approved, active providers who have a job under way.",
        "total of busy",
        PROVIDERS,
        "category and district",
    ),
    _told(
        "off_hours_providers",
        "Off hours",
        "Approved, active providers outside of their working hours, or on a day that they blocked.",
        "total of off_hours",
        PROVIDERS,
        "category and district",
    ),
    _told(
        "hours_unknown_providers",
        "Hours unknown",
        "Approved, active providers who do not say when they work.",
        "total of hours_unknown",
        PROVIDERS,
        "category and district",
    ),
    _told(
        "recent_requests",
        "Requests, 30 minutes",
        "Bookings that were requested in the last thirty minutes.",
        "total of requests over minutes",
        MINUTES,
        "minute",
    ),
    _told(
        "recent_searches",
        "Searches, 30 minutes",
        "Searches of the last thirty minutes.",
        "total of searches over minutes",
        MINUTES,
        "minute",
    ),
)
