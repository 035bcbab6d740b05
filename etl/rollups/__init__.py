"""Rollups: exact daily facts, maintained by day from what writers marked as changed."""

from dataclasses import dataclass

DEFINITIONS: tuple[str, ...] = (
    "located_searches",
    "days",
    "provider_days",
    "booking_cohorts",
    "revenue_days",
    "customer_days",
    "reviews",
    "source_days",
    "provider_totals",
    "provider_places",
    "provider_checksums",
    "booking_funnel",
    "revenue_summary",
    "category_stats",
    "coverage_cells",
    "data_quality",
    "search_days",
    "search_hours",
    "search_terms",
    "search_demand",
    "place_demand",
    "present_days",
    "marks",
    "booking_marks",
    "search_marks",
    "triggers",
)
"""File stems of `etl/rollups/`, in the order of creation."""


@dataclass(frozen=True, eq=False)
class Family:
    """Rollups that are recomputed for the same days, each from those before it at most."""

    name: str
    sources: frozenset[str]
    """Where its marks come from."""

    rollups: dict[str, str | None]
    """Each with the plain view of `analytics` that shows it and is recorded, if there is one."""

    days_at_once: int
    days_in_a_row: bool = False
    """Whether its functions read all from the first day to the last, gaps and all."""

    @property
    def views(self) -> tuple[str, ...]:
        """The plain views of `analytics` that show it."""
        return tuple(view for view in self.rollups.values() if view)


BOOKED = frozenset({"bookings", "payments", "reviews", "booking_status_history", "booking_days"})

BOOKINGS = Family(
    "bookings",
    BOOKED,
    {
        "provider_days": "provider_stats_daily",
        "booking_cohorts": None,
        "revenue_days": None,
        "customer_days": None,
        "reviews": "provider_reviews",
        "source_days": None,
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
        "place_demand": None,
    },
    days_at_once=14,
    days_in_a_row=True,
)
FAMILIES = (BOOKINGS, SEARCHES)
"""Families that are computed from the sources."""

PLACED = Family(
    "placed",
    BOOKED,
    {
        "booking_funnel": "booking_funnel_daily",
        "revenue_summary": "revenue_summary_daily",
        "category_stats": "category_stats_daily",
    },
    days_at_once=400,
)
"""Computed from the rollups of BOOKINGS and the places of the providers, for the days on which
either changed."""

ALL = (*FAMILIES, PLACED)

DAY_COLUMNS = {"booking_funnel_daily": "cohort_day"}
"""What views call their day that do not call it `day`."""

LISTED = ("provider_directory", "provider_stats_summary")
"""Plain views of `analytics` over tables of `rollup` with a row for each provider, as the view of
that name in `etl` makes it."""

PUBLISHED = (
    *(view for family in ALL for view in family.views),
    *LISTED,
    "coverage_cells",
    "data_quality",
)
"""Plain views of `analytics` over rollups."""
