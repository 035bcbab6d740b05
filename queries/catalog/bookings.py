"""What the numbers of the booking funnel mean."""

from queries.catalog.metric import Metric, Unit

FUNNEL = "analytics.booking_funnel_daily"
COHORT = "business day of the request, currency, category, district"


def _funnel(name: str, label: str, meaning: str, formula: str = "") -> Metric:
    return Metric(name, label, meaning, formula or f"sum({name})", Unit.COUNT, COHORT, FUNNEL)


def _funnel_rate(name: str, label: str, meaning: str, formula: str) -> Metric:
    return Metric(name, label, meaning, formula, Unit.RATIO, COHORT, FUNNEL)


BOOKING_METRICS = (
    _funnel("requested", "Requested", "Bookings that customers asked for.", "count of bookings"),
    _funnel("viewed", "Viewed", "Bookings that the provider opened or answered, or that went on."),
    _funnel("confirmed", "Confirmed", "Bookings that the provider ever accepted, or that went on."),
    _funnel("started", "Started", "Bookings whose service ever began, or that went on."),
    _funnel("completed", "Completed", "Bookings whose service was ever finished, or reviewed."),
    _funnel(
        "paid", "Paid", "Completed bookings that are paid, refunded later or not, or reviewed."
    ),
    _funnel("reviewed", "Reviewed", "Bookings that have a review, published or not."),
    _funnel(
        "prepaid",
        "Paid ahead",
        "Bookings that are paid and were not completed: still under way, or cancelled. A payment"
        " proves nothing about completion, so they do not count as paid.",
    ),
    _funnel("cancelled", "Cancelled", "Bookings that are cancelled now, by anyone."),
    _funnel("cancelled_by_customer", "By customer", "Bookings cancelled by the customer."),
    _funnel("cancelled_by_provider", "By provider", "Bookings cancelled by the provider."),
    _funnel("cancelled_by_admin", "By admin", "Bookings cancelled by an administrator."),
    _funnel("cancelled_by_system", "By system", "Bookings cancelled by the system."),
    _funnel("disputed", "Disputed", "Bookings that are or ever were in dispute."),
    _funnel("open", "Open", "Bookings that are pending, confirmed or in progress now."),
    _funnel_rate(
        "conversion_rate",
        "Requests completed",
        "Of the bookings requested in the period, the share that was ever completed.",
        "sum(completed) / sum(requested)",
    ),
    _funnel_rate(
        "stage_conversion",
        "From the stage before",
        "Of the bookings that reached the stage before, the share that reached this one.",
        "bookings that reached the stage / bookings that reached the one before",
    ),
    _funnel_rate(
        "cancellation_rate",
        "Cancellation rate",
        "Of the bookings requested in the period, the share that is cancelled now.",
        "sum(cancelled) / sum(requested)",
    ),
    _funnel_rate(
        "dispute_rate",
        "Dispute rate",
        "Of the bookings requested in the period, the share that is or ever was in dispute.",
        "sum(disputed) / sum(requested)",
    ),
    Metric(
        "forgotten",
        "Forgotten",
        "Bookings of the period that are still open more than 14 days after the request.",
        "sum(open) where the request is older than 14 days",
        Unit.COUNT,
        COHORT,
        FUNNEL,
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
