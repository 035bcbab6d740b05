"""What the numbers of the booking funnel mean: of the bookings requested in the period."""

from queries.metrics.aggregates import Growth, Ratio, Share, Sum, Told
from queries.metrics.declared import Good, Metric, Unit
from queries.metrics.relations import BOOKING_TOTALS, BOOKINGS, PROVIDER_DAYS


def _count(name: str, label: str, meaning: str, good: Good = Good.NEITHER) -> Metric:
    return Metric(name, label, meaning, Unit.COUNT, good, Sum(name), (BOOKING_TOTALS, BOOKINGS))


def _amount(name: str, label: str, meaning: str) -> Metric:
    return Metric(name, label, meaning, Unit.AMOUNT, Good.UP, Sum(name), (BOOKING_TOTALS, BOOKINGS))


def _share(name: str, part: str, label: str, meaning: str, good: Good = Good.UP) -> Metric:
    aggregate = Share(Sum(part), Sum("requested"))
    return Metric(name, label, meaning, Unit.RATIO, good, aggregate, (BOOKING_TOTALS, BOOKINGS))


BOOKING_METRICS = (
    Metric(
        "requested",
        "Requested",
        "Bookings that customers asked for.",
        Unit.COUNT,
        Good.UP,
        Sum("requested"),
        (BOOKING_TOTALS, BOOKINGS, PROVIDER_DAYS),
    ),
    Metric(
        "requested_growth",
        "Growth of requests",
        "How many more bookings were asked for than in the comparison period, as a share of those.",
        Unit.RATIO,
        Good.UP,
        Growth("requested"),
        (BOOKING_TOTALS, BOOKINGS, PROVIDER_DAYS),
    ),
    _count(
        "viewed",
        "Viewed",
        "Bookings that the provider opened or answered, or that went on.",
        Good.UP,
    ),
    _count(
        "confirmed",
        "Confirmed",
        "Bookings that the provider ever accepted, or that went on.",
        Good.UP,
    ),
    _count("started", "Started", "Bookings whose service ever began, or that went on.", Good.UP),
    _count(
        "completed", "Completed", "Bookings whose service was ever finished, or reviewed.", Good.UP
    ),
    _count(
        "paid",
        "Paid",
        "Completed bookings that are paid, refunded later or not, or reviewed.",
        Good.UP,
    ),
    _count("reviewed", "Reviewed", "Bookings that have a review, published or not.", Good.UP),
    _count(
        "prepaid",
        "Paid ahead",
        "Bookings that are paid and were not completed: still under way, or cancelled. A payment"
        " proves nothing about completion, so they do not count as paid.",
    ),
    _count("cancelled", "Cancelled", "Bookings that are cancelled now, by anyone.", Good.DOWN),
    _count(
        "cancelled_by_customer", "By customer", "Bookings cancelled by the customer.", Good.DOWN
    ),
    _count(
        "cancelled_by_provider", "By provider", "Bookings cancelled by the provider.", Good.DOWN
    ),
    _count("cancelled_by_admin", "By admin", "Bookings cancelled by an administrator.", Good.DOWN),
    _count("cancelled_by_system", "By system", "Bookings cancelled by the system.", Good.DOWN),
    _count("disputed", "Disputed", "Bookings that are or ever were in dispute.", Good.DOWN),
    _count("open", "Open", "Bookings that are pending, confirmed or in progress now."),
    _share(
        "viewed_rate",
        "viewed",
        "Requests viewed",
        "Of the bookings requested in the period, the share that the provider opened or answered.",
    ),
    _share(
        "confirmed_rate",
        "confirmed",
        "Requests confirmed",
        "Of the bookings requested in the period, the share that the provider ever accepted.",
    ),
    _share(
        "started_rate",
        "started",
        "Requests started",
        "Of the bookings requested in the period, the share whose service ever began.",
    ),
    _share(
        "completed_rate",
        "completed",
        "Requests completed",
        "Of the bookings requested in the period, the share that was ever completed.",
    ),
    _share(
        "paid_rate",
        "paid",
        "Requests paid",
        "Of the bookings requested in the period, the share that was completed and paid.",
    ),
    _share(
        "reviewed_rate",
        "reviewed",
        "Requests reviewed",
        "Of the bookings requested in the period, the share that has a review.",
    ),
    Metric(
        "stage_conversion",
        "From the stage before",
        "Of the bookings that reached the stage before, the share that reached this one.",
        Unit.RATIO,
        Good.UP,
        Told("bookings that reached the stage / bookings that reached the one before"),
        (BOOKING_TOTALS, BOOKINGS),
    ),
    _share(
        "cancellation_rate",
        "cancelled",
        "Cancellation rate",
        "Of the bookings requested in the period, the share that is cancelled now.",
        Good.DOWN,
    ),
    _share(
        "dispute_rate",
        "disputed",
        "Dispute rate",
        "Of the bookings requested in the period, the share that is or ever was in dispute.",
        Good.DOWN,
    ),
    Metric(
        "forgotten",
        "Forgotten",
        "Bookings of the period that are still open more than 14 days after the request.",
        Unit.COUNT,
        Good.DOWN,
        Told("sum(open) where the request is older than 14 days"),
        (BOOKING_TOTALS, BOOKINGS),
    ),
    Metric(
        "response_seconds",
        "Time to respond",
        "Average time a provider took to respond, over the bookings that got a response.",
        Unit.SECONDS,
        Good.DOWN,
        Ratio(Sum("response_seconds_sum"), Sum("response_count")),
        (BOOKING_TOTALS, BOOKINGS, PROVIDER_DAYS),
    ),
    Metric(
        "response_seconds_sum",
        "Time to respond, together",
        "The time that providers took to respond, added up over the bookings that got a response.",
        Unit.SECONDS,
        Good.NEITHER,
        Sum("response_seconds_sum"),
        (BOOKING_TOTALS, BOOKINGS, PROVIDER_DAYS),
    ),
    Metric(
        "response_count",
        "Responses",
        "Bookings to which the provider responded, and it is known how fast.",
        Unit.COUNT,
        Good.UP,
        Sum("response_count"),
        (BOOKING_TOTALS, BOOKINGS, PROVIDER_DAYS),
    ),
    Metric(
        "completion_seconds",
        "Time to complete",
        "Average time from the request to the end of the service, over completed bookings.",
        Unit.SECONDS,
        Good.DOWN,
        Ratio(Sum("completion_seconds_sum"), Sum("completion_count")),
        (BOOKING_TOTALS, BOOKINGS),
    ),
    Metric(
        "completion_seconds_sum",
        "Time to complete, together",
        "The time from request to end of service, added up over completed bookings.",
        Unit.SECONDS,
        Good.NEITHER,
        Sum("completion_seconds_sum"),
        (BOOKING_TOTALS, BOOKINGS),
    ),
    _count(
        "completion_count",
        "Completions",
        "Completed bookings of which it is known when the service ended.",
        Good.UP,
    ),
    _amount("quoted_amount", "Quoted", "Prices quoted for the bookings requested in the period."),
    _amount("final_amount", "Final price", "Final prices of the bookings requested in the period."),
)
