"""What the numbers about providers mean."""

from queries.metrics.aggregates import Aggregate, Distinct, Latest, Ratio, Share, Sum, Told
from queries.metrics.declared import Good, Metric, Unit
from queries.metrics.relations import ACTIVITY_TOTALS, PROVIDER_DAYS, PROVIDER_KINDS, PROVIDERS

DIRECTORY = "analytics.provider_directory"
REVIEWS = "analytics.provider_reviews"
ENDED = Sum("completed", "cancelled")
SCORE = "calculate_reputation_score(provider_id), docs/decisions.md D7-D10"


def _count(name: str, label: str, meaning: str, aggregate: Aggregate, good: Good) -> Metric:
    is_sum = isinstance(aggregate, Sum)
    relations = (ACTIVITY_TOTALS, PROVIDER_DAYS) if is_sum else (PROVIDER_DAYS,)
    return Metric(name, label, meaning, Unit.COUNT, good, aggregate, relations)


def _score(name: str, label: str, meaning: str) -> Metric:
    told = Told(SCORE, "provider", (DIRECTORY,))
    return Metric(name, label, meaning, Unit.SCORE, Good.UP, told)


PROVIDER_METRICS = (
    Metric(
        "providers",
        "Providers",
        "Active, approved providers now. One that has several sub-categories counts in each of "
        "them: these add up to more.",
        Unit.COUNT,
        Good.UP,
        Latest(),
        (PROVIDERS, PROVIDER_KINDS),
    ),
    _count(
        "active_providers",
        "Providers with activity",
        "Distinct providers with any booking, payment or review event in the period. One with some "
        "in several sub-categories counts in each of them: these add up to more.",
        Distinct("provider_id"),
        Good.UP,
    ),
    _count(
        "jobs_confirmed",
        "Jobs accepted",
        "Bookings that a provider accepted in the period, whenever they were requested.",
        Sum("confirmed"),
        Good.UP,
    ),
    _count(
        "jobs_completed",
        "Jobs finished",
        "Jobs finished in the period, whenever they were requested.",
        Sum("completed"),
        Good.UP,
    ),
    _count(
        "jobs_cancelled",
        "Jobs cancelled",
        "Jobs cancelled in the period, by anyone, whenever they were requested.",
        Sum("cancelled"),
        Good.DOWN,
    ),
    Metric(
        "job_finish_rate",
        "Finish rate",
        "Of the jobs that ended in the period, the share that was completed, not cancelled.",
        Unit.RATIO,
        Good.UP,
        Share(Sum("completed"), ENDED),
        (ACTIVITY_TOTALS, PROVIDER_DAYS),
    ),
    Metric(
        "job_cancellation_rate",
        "Jobs cancelled, rate",
        "Of the jobs that ended in the period, the share that was cancelled, by anyone.",
        Unit.RATIO,
        Good.DOWN,
        Share(Sum("cancelled"), ENDED),
        (ACTIVITY_TOTALS, PROVIDER_DAYS),
    ),
    _count(
        "jobs_disputed",
        "Jobs disputed",
        "Bookings that came into dispute in the period, whenever they were requested.",
        Sum("disputed"),
        Good.DOWN,
    ),
    Metric(
        "job_dispute_rate",
        "Jobs disputed, rate",
        "Disputes of the period beside the jobs that ended in it, completed or cancelled; a "
        "dispute may be about a job that ended before, or has not ended.",
        Unit.RATIO,
        Good.DOWN,
        Ratio(Sum("disputed"), ENDED),
        (ACTIVITY_TOTALS, PROVIDER_DAYS),
    ),
    Metric(
        "rating",
        "Rating",
        "Average stars of the published, unflagged reviews written in the period.",
        Unit.STARS,
        Good.UP,
        Ratio(Sum("rating_sum"), Sum("reviews")),
        (ACTIVITY_TOTALS, PROVIDER_DAYS),
    ),
    Metric(
        "reviews",
        "Reviews",
        "Published, unflagged reviews written in the period.",
        Unit.COUNT,
        Good.UP,
        Sum("reviews"),
        (ACTIVITY_TOTALS, PROVIDER_DAYS),
        besides=(REVIEWS,),
    ),
    Metric(
        "reviews_ever",
        "Reviews, ever",
        "Published, unflagged reviews, whenever they were written.",
        Unit.COUNT,
        Good.UP,
        Told("count(review_id)", "review", (REVIEWS,)),
    ),
    _score(
        "reputation_score",
        "Reputation",
        "The stored score that customers see: rating, volume, response, verification, reliability, "
        "tenure and trend, weighted, less penalties. Updated with every job and review.",
    ),
    _score(
        "current_score",
        "Reputation, recalculated",
        "The same score calculated again when the data was published: an account grows older, and "
        "the rules may have changed, since the stored one was written.",
    ),
)
