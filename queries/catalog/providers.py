"""What the numbers about providers mean."""

from queries.catalog.metric import Metric, Unit

PROVIDER_DAYS = "analytics.provider_stats_daily"
PROVIDER_DAY = "business day of the event, provider, currency"
DIRECTORY = "analytics.provider_directory"
REVIEWS = "analytics.provider_reviews"


def _daily(name: str, label: str, meaning: str, formula: str, unit: Unit = Unit.COUNT) -> Metric:
    return Metric(name, label, meaning, formula, unit, PROVIDER_DAY, PROVIDER_DAYS)


def _standing(name: str, label: str, meaning: str, formula: str, unit: Unit) -> Metric:
    return Metric(name, label, meaning, formula, unit, "provider", DIRECTORY)


PROVIDER_METRICS = (
    _standing(
        "providers",
        "Providers",
        "Active, approved providers now.",
        "count(provider_id) where is_active and profile_status = APPROVED",
        Unit.COUNT,
    ),
    _daily(
        "active_providers",
        "Providers with activity",
        "Distinct providers with any booking, payment or review event in the period.",
        "count(distinct provider_id)",
    ),
    _daily(
        "jobs_completed",
        "Jobs finished",
        "Jobs finished in the period, whenever they were requested.",
        "sum(completed)",
    ),
    _daily(
        "jobs_cancelled",
        "Jobs cancelled",
        "Jobs cancelled in the period, by anyone, whenever they were requested.",
        "sum(cancelled)",
    ),
    _daily(
        "job_completion_rate",
        "Finish rate",
        "Of the jobs that ended in the period, the share that was completed, not cancelled.",
        "sum(completed) / (sum(completed) + sum(cancelled))",
        Unit.RATIO,
    ),
    _daily(
        "job_cancellation_rate",
        "Jobs cancelled, rate",
        "Of the jobs that ended in the period, the share that was cancelled, by anyone.",
        "sum(cancelled) / (sum(completed) + sum(cancelled))",
        Unit.RATIO,
    ),
    _daily(
        "jobs_disputed",
        "Jobs disputed",
        "Bookings that came into dispute in the period, whenever they were requested.",
        "sum(disputed)",
    ),
    _daily(
        "job_dispute_rate",
        "Jobs disputed, rate",
        "Disputes of the period beside the jobs that ended in it, completed or cancelled; a "
        "dispute may be about a job that ended before, or has not ended.",
        "sum(disputed) / (sum(completed) + sum(cancelled))",
        Unit.RATIO,
    ),
    _daily(
        "rating",
        "Rating",
        "Average stars of the published, unflagged reviews written in the period.",
        "sum(rating_sum) / sum(reviews)",
        Unit.STARS,
    ),
    _daily(
        "reviews",
        "Reviews",
        "Published, unflagged reviews written in the period.",
        "sum(reviews)",
    ),
    Metric(
        "reviews_ever",
        "Reviews, ever",
        "Published, unflagged reviews, whenever they were written.",
        "count(review_id)",
        Unit.COUNT,
        "review",
        REVIEWS,
    ),
    _standing(
        "reputation_score",
        "Reputation",
        "The stored score that customers see: rating, volume, response, verification, reliability, "
        "tenure and trend, weighted, less penalties. Updated with every job and review.",
        "calculate_reputation_score(provider_id), docs/decisions.md D7-D10",
        Unit.SCORE,
    ),
    _standing(
        "current_score",
        "Reputation, recalculated",
        "The same score calculated again when the data was published: an account grows older, and "
        "the rules may have changed, since the stored one was written.",
        "calculate_reputation_score(provider_id), docs/decisions.md D7-D10",
        Unit.SCORE,
    ),
)
