"""The metric catalog: every number on every screen, defined once.

`python -m queries.catalog` prints docs/metrics.md.
"""

from collections.abc import Mapping
from types import MappingProxyType

from queries.errors import QueryError
from queries.metric import Metric, Unit

FUNNEL = "analytics.booking_funnel_daily"
REVENUE = "analytics.revenue_summary_daily"
PROVIDER_DAYS = "analytics.provider_stats_daily"
CATEGORY_DAYS = "analytics.category_stats_daily"
DIRECTORY = "analytics.provider_directory"
SEARCHES = "analytics.search_stats_daily"
TERMS = "analytics.search_terms_daily"
DEMAND = "analytics.search_demand_daily"
COVERAGE = "analytics.coverage_cells"

COHORT = "business day of the request, currency, category, district"
MONEY_DAY = "business day on which the money moved, currency, method, category, district"
SEARCH_DAY = "business day, district of the search point"


def _funnel(name: str, label: str, meaning: str, formula: str = "") -> Metric:
    return Metric(name, label, meaning, formula or f"sum({name})", Unit.COUNT, COHORT, FUNNEL)


def _funnel_rate(name: str, label: str, meaning: str, formula: str) -> Metric:
    return Metric(name, label, meaning, formula, Unit.RATIO, COHORT, FUNNEL)


def _money(name: str, label: str, meaning: str, formula: str = "") -> Metric:
    return Metric(name, label, meaning, formula or f"sum({name})", Unit.AMOUNT, MONEY_DAY, REVENUE)


def _search(name: str, label: str, meaning: str, formula: str, unit: Unit = Unit.COUNT) -> Metric:
    return Metric(name, label, meaning, formula, unit, SEARCH_DAY, SEARCHES)


BOOKING_METRICS = (
    _funnel("requested", "Requested", "Bookings that customers asked for.", "count of bookings"),
    _funnel("viewed", "Viewed", "Bookings that the provider opened or answered, or that went on."),
    _funnel("confirmed", "Confirmed", "Bookings that the provider ever accepted, or that went on."),
    _funnel("started", "Started", "Bookings whose service ever began, or that went on."),
    _funnel("completed", "Completed", "Bookings whose service was ever finished, or that went on."),
    _funnel("paid", "Paid", "Bookings that were ever paid, refunded later or not, or reviewed."),
    _funnel("reviewed", "Reviewed", "Bookings that have a review, published or not."),
    _funnel("cancelled", "Cancelled", "Bookings that are cancelled now, by anyone."),
    _funnel("cancelled_by_customer", "By customer", "Bookings cancelled by the customer."),
    _funnel("cancelled_by_provider", "By provider", "Bookings cancelled by the provider."),
    _funnel("cancelled_by_admin", "By admin", "Bookings cancelled by an administrator."),
    _funnel("cancelled_by_system", "By system", "Bookings cancelled by the system."),
    _funnel("disputed", "Disputed", "Bookings that are or ever were in dispute."),
    _funnel("open", "Open", "Bookings that are pending, confirmed or in progress now."),
    _funnel_rate(
        "conversion_rate",
        "Completion rate",
        "Of the bookings requested in the period, the share that was ever completed.",
        "sum(completed) / sum(requested)",
    ),
    _funnel_rate(
        "stage_conversion",
        "From the stage before",
        "Of the bookings that reached the stage before, the share that reached this one.",
        "sum(stage) / sum(stage before)",
    ),
    _funnel_rate(
        "cancellation_rate",
        "Cancellation rate",
        "Of the bookings requested in the period, the share that is cancelled now.",
        "sum(cancelled) / sum(requested)",
    ),
    Metric(
        "response_seconds",
        "Time to respond",
        "Average time a provider took to respond, over the bookings that got a response.",
        "sum(response_seconds_sum) / sum(response_count)",
        Unit.SECONDS,
        COHORT,
        FUNNEL,
    ),
    Metric(
        "completion_seconds",
        "Time to complete",
        "Average time from the request to the end of the service, over completed bookings.",
        "sum(completion_seconds_sum) / sum(completion_count)",
        Unit.SECONDS,
        COHORT,
        FUNNEL,
    ),
    Metric(
        "quoted_amount",
        "Quoted",
        "Prices quoted for the bookings requested in the period.",
        "sum(quoted_amount)",
        Unit.AMOUNT,
        COHORT,
        FUNNEL,
    ),
    Metric(
        "final_amount",
        "Final price",
        "Final prices of the bookings requested in the period.",
        "sum(final_amount)",
        Unit.AMOUNT,
        COHORT,
        FUNNEL,
    ),
)

