"""What the numbers about money mean."""

from queries.catalog.metric import Metric, Unit

REVENUE = "analytics.revenue_summary_daily"
MONEY_DAY = "business day on which the money moved, currency, method, category, district"


def _money(name: str, label: str, meaning: str, formula: str = "") -> Metric:
    return Metric(name, label, meaning, formula or f"sum({name})", Unit.AMOUNT, MONEY_DAY, REVENUE)


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
        "gross_growth",
        "Growth of gross",
        "How much more was paid than in the comparison period, as a share of what was paid then.",
        "gross now / gross before - 1",
        Unit.RATIO,
        MONEY_DAY,
        REVENUE,
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
        "failure_rate",
        "Failure rate",
        "Of the payments received or failed in the period, the share that failed.",
        "sum(failed_payments) / (sum(payments) + sum(failed_payments))",
        Unit.RATIO,
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
