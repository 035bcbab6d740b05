"""What the numbers about money mean."""

from queries.metrics.aggregates import Growth, Ratio, Share, Sum
from queries.metrics.declared import Good, Metric, Unit
from queries.metrics.relations import PROVIDER_DAYS, REVENUE, REVENUE_TOTALS


def _money(name: str, label: str, meaning: str, good: Good = Good.UP) -> Metric:
    return Metric(name, label, meaning, Unit.AMOUNT, good, Sum(name), (REVENUE_TOTALS, REVENUE))


def _count(name: str, label: str, meaning: str, good: Good) -> Metric:
    return Metric(name, label, meaning, Unit.COUNT, good, Sum(name), (REVENUE_TOTALS, REVENUE))


def _by_provider_too(name: str, label: str, meaning: str) -> Metric:
    relations = (REVENUE_TOTALS, REVENUE, PROVIDER_DAYS)
    return Metric(name, label, meaning, Unit.AMOUNT, Good.UP, Sum(name), relations)


REVENUE_METRICS = (
    _by_provider_too("gross_amount", "Gross", "What customers paid in the period, before refunds."),
    _money(
        "platform_fee",
        "Platform fee",
        "What the marketplace keeps of the payments: the stored fee, else amount x percent.",
    ),
    _money("tax_amount", "Tax", "Tax on the payments of the period.", Good.NEITHER),
    _by_provider_too(
        "provider_earnings", "Provider earnings", "What providers earn of the payments."
    ),
    _money(
        "refund_amount",
        "Refunds",
        "What was paid back in the period, whenever it was paid.",
        Good.DOWN,
    ),
    _money("net_amount", "Net", "Gross less refunds."),
    Metric(
        "gross_growth",
        "Growth of gross",
        "How much more was paid than in the comparison period, as a share of what was paid then.",
        Unit.RATIO,
        Good.UP,
        Growth("gross_amount"),
        (REVENUE_TOTALS, REVENUE, PROVIDER_DAYS),
    ),
    _count(
        "payments", "Payments", "Payments received in the period, refunded later or not.", Good.UP
    ),
    _count(
        "refunds", "Refunds (count)", "Refunds made in the period, full and partial.", Good.DOWN
    ),
    _count(
        "failed_payments",
        "Failed payments",
        "Payments that failed, by the day they were tried.",
        Good.DOWN,
    ),
    Metric(
        "failure_rate",
        "Failure rate",
        "Of the payments received or failed in the period, the share that failed.",
        Unit.RATIO,
        Good.DOWN,
        Share(Sum("failed_payments"), Sum("payments", "failed_payments")),
        (REVENUE_TOTALS, REVENUE),
    ),
    Metric(
        "take_rate",
        "Take rate",
        "The share of gross that the marketplace keeps.",
        Unit.RATIO,
        Good.NEITHER,
        Ratio(Sum("platform_fee"), Sum("gross_amount")),
        (REVENUE_TOTALS, REVENUE),
    ),
    Metric(
        "refund_rate",
        "Refund rate",
        "What was refunded in the period as a share of its gross.",
        Unit.RATIO,
        Good.DOWN,
        Ratio(Sum("refund_amount"), Sum("gross_amount")),
        (REVENUE_TOTALS, REVENUE),
    ),
    Metric(
        "average_payment",
        "Average payment",
        "Gross per payment.",
        Unit.AMOUNT,
        Good.NEITHER,
        Ratio(Sum("gross_amount"), Sum("payments")),
        (REVENUE_TOTALS, REVENUE),
    ),
)