REVENUE_METRICS = (
    _money("gross_amount", "Gross", "What customers paid in the period, before refunds."),
    _money(
        "platform_fee",
        "Platform fee",
        "What the marketplace keeps of the payments: the stored fee, else amount x percent.",
    ),
    _money("tax_amount", "Tax", "Tax on the payments of the period."),
    _money("provider_earnings", "Provider earnings", "What providers earn of the payments."),
    _money("refund_amount", "Refunds", "What was paid back in the period, whenever it was paid."),
    _money(
        "net_amount",
        "Net",
        "Gross less refunds.",
        "sum(gross_amount) - sum(refund_amount)",
    ),
    Metric(
        "payments",
        "Payments",
        "Payments received in the period, refunded later or not.",
        "sum(payments)",
        Unit.COUNT,
        MONEY_DAY,
        REVENUE,
    ),
    Metric(
        "refunds",
        "Refunds (count)",
        "Refunds made in the period, full and partial.",
        "sum(refunds)",
        Unit.COUNT,
        MONEY_DAY,
        REVENUE,
    ),
    Metric(
        "failed_payments",
        "Failed payments",
        "Payments that failed, by the day they were tried.",
        "sum(failed_payments)",
        Unit.COUNT,
        MONEY_DAY,
        REVENUE,
    ),
    Metric(
        "take_rate",
        "Take rate",
        "The share of gross that the marketplace keeps.",
        "sum(platform_fee) / sum(gross_amount)",
        Unit.RATIO,
        MONEY_DAY,
        REVENUE,
    ),
    Metric(
        "refund_rate",
        "Refund rate",
        "What was refunded in the period as a share of its gross.",
        "sum(refund_amount) / sum(gross_amount)",
        Unit.RATIO,
        MONEY_DAY,
        REVENUE,
    ),
    Metric(
        "average_payment",
        "Average payment",
        "Gross per payment.",
        "sum(gross_amount) / sum(payments)",
        Unit.AMOUNT,
        MONEY_DAY,
        REVENUE,
    ),
)

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
        Unit.RATIO,
    ),
    _search(
        "searchers",
        "Searching users",
        "Distinct signed-in users who searched: exact while few, else within 2 %.",
        "distinct count of the merged sketches",
    ),
    _search(
        "search_sessions",
        "Search sessions",
        "Distinct sessions with a search: exact while few, else within 2 %.",
        "distinct count of the merged sketches",
    ),
    _search(
        "response_p50",
        "Median response",
        "Half of the searches were answered at least this fast (within 1 %).",
        "50th percentile of the merged response-time counts",
        Unit.MILLISECONDS,
    ),
    _search(
        "response_p95",
        "95 % answered in",
        "95 of 100 searches were answered at least this fast (within 1 %).",
        "95th percentile of the merged response-time counts",
        Unit.MILLISECONDS,
    ),
    Metric(
        "term_searches",
        "Searches of the term",
        "Searches of one term, written in lower case with single spaces.",
        "sum(searches)",
        Unit.COUNT,
        "business day, term",
        TERMS,
    ),
)

COVERAGE_METRICS = (
    Metric(
        "covering_providers",
        "Providers covering",
        "Active, approved providers whose service area covers the centre of the cell.",
        "sum(providers)",
        Unit.COUNT,
        "map cell (H3 resolution 8), category",
        COVERAGE,
    ),
    Metric(
        "verified_providers",
        "Verified providers",
        "Covering providers whose Aadhaar is verified.",
        "sum(verified_providers)",
        Unit.COUNT,
        "map cell (H3 resolution 8), category",
        COVERAGE,
    ),
    Metric(
        "demand",
        "Demand",
        "Searches made from the cell in the period.",
        "sum(searches)",
        Unit.COUNT,
        "business day, map cell (H3 resolution 9), category",
        DEMAND,
    ),
    Metric(
        "unmet_demand",
        "Unmet demand",
        "Searches made from cells that no provider covers.",
        "sum(searches) where no provider covers the cell",
        Unit.COUNT,
        "business day, map cell, category",
        f"{DEMAND}, {COVERAGE}",
    ),
)

GROUPS: Mapping[str, tuple[Metric, ...]] = MappingProxyType(
    {
        "Bookings": BOOKING_METRICS,
        "Revenue": REVENUE_METRICS,
        "Providers": PROVIDER_METRICS,
        "Search": SEARCH_METRICS,
        "Coverage": COVERAGE_METRICS,
    }
)
"""Metrics by the screen they belong to."""

METRICS: Mapping[str, Metric] = MappingProxyType(
    {metric.name: metric for group in GROUPS.values() for metric in group}
)
"""Every metric by its name."""


def metric(name: str) -> Metric:
    """Return the metric called `name`; raise QueryError when the catalog has none."""
    try:
        return METRICS[name]
    except KeyError:
        raise QueryError(f"there is no metric called {name!r} in the catalog") from None


def as_markdown() -> str:
    """Return the catalog as the page docs/metrics.md."""
    parts = [
        "# Metrics",
        "Every number on the screens, defined once in `queries/catalog.py`; this page is made from"
        " it by `make docs`.",
        "Rates are ratios of sums, never averages of ratios; an empty denominator is “no data”."
        " Distinct counts and percentiles are computed for the whole range, never added up over"
        " days. Days are business days (Asia/Kolkata). Amounts are never summed across currencies.",
    ]
    for title, metrics in GROUPS.items():
        rows = [
            f"| {m.label} | `{m.name}` | {m.meaning} | {m.formula} | {m.unit} | {m.grain} | `{m.source}` |"
            for m in metrics
        ]
        head = "| metric | name | meaning | formula | unit | grain | source |\n|---|---|---|---|---|---|---|"
        parts.append(f"## {title}\n\n{head}\n" + "\n".join(rows))
    return "\n\n".join(parts) + "\n"


if __name__ == "__main__":
    print(as_markdown(), end="")  # noqa: T201
