"""What the numbers about searches mean."""

from queries.metrics.aggregates import Percentile, Ratio, Share, Sketch, Sum, Told
from queries.metrics.declared import Good, Metric, Unit
from queries.metrics.relations import SEARCH_BOOKINGS, SEARCH_HOURS, SEARCH_TOTALS, SEARCHES

TERMS = "analytics.searched_terms"
TERM_DAY = "term in days in a row: lower case, single spaces, letters composed (NFC)"


def _count(name: str, label: str, meaning: str, good: Good) -> Metric:
    relations = (SEARCH_TOTALS, SEARCHES, SEARCH_HOURS)
    return Metric(name, label, meaning, Unit.COUNT, good, Sum(name), relations)


def _share(name: str, part: str, label: str, meaning: str, good: Good) -> Metric:
    relations = (SEARCH_TOTALS, SEARCHES, SEARCH_HOURS)
    aggregate = Share(Sum(part), Sum("searches"))
    return Metric(name, label, meaning, Unit.RATIO, good, aggregate, relations, besides=(TERMS,))


def _distinct(name: str, label: str, whom: str) -> Metric:
    meaning = f"Distinct {whom}, within 2 %; not told where they are few."
    sketch = Sketch("distinct_searchers", name)
    return Metric(name, label, meaning, Unit.COUNT, Good.UP, sketch, (SEARCHES,))


def _response(name: str, label: str, meaning: str, p: str) -> Metric:
    aggregate = Percentile("response_buckets", p, "bucket_milliseconds")
    together = (SEARCH_TOTALS, SEARCHES)
    return Metric(name, label, meaning, Unit.MILLISECONDS, Good.DOWN, aggregate, together)


def _term(name: str, label: str, meaning: str, formula: str, good: Good) -> Metric:
    return Metric(name, label, meaning, Unit.COUNT, good, Told(formula, TERM_DAY, (TERMS,)))


SEARCH_METRICS = (
    Metric(
        "searches",
        "Searches",
        "Searches made in the period.",
        Unit.COUNT,
        Good.UP,
        Sum("searches"),
        (SEARCH_TOTALS, SEARCHES, SEARCH_HOURS, SEARCH_BOOKINGS),
    ),
    _count("zero_results", "Found nothing", "Searches that found nothing.", Good.DOWN),
    _count("clicked", "Clicked on", "Searches after which a provider was clicked.", Good.UP),
    _share(
        "zero_result_rate",
        "zero_results",
        "Zero-result rate",
        "The share of searches that found nothing.",
        Good.DOWN,
    ),
    _share(
        "click_through_rate",
        "clicked",
        "Click-through",
        "The share of searches after which a provider was clicked.",
        Good.UP,
    ),
    Metric(
        "click_position",
        "Click position",
        "Average position of the clicked provider in the results.",
        Unit.POSITION,
        Good.DOWN,
        Ratio(Sum("click_position_sum"), Sum("positioned_clicks")),
        (SEARCH_TOTALS, SEARCHES),
    ),
    Metric(
        "reciprocal_rank",
        "Mean reciprocal rank",
        "1 / position of the click, 0 without a click, over all searches: 1 is perfect.",
        Unit.INDEX,
        Good.UP,
        Ratio(Sum("reciprocal_rank_sum"), Sum("searches")),
        (SEARCH_TOTALS, SEARCHES),
    ),
    _distinct("searchers", "Searching users ≈", "signed-in users who searched"),
    _distinct("search_sessions", "Sessions ≈", "sessions with a search"),
    _response(
        "response_p50",
        "Usual response (p50)",
        "Half of the searches were answered at least this fast (within 1 %).",
        "0.50",
    ),
    _response(
        "response_p95",
        "Slow response (p95)",
        "95 of 100 searches were answered at least this fast (within 1 %).",
        "0.95",
    ),
    Metric(
        "searches_per_day",
        "Searches per day",
        "Searches in an hour of a weekday, divided by the days with that weekday in the period.",
        Unit.AVERAGE,
        Good.UP,
        Told("sum(searches) / number of days with the weekday"),
        (SEARCH_HOURS,),
    ),
    Metric(
        "attributable",
        "Attributable",
        "Searches of signed-in users who clicked a provider: whether they booked can be told.",
        Unit.COUNT,
        Good.UP,
        Sum("attributable"),
        (SEARCH_BOOKINGS,),
    ),
    Metric(
        "searches_booked",
        "Searches booked",
        "Searches whose user requested a booking of the clicked provider within 7 days, whatever"
        " became of it. Several searches before one booking count each.",
        Unit.COUNT,
        Good.UP,
        Sum("booked"),
        (SEARCH_BOOKINGS,),
    ),
    Metric(
        "search_booking_rate",
        "Search-to-booking rate",
        "The share of all searches that were booked within 7 days.",
        Unit.RATIO,
        Good.UP,
        Share(Sum("booked"), Sum("searches")),
        (SEARCH_BOOKINGS,),
    ),
    Metric(
        "request_delay_seconds",
        "Time to request",
        "Average time from a search to the request that it led to.",
        Unit.SECONDS,
        Good.DOWN,
        Ratio(Sum("delay_seconds_sum"), Sum("booked")),
        (SEARCH_BOOKINGS,),
    ),
    Metric(
        "request_delay_p50",
        "Usual time to request (p50)",
        "Half of the searches that were booked were booked at least this fast (within 1 %).",
        Unit.SECONDS,
        Good.DOWN,
        Percentile("delay_buckets", "0.50", "bucket_milliseconds"),
        (SEARCH_BOOKINGS,),
    ),
    _term(
        "term_searches",
        "Searches of the term",
        "Searches of one term; terms that few people typed are one row together.",
        "sum(searches)",
        Good.UP,
    ),
    _term(
        "term_zero_results",
        "In vain",
        "Searches of the term that found nothing.",
        "sum(zero_results)",
        Good.DOWN,
    ),
    _term(
        "term_clicked",
        "Clicked",
        "Searches of the term that led to a click.",
        "sum(clicked)",
        Good.UP,
    ),
    _term(
        "passed_over",
        "Passed over",
        "Searches of the term that found something nobody clicked.",
        "sum(searches) - sum(zero_results) - sum(clicked)",
        Good.DOWN,
    ),
)
