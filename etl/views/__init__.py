"""The analytics schema: one SQL file per object, each after those that it reads."""

OBJECTS: tuple[str, ...] = (
    "runs",
    "provider_places",
    "located_searches",
    "categories",
    "provider_directory",
    "provider_reviews",
    "provider_stats_summary",
    "provider_stats_daily",
    "category_stats_daily",
    "booking_funnel_daily",
    "revenue_summary_daily",
    "search_stats_daily",
    "search_hours_daily",
    "search_terms_daily",
    "search_demand_daily",
    "coverage_cells",
    "data_versions",
)
"""File stems of `etl/views/`, in the order of creation."""

MATERIALIZED: tuple[str, ...] = (
    "categories",
    "provider_directory",
    "provider_reviews",
    "provider_stats_summary",
    "provider_stats_daily",
    "category_stats_daily",
    "booking_funnel_daily",
    "revenue_summary_daily",
    "search_stats_daily",
    "search_hours_daily",
    "search_terms_daily",
    "search_demand_daily",
    "coverage_cells",
)
"""Materialized views of `analytics`, in the order of refresh."""
