"""The analytics schema: one SQL file per object, each after those that it reads."""

OBJECTS: tuple[str, ...] = (
    "runs",
    "jobs",
    "data_versions",
    "provider_places",
    "serving_providers",
    "categories",
    "provider_directory",
    "provider_points",
    "provider_reviews",
    "provider_stats_summary",
    "provider_stats_daily",
    "category_stats_daily",
    "booking_funnel_daily",
    "revenue_summary_daily",
    "search_totals_daily",
    "search_stats_daily",
    "search_hours_daily",
    "search_terms_daily",
    "search_demand_daily",
    "search_bookings_daily",
    "searched_places",
    "place_demand",
    "coverage_cells",
    "data_quality",
)
"""File stems of `etl/views/`, in the order of creation."""
