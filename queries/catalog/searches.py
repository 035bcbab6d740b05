"""What the numbers about searches mean."""

from queries.catalog.metric import Metric, Unit

SEARCHES = "analytics.search_stats_daily"
TERMS = "analytics.search_terms_daily"
HOURS = "analytics.search_hours_daily"
SEARCH_DAY = "business day, district of the search point"
TERM_DAY = "business day, term: lower case, single spaces, letters composed (NFC)"


def _search(name: str, label: str, meaning: str, formula: str, unit: Unit = Unit.COUNT) -> Metric:
    return Metric(name, label, meaning, formula, unit, SEARCH_DAY, SEARCHES)


def _term(name: str, label: str, meaning: str, formula: str) -> Metric:
    return Metric(name, label, meaning, formula, Unit.COUNT, TERM_DAY, TERMS)


SEARCH_METRICS = (
    _search("searches", "Searches", "Searches made in the period.", "sum(searches)"),
    _search(
        "zero_result_rate",
        "Zero-result rate",
        "The share of searches that found nothing.",
        "sum(zero_results) / sum(searches)",
        Unit.RATIO,
    ),
    _search(
        "click_through_rate",
        "Click-through",
        "The share of searches after which a provider was clicked.",
        "sum(clicked) / sum(searches)",
        Unit.RATIO,
    ),
    _search(
        "click_position",
        "Click position",
        "Average position of the clicked provider in the results.",
        "sum(click_position_sum) / sum(positioned_clicks)",
        Unit.POSITION,
    ),
    _search(
        "reciprocal_rank",
        "Mean reciprocal rank",
        "1 / position of the click, 0 without a click, over all searches: 1 is perfect.",
        "sum(reciprocal_rank_sum) / sum(searches)",
        Unit.INDEX,
    ),
    _search(
        "searchers",
        "Searching users ≈",
        "Distinct signed-in users who searched, within 2 %; not told where they are few.",
        "distinct count of the merged sketches",
    ),
    _search(
        "search_sessions",
        "Sessions ≈",
        "Distinct sessions with a search, within 2 %; not told where they are few.",
        "distinct count of the merged sketches",
    ),
    _search(
        "response_p50",
        "Usual response (p50)",
        "Half of the searches were answered at least this fast (within 1 %).",
        "50th percentile of the merged response-time counts",
        Unit.MILLISECONDS,
    ),
    _search(
        "response_p95",
        "Slow response (p95)",
        "95 of 100 searches were answered at least this fast (within 1 %).",
        "95th percentile of the merged response-time counts",
        Unit.MILLISECONDS,
    ),
    Metric(
        "searches_per_day",
        "Searches per day",
        "Searches in an hour of a weekday, divided by the days with that weekday in the period.",
        "sum(searches) / number of days with the weekday",
        Unit.AVERAGE,
        "business day, district of the search point, hour",
        HOURS,
    ),
    _term(
        "term_searches",
        "Searches of the term",
        "Searches of one term; terms that few people typed are one row together.",
        "sum(searches)",
    ),
    _term(
        "term_zero_results",
        "In vain",
        "Searches of the term that found nothing.",
        "sum(zero_results)",
    ),
    _term("term_clicked", "Clicked", "Searches of the term that led to a click.", "sum(clicked)"),
    _term(
        "passed_over",
        "Passed over",
        "Searches of the term that found something nobody clicked.",
        "sum(searches) - sum(zero_results) - sum(clicked)",
    ),
)
