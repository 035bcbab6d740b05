"""Rollups: exact daily facts, maintained by day from what writers marked as changed."""

from dataclasses import dataclass

DEFINITIONS: tuple[str, ...] = (
    "located_searches",
    "days",
    "provider_days",
    "booking_cohorts",
    "revenue_days",
    "customer_days",
    "search_days",
    "search_hours",
    "search_terms",
    "search_demand",
    "present_days",
    "marks",
    "triggers",
)
"""File stems of `etl/rollups/`, in the order of creation."""


@dataclass(frozen=True, eq=False)
class Family:
    """Rollups that are recomputed for the same days."""

    name: str
    sources: frozenset[str]
    """Where its marks come from."""

    rollups: dict[str, str | None]
    """Each with the plain view of `analytics` that shows it, if there is one."""

    days_at_once: int


BOOKINGS = Family(
    "bookings",
    frozenset({"bookings", "payments", "reviews", "booking_status_history", "booking_days"}),
    {
        "provider_days": "provider_stats_daily",
        "booking_cohorts": None,
        "revenue_days": None,
        "customer_days": None,
    },
    days_at_once=400,
)
SEARCHES = Family(
    "searches",
    frozenset({"search_logs", "districts"}),
    {
        "search_days": "search_stats_daily",
        "search_hours": "search_hours_daily",
        "search_terms": "search_terms_daily",
        "search_demand": "search_demand_daily",
    },
    days_at_once=14,
)
FAMILIES = (BOOKINGS, SEARCHES)

PUBLISHED = tuple(view for family in FAMILIES for view in family.rollups.values() if view)
"""Plain views of `analytics` over rollups."""
