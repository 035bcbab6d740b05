"""What the numbers about providers mean."""

from queries.catalog.metric import Metric, Unit

PROVIDER_DAYS = "analytics.provider_stats_daily"
DIRECTORY = "analytics.provider_directory"


PROVIDER_METRICS = (
    Metric(
        "providers",
        "Providers",
        "Active, approved providers now.",
        "count(provider_id) where is_active and profile_status = APPROVED",
        Unit.COUNT,
        "provider",
        DIRECTORY,
    ),
    Metric(
        "active_providers",
        "Providers with activity",
        "Distinct providers with any booking, payment or review event in the period.",
        "count(distinct provider_id)",
        Unit.COUNT,
        "business day, provider, currency",
        PROVIDER_DAYS,
    ),
    Metric(
        "rating",
        "Rating",
        "Average stars of the published, unflagged reviews written in the period.",
        "sum(rating_sum) / sum(reviews)",
        Unit.STARS,
        "business day, provider, currency",
        PROVIDER_DAYS,
    ),
    Metric(
        "reviews",
        "Reviews",
        "Published, unflagged reviews written in the period.",
        "sum(reviews)",
        Unit.COUNT,
        "business day, provider, currency",
        PROVIDER_DAYS,
    ),
    Metric(
        "reputation_score",
        "Reputation",
        "Rating, volume, response, verification, reliability, tenure and trend, weighted.",
        "calculate_reputation_score(provider_id), docs/decisions.md D7-D10",
        Unit.SCORE,
        "provider",
        DIRECTORY,
    ),
)
